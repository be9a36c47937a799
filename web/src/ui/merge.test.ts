import { expect, test } from "vitest"
import { merge } from "./merge"

const read = { subject: "Printer", description: "It is broken", place: 1 as number | null }

test("what only one of them changed is no clash", () => {
  expect(merge(read, { ...read, subject: "Printer 2" }, { ...read, place: 2 })).toEqual({
    values: { subject: "Printer 2", description: "It is broken", place: 2 }, clashes: [], taken: ["place"],
  })
})

test("what both changed is chosen by the second, and until then it is hers", () => {
  const mine = { ...read, description: "It burns" }
  expect(merge(read, mine, { ...read, description: "It smokes" })).toEqual({
    values: mine, clashes: [{ name: "description", mine: "It burns", theirs: "It smokes" }], taken: [],
  })
})

test("the same change twice is none", () => {
  const both = { ...read, subject: "New", place: null }
  expect(merge(read, both, both)).toEqual({ values: both, clashes: [], taken: [] })
})

test("an emptied field counts as changed", () => {
  expect(merge(read, { ...read, place: null }, { ...read, place: 3 }).clashes).toEqual([{ name: "place", mine: null, theirs: 3 }])
  expect(merge({ a: undefined as string | undefined }, { a: undefined }, { a: "x" }).values).toEqual({ a: "x" })
})
