import dayjs from "dayjs"
import "dayjs/locale/zh-cn"
import localizedFormat from "dayjs/plugin/localizedFormat"
import updateLocale from "dayjs/plugin/updateLocale"
import relativeTime from "dayjs/plugin/relativeTime"
import timezone from "dayjs/plugin/timezone"
import utc from "dayjs/plugin/utc"

dayjs.extend(utc)
dayjs.extend(timezone)
dayjs.extend(relativeTime)
dayjs.extend(localizedFormat)
dayjs.extend(updateLocale)
// "within 3 hours" would be a promise; a deadline is 3 hours ahead.
dayjs.updateLocale("zh-cn", { relativeTime: { ...dayjs.Ls["zh-cn"]?.relativeTime, future: "%s后" } })

export type Language = "zh" | "en"

const localeOf = (language: Language) => (language === "zh" ? "zh-cn" : "en")

/** The zone of this browser, for whoever has not signed in yet. */
export const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"

/** A zone's offset at an instant as people write it: UTC+8, UTC+5:30, UTC. */
export function offsetName(at: string, zone: string): string {
  const minutes = dayjs(at).tz(zone).utcOffset()
  if (minutes === 0) return "UTC"
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`
}

/** The full instant in the viewer's zone, with the weekday and the zone: 2026-03-05 Thu 18:00 (UTC+8, Asia/Shanghai). */
export function absolute(at: string, zone: string, language: Language): string {
  const local = dayjs(at).tz(zone).locale(localeOf(language))
  return `${local.format("YYYY-MM-DD ddd HH:mm")} (${offsetName(at, zone)}, ${zone})`
}

/** A short instant for tables: the time today, month and day this year, the whole date before. */
export function short(at: string, zone: string, now: string): string {
  const local = dayjs(at).tz(zone)
  const here = dayjs(now).tz(zone)
  if (local.isSame(here, "day")) return local.format("HH:mm")
  return local.format(local.isSame(here, "year") ? "MM-DD HH:mm" : "YYYY-MM-DD")
}

/** A deadline with its zone: today 18:00 needs no date, everything else has one. */
export function deadline(at: string, zone: string, language: Language, now: string): string {
  const local = dayjs(at).tz(zone).locale(localeOf(language))
  const form = local.isSame(dayjs(now).tz(zone), "day") ? "HH:mm" : "MM-DD ddd HH:mm"
  return `${local.format(form)} ${offsetName(at, zone)}`
}

/** How long ago something was, in words; the clocks of browser and server may differ a little. */
export function ago(at: string, language: Language, now: string): string {
  return dayjs(at).locale(localeOf(language)).from(now < at ? at : now)
}

/** How far ahead a deadline is, or how far it has passed, in words. */
export function ahead(at: string, language: Language, now: string): string {
  return dayjs(at).locale(localeOf(language)).from(now)
}

/** How long it has been, in words. */
export function duration(since: string, language: Language, now: string): string {
  return dayjs(since).locale(localeOf(language)).from(dayjs(now), true)
}

/** To the second, for records of what happened. */
export function exact(at: string, zone: string): string {
  return dayjs(at).tz(zone).format("YYYY-MM-DD HH:mm:ss")
}

/** To the second with the weekday, where one sees what a day is: 03-05 Thu 09:00:00. */
export function moment(at: string, zone: string, language: Language): string {
  return dayjs(at).tz(zone).locale(localeOf(language)).format("MM-DD ddd HH:mm:ss")
}

/** Minutes as hours and minutes: 95 → 1:35. */
export function hours(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`
}

/** The zones that this browser knows, for a select. */
export function zones(): string[] {
  return Intl.supportedValuesOf("timeZone")
}
