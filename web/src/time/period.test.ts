import { describe, expect, test } from "vitest"
import { boundsOf, type PeriodSearch, readDay } from "./period"

describe("a period's instants", () => {
  const now = "2026-03-31T20:00:00Z" // in Shanghai it is April already
  test.each<[PeriodSearch, string, string | undefined, string | undefined]>([
    [{}, "UTC", "2026-03-01T00:00:00.000Z", "2026-04-01T00:00:00.000Z"],
    [{}, "Asia/Shanghai", "2026-03-31T16:00:00.000Z", "2026-04-30T16:00:00.000Z"],
    [{ period: "lastMonth" }, "Europe/Berlin", "2026-01-31T23:00:00.000Z", "2026-02-28T23:00:00.000Z"],
    [{ period: "month" }, "Europe/Berlin", "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z"], // summer time began in it
    [{ period: "week" }, "UTC", "2026-03-30T00:00:00.000Z", "2026-04-06T00:00:00.000Z"],
    [{ period: "year" }, "America/New_York", "2026-01-01T05:00:00.000Z", "2027-01-01T05:00:00.000Z"],
    [{ period: "all" }, "UTC", undefined, undefined],
    [{ period: "dates", from: "2026-03-28", to: "2026-03-29" }, "Europe/Berlin", "2026-03-27T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    [{ period: "dates", to: "2026-03-29" }, "UTC", undefined, "2026-03-30T00:00:00.000Z"],
  ])("%o in %s", (search, zone, from, to) => {
    expect(boundsOf(search, zone, now)).toEqual({ ...(from ? { from } : {}), ...(to ? { to } : {}) })
  })
  test("a week begins on Monday, also on a Sunday", () => {
    expect(boundsOf({ period: "week" }, "UTC", "2026-04-05T10:00:00Z").from).toBe("2026-03-30T00:00:00.000Z")
  })
})

test("a day is one of the calendar", () => {
  expect(["2026-02-28", "2026-02-30", "2026-2-1", "yesterday", 5, undefined].map(readDay)).toEqual(["2026-02-28", undefined, undefined, undefined, undefined, undefined])
})
