import { expect, test } from "vitest"
import { readMailSearch } from "./search"

test("an address is read, and what it does not know left out", () => {
  expect(readMailSearch({})).toEqual({})
  expect(readMailSearch({ state: "held", q: "", mail: "x" })).toEqual({})
  expect(readMailSearch({ state: "stopped", q: 45, mail: "7" })).toEqual({ state: "stopped", q: "45", mail: 7 })
  expect(readMailSearch({ state: "nonsense", mail: -1 })).toEqual({})
})
