import { expect, test } from "vitest"
import { daysLeft, decodeText, nextInterval, placeOf, readTime, sayWeek, templates, wrongAt } from "./model"

test.each([
  ["9", "09:00"], ["09", "09:00"], ["930", "09:30"], ["1330", "13:30"], ["9:30", "09:30"], ["13：30", "13:30"], [" 24:00 ", "24:00"], ["24", "24:00"],
  ["24:01", undefined], ["9:60", undefined], ["9:3", undefined], ["25", undefined], ["nine", undefined], ["", undefined],
])("the time %j is %j", (typed, time) => expect(readTime(typed)).toBe(time))

test("a week is said in one line", () => {
  expect(sayWeek(templates.lunch, "en")).toBe("Mon–Fri 09:00–12:00, 13:30–18:00")
  expect(sayWeek(templates.always, "zh")).toBe("周一–周日 00:00–24:00")
  expect(sayWeek(templates.office.map((day, at) => (at === 6 ? [{ from: "10:00", to: "14:00" }] : at === 3 ? [] : day)), "en"))
    .toBe("Mon–Tue 09:00–18:00; Thu–Fri 09:00–18:00; Sat 10:00–14:00")
})

test("another interval follows the last of the day", () => {
  expect(nextInterval([])).toEqual({ from: "09:00", to: "18:00" })
  expect(nextInterval([{ from: "09:00", to: "12:00" }])).toEqual({ from: "13:00", to: "17:00" })
  expect(nextInterval([{ from: "09:00", to: "24:00" }]).to).toBe("24:00")
})

test("the days until holidays have to be entered", () => {
  expect(daysLeft("", "2026-11-24T00:00:00Z")).toBeUndefined()
  expect(daysLeft("2026-12-31", "2026-12-31T08:00:00Z")).toBe(0)
  expect(daysLeft("2026-12-31", "2026-12-01T08:00:00Z")).toBe(30)
  expect(daysLeft("2026-12-31", "2027-01-01T08:00:00Z")).toBe(-1)
})

test("a refusal is found at the field it is about, and each sentence once", () => {
  const errors = { "week[1][0].to": "Later.", "week[1]": "Later.", "week[10]": "No.", zone: "None." }
  expect(wrongAt(errors, "week[1]")).toBe("Later.")
  expect(wrongAt(errors, "zone")).toBe("None.")
  expect(wrongAt(errors, "week[2]")).toBe("")
})

test("a refusal says which day it is about", () => {
  const draft = { name: "", name_en: "", zone: "UTC", week: templates.office, exceptions: [{ date: "2026-10-01", name: "国庆节" }], entered_until: "" }
  expect(placeOf("week[1][0].to", draft, "en")).toBe("Monday")
  expect(placeOf("definition.week[0]", draft, "zh")).toBe("星期日")
  expect(placeOf("exceptions[0].name", draft, "zh")).toBe("2026-10-01 国庆节")
  expect(placeOf("exceptions[7].name", draft, "zh")).toBe("")
  expect(placeOf("zone", draft, "zh")).toBe("")
})

test("a file of a Chinese spreadsheet is read in its encoding", () => {
  expect(decodeText(new TextEncoder().encode("元旦").buffer as ArrayBuffer)).toBe("元旦")
  expect(decodeText(new Uint8Array([0xd4, 0xaa, 0xb5, 0xa9]).buffer)).toBe("元旦")
})
