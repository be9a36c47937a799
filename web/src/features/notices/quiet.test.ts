import { describe, expect, test } from "vitest"
import { isQuiet, shownUnread } from "./quiet"

const office = { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }
const night = { days: [5], from: "22:00", to: "06:00" }

describe("the bell is silent", () => {
  test.each([
    ["never without hours", undefined, "2026-11-22T20:00:00Z", false],
    ["not at the first minute", office, "2026-11-24T01:00:00Z", false], // Tuesday 09:00 in Shanghai
    ["the minute before", office, "2026-11-24T00:59:00Z", true],
    ["not at 17:59", office, "2026-11-24T09:59:00Z", false],
    ["from the last minute on", office, "2026-11-24T10:00:00Z", true],
    ["on a Sunday, though it is Saturday in London", office, "2026-11-21T17:00:00Z", true],
    ["not in the night of a night shift", night, "2026-11-27T16:30:00Z", false], // Saturday 00:30, begun on Friday
    ["after it", night, "2026-11-27T22:00:00Z", true],
    ["in the night of another day", night, "2026-11-26T16:30:00Z", true],
  ])("%s", (_, hours, now, quiet) => {
    expect(isQuiet(hours, "Asia/Shanghai", now)).toBe(quiet)
  })
})

test("the bell's number is shown up to 99", () => {
  expect([1, 99, 100, 5000].map(shownUnread)).toEqual(["1", "99", "99+", "99+"])
})
