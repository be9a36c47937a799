import { describe, expect, test } from "vitest"
import { firstView, isNarrowed, readDeskSearch, toQuery } from "./search"

describe("the desk's address", () => {
  test("is read back as it was written", () => {
    const search = { view: "queue:5", state: "on_hold", priority: 2, group: "7", assignee: "wang", q: "打印机", sort: "priority" as const }
    expect(readDeskSearch(search)).toEqual(search)
  })
  test("ignores what it does not know", () => {
    expect(readDeskSearch({ view: "queue:x", state: "dreaming", priority: "9", sort: "up", q: "  ", more: 1 })).toEqual({})
    expect(readDeskSearch({ priority: "3", q: 45 })).toEqual({ priority: 3, q: "45" })
  })
})

describe("the list of an address", () => {
  test.each([
    [{}, { open: "true" }],
    [{ view: "mine" }, { assignee: "me", open: "true" }],
    [{ view: "unassigned" }, { assignee: "none", open: "true" }],
    [{ view: "open" }, { open: "true" }],
    [{ view: "everything" }, {}],
    [{ view: "queue:5", priority: 1 }, { queue: "5", open: "true", priority: [1] }],
    [{ view: "group:7", sort: "priority" as const }, { group: "7", open: "true", sort: "priority" }],
    [{ view: "open", sort: "due" as const }, { open: "true", sort: "due" }],
    [{ view: "queue:5", state: "closed" }, { queue: "5", state: ["closed"] }],
    [{ view: "open", assignee: "none", q: "vpn" }, { open: "true", assignee: "none", q: "vpn" }],
  ])("%o", (search, query) => {
    expect(toQuery(search)).toEqual(query)
  })
  test("everybody begins where they work", () => {
    expect([["technician"], ["manager", "agent"], ["manager"], ["auditor"]].map(firstView)).toEqual(["mine", "mine", "open", "open"])
  })
  test("a view alone is not a filter", () => {
    expect(isNarrowed({ view: "queue:5", sort: "number" })).toBe(false)
    expect(isNarrowed({ view: "queue:5", q: "x" })).toBe(true)
  })
})
