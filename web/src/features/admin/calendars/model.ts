import type { components } from "../../../api/schema.gen"
import type { Language } from "../../../time/format"

type Schemas = components["schemas"]
export type Calendar = Schemas["Calendar"]
export type Interval = Schemas["Interval"]
export type Exception = Schemas["Exception"]
export type Counting = Schemas["Counting"]

/** What of a calendar is edited. */
export interface Draft extends Counting {
  name: string
  name_en: string
  entered_until: string
}

/** The weekdays as people here read them, Monday first; the server counts from Sunday. */
export const mondayFirst = [1, 2, 3, 4, 5, 6, 0]

/** How many days before the end of the entered holidays they are to be asked for. */
export const warnDays = 60

export const draftOf = ({ name, name_en, zone, week, exceptions = [], entered_until }: Calendar): Draft => ({ name, name_en, zone, week, exceptions, entered_until })

/** What counts time in a draft, as previews take it. */
export const countingOf = ({ zone, week, exceptions, entered_until }: Draft): Counting => ({ zone, week, exceptions, entered_until })

/** A weekday's name; 0 is Sunday. */
export function dayName(day: number, language: Language, form: "short" | "long" = "long"): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { weekday: form, timeZone: "UTC" }).format(Date.UTC(2024, 0, 7 + day)) // a Sunday
}

/** A time of day as people type it (9, 930, 9:30, 9：30) in the server's form; undefined if it is none. */
export function readTime(text: string): string | undefined {
  const found = /^(\d{1,2})[:：.]?(\d{2})?$/.exec(text.trim())
  if (!found) return undefined
  const [hour, minute] = [Number(found[1]), Number(found[2] ?? 0)]
  if (minute > 59 || hour * 60 + minute > 24 * 60) return undefined
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
}

export const sayIntervals = (list: readonly Interval[]) => list.map(({ from, to }) => `${from}–${to}`).join(", ")

/** A week in one line: neighbouring days of the same hours together, free days left out. */
export function sayWeek(week: readonly (readonly Interval[])[], language: Language): string {
  const runs: { first: number; last: number; hours: string }[] = []
  for (const day of mondayFirst) {
    const hours = sayIntervals(week[day] ?? [])
    const before = runs.at(-1)
    if (before?.hours === hours) before.last = day
    else runs.push({ first: day, last: day, hours })
  }
  const name = (day: number) => dayName(day, language, "short")
  return runs
    .filter(({ hours }) => hours !== "")
    .map(({ first, last, hours }) => `${name(first)}${first === last ? "" : `–${name(last)}`} ${hours}`)
    .join("; ")
}

const daysOn = (hours: Interval[], days: readonly number[]) => Array.from({ length: 7 }, (_, day) => (days.includes(day) ? hours : []))
const workdays = [1, 2, 3, 4, 5]

/** The weeks that a new calendar may begin with. */
export const templates = {
  office: daysOn([{ from: "09:00", to: "18:00" }], workdays),
  lunch: daysOn([{ from: "09:00", to: "12:00" }, { from: "13:30", to: "18:00" }], workdays),
  always: daysOn([{ from: "00:00", to: "24:00" }], [0, ...workdays, 6]),
}
export type Template = keyof typeof templates

/** The interval that follows the others of a day: from their end, or the usual hours of an empty one. */
export function nextInterval(list: readonly Interval[]): Interval {
  const last = readTime(list.at(-1)?.to ?? "")
  if (!last) return { from: "09:00", to: "18:00" }
  const hour = Math.min(Number(last.slice(0, 2)) + 1, 23)
  return { from: `${String(hour).padStart(2, "0")}:00`, to: `${String(Math.min(hour + 4, 24)).padStart(2, "0")}:00` }
}

/** How many days are left until the last date whose holidays are entered; negative once it has passed. */
export function daysLeft(enteredUntil: string, now: string): number | undefined {
  return enteredUntil ? Math.ceil((Date.parse(`${enteredUntil}T23:59:59Z`) - Date.parse(now)) / 86_400_000) - 1 : undefined
}

/** What is wrong below a field such as week[1]: its sentences. */
export function wrongAt(errors: Readonly<Record<string, string>>, field: string): string {
  const found = Object.entries(errors).filter(([path]) => path === field || path.startsWith(`${field}[`) || path.startsWith(`${field}.`))
  return [...new Set(found.map(([, detail]) => detail))].join(" ")
}

/** What a refused field is part of, in words: the weekday, or the special day, which the list may not show just now. */
export function placeOf(field: string, draft: Draft, language: Language): string {
  const [, list, at] = /(?:^|\.)(week|exceptions)\[(\d+)\]/.exec(field) ?? []
  if (list === "week") return dayName(Number(at), language)
  const day = list ? draft.exceptions[Number(at)] : undefined
  return day ? `${day.date} ${day.name}` : ""
}

/** A file's text: UTF-8, else the Chinese encoding that spreadsheets there still write. */
export function decodeText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder("gb18030").decode(bytes)
  }
}

/** The years of some days, in order. */
export const yearsOf = (list: readonly Exception[]) => [...new Set(list.map(({ date }) => date.slice(0, 4)))].sort()
