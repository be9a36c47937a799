import { expect, test } from "vitest"
import { bodyOf, isWritten, saidIn } from "./draft"

test("only what was given is sent, and only the people that the type asks for", () => {
  expect(bodyOf({ type: "notice", subject: " x ", description: " ", chosen: { A: ["li.na"], Old: ["wu"] } }, ["A", "B"], { cost: 5 })).toEqual({ type: "notice", subject: "x", chosen: { A: ["li.na"] }, form: { cost: 5 } })
  expect(bodyOf({}, [], {})).toEqual({ type: "", subject: "" })
})

test("whatever was written would be a loss", () => {
  expect(isWritten({ type: "notice", form: { cost: null } })).toBe(false)
  expect(isWritten({ form: { cost: 5 } })).toBe(true)
  expect(saidIn({ subject: "Rules", form: { why: "Hungry", cost: 5 } })).toBe("Rules\n\nHungry")
})
