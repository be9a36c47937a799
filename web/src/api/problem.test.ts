// @vitest-environment happy-dom
import { describe, expect, test } from "vitest"
import "../i18n"
import { asProblem, formProblem, Problem, problemOf } from "./problem"

describe("a form's problem", () => {
  const names = ["subject", "urgency", "group"]

  test("goes to the field that the server names", () => {
    const problem = new Problem(422, "invalid", "Say it in at most 300 characters.", "subject")
    expect(formProblem(problem, names)).toEqual({ fields: [{ name: "subject", errors: ["Say it in at most 300 characters."] }], general: "" })
  })

  test("keeps every field's sentence", () => {
    const problem = new Problem(422, "invalid", "two", "", [
      { field: "urgency", detail: "1 to 3" },
      { field: "subject", detail: "not empty" },
      { field: "subject", detail: "one line" },
    ])
    expect(formProblem(problem, names)).toEqual({
      fields: [{ name: "urgency", errors: ["1 to 3"] }, { name: "subject", errors: ["not empty", "one line"] }],
      general: "",
    })
  })

  test("stands above the form when it has no such field", () => {
    const problem = new Problem(422, "invalid", "x", "queue", [{ field: "queue", detail: "No such queue." }])
    expect(formProblem(problem, names)).toEqual({ fields: [], general: "No such queue." })
  })

  test("without any field stands above the form", () => {
    expect(formProblem(new Problem(409, "conflict", "Wang has taken it."), names).general).toBe("Wang has taken it.")
  })

  test("finds the field of a nested location and of another name", () => {
    const problem = new Problem(422, "invalid", "x", "", [{ field: "group.id", detail: "gone" }, { field: "title", detail: "long" }])
    expect(formProblem(problem, names, { title: "subject" }).fields).toEqual([
      { name: "group", errors: ["gone"] },
      { name: "subject", errors: ["long"] },
    ])
  })
})

test("an answer's problem is read, and a proxy's page becomes a sentence", async () => {
  const told = await problemOf(Response.json({ code: "closed", detail: "Reopen it first.", field: "verb" }, { status: 409 }))
  expect([told.status, told.code, told.message, told.field]).toEqual([409, "closed", "Reopen it first.", "verb"])
  const proxy = await problemOf(new Response("<html>", { status: 502 }))
  expect(proxy.status).toBe(502)
  expect(proxy.message).not.toBe("")
})

test("no connection is told as such", () => {
  expect(asProblem(new TypeError("Failed to fetch")).code).toBe("offline")
})
