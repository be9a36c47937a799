import { type Period, type PeriodSearch, periods, readDay } from "../../time/period"

export const sumsBy = ["record", "person", "customer"] as const
export type SumBy = (typeof sumsBy)[number]

/** What the address of the time spent says: what to sum by, and when. */
export interface TimeSearch extends PeriodSearch {
  by?: SumBy | undefined
}

const oneOf = <T extends string>(known: readonly T[], value: unknown) => known.find((one) => one === value)

/** Reads an address; what is not known is left out. */
export const readTimeSearch = (search: Record<string, unknown>): TimeSearch => ({
  by: oneOf<SumBy>(sumsBy, search.by),
  period: oneOf<Period>(periods, search.period),
  from: readDay(search.from),
  to: readDay(search.to),
})
