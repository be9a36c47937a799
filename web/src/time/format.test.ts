import { describe, expect, test } from "vitest"
import { absolute, ago, ahead, deadline, duration, exact, hours, moment, offsetName, short } from "./format"

const at = "2026-03-05T10:00:00Z"

describe("an instant in the viewer's zone", () => {
  test("has weekday, offset and zone", () => {
    expect(absolute(at, "Asia/Shanghai", "en")).toBe("2026-03-05 Thu 18:00 (UTC+8, Asia/Shanghai)")
    expect(absolute(at, "Asia/Shanghai", "zh")).toBe("2026-03-05 周四 18:00 (UTC+8, Asia/Shanghai)")
  })
  test("follows daylight saving", () => {
    expect(absolute(at, "Europe/Berlin", "en")).toContain("11:00 (UTC+1")
    expect(absolute("2026-07-05T10:00:00Z", "Europe/Berlin", "en")).toContain("12:00 (UTC+2")
  })
  test("names odd and western offsets", () => {
    expect(offsetName(at, "Asia/Kolkata")).toBe("UTC+5:30")
    expect(offsetName(at, "America/New_York")).toBe("UTC−5")
    expect(offsetName(at, "UTC")).toBe("UTC")
  })
})

describe("short forms", () => {
  test("drop what is obvious, judged in the zone and not in UTC", () => {
    expect(short(at, "Asia/Shanghai", "2026-03-05T15:59:00Z")).toBe("18:00")
    expect(short(at, "Asia/Shanghai", "2026-03-05T16:01:00Z")).toBe("03-05 18:00")
    expect(short(at, "Asia/Shanghai", "2027-03-05T10:00:00Z")).toBe("2026-03-05")
  })
  test("a deadline keeps its zone", () => {
    expect(deadline(at, "Asia/Shanghai", "en", "2026-03-05T01:00:00Z")).toBe("18:00 UTC+8")
    expect(deadline(at, "Asia/Shanghai", "zh", "2026-03-03T01:00:00Z")).toBe("03-05 周四 18:00 UTC+8")
  })
  test("relative words in both languages", () => {
    expect(ago(at, "en", "2026-03-05T13:00:00Z")).toBe("3 hours ago")
    expect(ago(at, "zh", "2026-03-05T13:00:00Z")).toBe("3 小时前")
    expect(ago(at, "en", "2026-03-05T09:59:58Z")).toBe("a few seconds ago")
    expect(ahead(at, "en", "2026-03-05T07:00:00Z")).toBe("in 3 hours")
    expect(ahead(at, "zh", "2026-03-05T07:00:00Z")).toBe("3 小时后")
    expect(ahead(at, "en", "2026-03-05T13:00:00Z")).toBe("3 hours ago")
  })
  test("how long it has been", () => {
    expect(duration(at, "en", "2026-03-13T10:00:00Z")).toBe("8 days")
    expect(duration(at, "zh", "2026-03-13T10:00:00Z")).toBe("8 天")
  })
  test("to the second", () => {
    expect(exact("2026-03-05T10:00:09.9Z", "Asia/Shanghai")).toBe("2026-03-05 18:00:09")
  })
  test("to the second with the weekday", () => {
    expect(moment("2026-03-05T10:00:09.9Z", "Asia/Shanghai", "zh")).toBe("03-05 周四 18:00:09")
  })
  test("minutes read as hours", () => {
    expect(hours(95)).toBe("1:35")
    expect(hours(5)).toBe("0:05")
  })
})
