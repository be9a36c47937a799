import { expect, test } from "vitest"
import { readDocumentSearch } from "./search"

test("an address is read, and what is unknown is left out", () => {
  expect(readDocumentSearch({ part: "mine", group: "admin", type: 7, status: "archived", q: 2026 })).toEqual({ part: "mine", group: "admin", type: "7", status: "archived", q: "2026" })
  expect(readDocumentSearch({ part: "to_read", status: "never", q: "", more: 1 })).toEqual({})
})
