import { type Period, type PeriodSearch, periods, readDay } from "../../time/period"

export const ofs = ["tickets", "levels"] as const
export type ReportOf = (typeof ofs)[number]

export const ticketsBy = ["month", "week", "customer", "service", "group", "kind", "priority"] as const
export const levelsBy = ["month", "week", "policy", "clock", "customer", "service", "group", "kind", "priority"] as const
export type TicketsBy = (typeof ticketsBy)[number]
export type LevelsBy = (typeof levelsBy)[number]

export const narrowings = ["customer", "service", "group"] as const
export type Narrowing = (typeof narrowings)[number]

/** What the address of a report says: of what, by what, when, and of which customer, service or group (ids). */
export interface ReportSearch extends PeriodSearch {
  of?: ReportOf | undefined
  by?: LevelsBy | undefined
  customer?: number | undefined
  service?: number | undefined
  group?: number | undefined
}

export const firstPeriod: Period = "year"

const oneOf = <T extends string>(known: readonly T[], value: unknown) => known.find((one) => one === value)
const id = (value: unknown) => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined)

/** Reads an address; what is not known is left out. */
export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  const of = oneOf(ofs, search.of)
  return {
    of,
    by: of === "levels" ? oneOf(levelsBy, search.by) : oneOf<LevelsBy>(ticketsBy, search.by),
    period: oneOf(periods, search.period),
    from: readDay(search.from),
    to: readDay(search.to),
    customer: id(search.customer),
    service: id(search.service),
    group: id(search.group),
  }
}

/** The query of the API for an address and the instants of its period. */
export function toReportQuery({ by = "month", customer, service, group }: ReportSearch, bounds: { from?: string; to?: string }) {
  return {
    by, ...bounds,
    ...(customer ? { customer: String(customer) } : {}), ...(service ? { service: String(service) } : {}), ...(group ? { group: String(group) } : {}),
  }
}

/** The address of the report saved as a file. */
export function fileOf(of: ReportOf, query: ReturnType<typeof toReportQuery>, format: "csv" | "xlsx", language: string): string {
  return `/api/v1/reports/${of}/export?${new URLSearchParams({ ...query, format, language }).toString()}`
}
