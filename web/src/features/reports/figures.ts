import type { TFunction } from "i18next"
import type { LevelLine, TicketLine } from "../../api/types"
import { word } from "../../i18n/word"
import type { Language } from "../../time/format"
import { spanOf } from "../../time/length"
import { nameIn } from "../../ui/names"
import type { LevelsBy, ReportOf } from "./search"

type FigureName = "opened" | "resolved" | "closed" | "reopened" | "open" | "average" | "median" | "ratings" | "rating" | "met" | "breached" | "share" | "running" | "cancelled"

/** One column of a report: its name, how a line's figure is written, and its number for the chart. */
export interface Figure<Line> {
  name: FigureName
  written: (line: Line, language: Language) => string
  /** Drawn in the chart, as bars of this colour or as a line. */
  drawn?: { of: (line: Line) => number; colour: "brand" | "line-strong" | "bad" | "warn"; line?: boolean }
}

const none = "–"
const count = <Line>(name: FigureName, of: (line: Line) => number, drawn?: Omit<NonNullable<Figure<Line>["drawn"]>, "of">): Figure<Line> =>
  ({ name, written: (line) => String(of(line)), ...(drawn ? { drawn: { ...drawn, of } } : {}) })
const span = (seconds: number | null, language: Language) => (seconds === null ? none : spanOf(seconds, language))

export const ticketFigures: Figure<TicketLine>[] = [
  count("opened", (line) => line.opened, { colour: "brand" }),
  count("resolved", (line) => line.resolved),
  count("closed", (line) => line.closed, { colour: "line-strong" }),
  count("reopened", (line) => line.reopened),
  count("open", (line) => line.open, { colour: "warn", line: true }),
  { name: "average", written: (line, language) => span(line.average_seconds, language) },
  { name: "median", written: (line, language) => span(line.median_seconds, language) },
  count("ratings", (line) => line.ratings),
  { name: "rating", written: (line) => line.rating?.toFixed(1) ?? none },
]

export const levelFigures: Figure<LevelLine>[] = [
  count("met", (line) => line.met, { colour: "brand" }),
  count("breached", (line) => line.breached, { colour: "bad" }),
  { name: "share", written: (line) => (line.met_percent === null ? none : `${line.met_percent.toFixed(1)} %`) },
  count("running", (line) => line.running),
  count("cancelled", (line) => line.cancelled),
]

/** What a line is of, in words. */
export function nameOfLine(t: TFunction, by: LevelsBy, line: Pick<TicketLine, "value" | "named">, language: Language): string {
  if (line.named) return nameIn(line.named, language)
  if (line.value === "") return t(`reports.none.${by === "customer" || by === "service" || by === "group" ? by : "other"}`)
  switch (by) {
    case "month": return line.value.slice(0, 7)
    case "week": return t("reports.weekFrom", { day: line.value })
    case "priority": return `P${line.value} ${word(t, "priority", line.value)}`
    case "kind": return word(t, "kind", line.value)
    case "clock": return word(t, "clock", line.value)
    default: return line.value
  }
}

/** The desk's list of a line's tickets, where the list can be narrowed so and nothing else narrows the report. */
export function listOf(of: ReportOf, by: LevelsBy, line: Pick<TicketLine, "value" | "named">, narrowed: boolean) {
  if (of !== "tickets" || narrowed) return undefined
  if (by === "group" && line.named) return { view: "everything", group: String(line.named.id) }
  if (by === "priority") return { view: "everything", priority: Number(line.value) }
  return undefined
}
