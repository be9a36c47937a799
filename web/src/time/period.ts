import dayjs from "dayjs"
import timezone from "dayjs/plugin/timezone"
import utc from "dayjs/plugin/utc"

dayjs.extend(utc)
dayjs.extend(timezone)

export const periods = ["week", "month", "lastMonth", "year", "all", "dates"] as const
export type Period = (typeof periods)[number]

/** A period as an address says it; from and to are days, both included, and count only for "dates". */
export interface PeriodSearch {
  period?: Period | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Two instants, the second excluded; without one there is no bound on that side. */
export interface Bounds {
  from?: string
  to?: string
}

const dayForm = "YYYY-MM-DD"

/** A day as people write it, if it is one: 2026-02-30 is none. */
export const readDay = (text: unknown) => (typeof text === "string" && dayjs.utc(text).isValid() && dayjs.utc(text).format(dayForm) === text ? text : undefined)

/** The day that it is in a zone. */
export const today = (zone: string, now: string) => dayjs(now).tz(zone).format(dayForm)

/** The instants of a period in a zone, whose days may have 23 or 25 hours. */
export function boundsOf({ period = "month", from, to }: PeriodSearch, zone: string, now: string): Bounds {
  // Days are counted where none is odd; only the result is brought to the zone.
  const today = dayjs.utc(dayjs(now).tz(zone).format(dayForm))
  const month = today.startOf("month")
  const midnight = (day: dayjs.Dayjs) => dayjs.tz(`${day.format(dayForm)} 00:00`, zone).toISOString()
  switch (period) {
    case "week": {
      const monday = today.subtract((today.day() + 6) % 7, "day")
      return { from: midnight(monday), to: midnight(monday.add(7, "day")) }
    }
    case "month":
      return { from: midnight(month), to: midnight(month.add(1, "month")) }
    case "lastMonth":
      return { from: midnight(month.subtract(1, "month")), to: midnight(month) }
    case "year":
      return { from: midnight(today.startOf("year")), to: midnight(today.startOf("year").add(1, "year")) }
    case "all":
      return {}
    case "dates":
      return { ...(from ? { from: midnight(dayjs.utc(from)) } : {}), ...(to ? { to: midnight(dayjs.utc(to).add(1, "day")) } : {}) }
  }
}
