import { expect, test } from "vitest"
import { steady } from "./steady"

const row = (number: string, state = "new") => ({ number, state })
const known = new Map(["C", "B", "A"].map((number) => [number, row(number)]))
const said = (list: ReturnType<typeof steady<ReturnType<typeof row>>>) => list.rows.map(({ row, gone }) => `${row.number}${row.state === "new" ? "" : `:${row.state}`}${gone ? "†" : ""}`)

test("the first rows are shown as they come", () => {
  const list = steady([], new Map(), [row("C"), row("B")])
  expect(said(list)).toEqual(["C", "B"])
  expect(list.waiting).toBe(0)
})

test("a changed row keeps its place, whatever the order says now", () => {
  const list = steady(["C", "B", "A"], known, [row("A", "active"), row("C"), row("B")])
  expect(said(list)).toEqual(["C", "B", "A:active"])
  expect(list.waiting).toBe(0)
})

test("a new row above waits to be shown", () => {
  const list = steady(["C", "B"], known, [row("D"), row("C"), row("B")])
  expect(said(list)).toEqual(["C", "B"])
  expect(list.waiting).toBe(1)
})

test("rows of a further page are appended", () => {
  const list = steady(["C", "B"], known, [row("C"), row("B"), row("A"), row("Z")])
  expect(said(list)).toEqual(["C", "B", "A", "Z"])
  expect(list.waiting).toBe(0)
})

test("a row that left stays, marked, until the list is shown anew", () => {
  const list = steady(["C", "B", "A"], known, [row("D"), row("C"), row("A")])
  expect(said(list)).toEqual(["C", "B†", "A"])
  expect(list.waiting).toBe(1)
  expect(said(steady([], known, [row("D"), row("C"), row("A")]))).toEqual(["D", "C", "A"])
})

test("when everything shown has left, new ones still wait", () => {
  const list = steady(["C"], known, [row("D")])
  expect(said(list)).toEqual(["C†"])
  expect(list.waiting).toBe(1)
})
