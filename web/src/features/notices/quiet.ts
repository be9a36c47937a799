import dayjs from "dayjs"
import timezone from "dayjs/plugin/timezone"
import utc from "dayjs/plugin/utc"
import type { OwnHours } from "../../api/types"

dayjs.extend(utc)
dayjs.extend(timezone)

/** Whether an instant lies outside a person's working hours in their zone; who has named none works always. */
export function isQuiet(hours: OwnHours | null | undefined, zone: string, now: string): boolean {
  if (!hours) return false
  const local = dayjs(now).tz(zone)
  const clock = local.format("HH:mm")
  const today = local.day() || 7 // Sunday is the last
  const yesterday = today === 1 ? 7 : today - 1
  const { days, from, to } = hours
  if (from < to) return !(days.includes(today) && from <= clock && clock < to)
  return !((days.includes(today) && from <= clock) || (days.includes(yesterday) && clock < to)) // past midnight
}

const most = 99

/** The number on the bell: what is heard is what is seen. */
export const shownUnread = (unread: number) => (unread > most ? `${most}+` : String(unread))
