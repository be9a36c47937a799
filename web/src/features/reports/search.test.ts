import { describe, expect, test } from "vitest"
import { fileOf, readReportSearch, toReportQuery } from "./search"

const known = (search: Record<string, unknown>) => JSON.parse(JSON.stringify(readReportSearch(search))) as unknown

describe("the address of a report", () => {
  test("says of what, by what, when and of whom", () => {
    expect(known({ of: "levels", by: "policy", period: "dates", from: "2026-01-01", to: "2026-02-28", customer: 3 })).toEqual(
      { of: "levels", by: "policy", period: "dates", from: "2026-01-01", to: "2026-02-28", customer: 3 })
  })
  test("what nobody knows is left out: tickets have no policy", () => {
    expect(known({ of: "tickets", by: "policy", period: "ever", from: "2026-02-30", group: "x" })).toEqual({ of: "tickets" })
    expect(known({ by: "clock" })).toEqual({})
  })
  test("becomes the question and the file of the same question", () => {
    const query = toReportQuery({ by: "group", service: 4 }, { from: "2026-01-01T00:00:00.000Z" })
    expect(query).toEqual({ by: "group", from: "2026-01-01T00:00:00.000Z", service: "4" })
    expect(fileOf("levels", query, "xlsx", "zh")).toBe("/api/v1/reports/levels/export?by=group&from=2026-01-01T00%3A00%3A00.000Z&service=4&format=xlsx&language=zh")
    expect(toReportQuery({}, {})).toEqual({ by: "month" })
  })
})
