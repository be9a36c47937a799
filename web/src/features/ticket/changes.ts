import type { TFunction } from "i18next"
import { word } from "../../i18n/word"
import { absolute, type Language } from "../../time/format"
import { nameIn } from "../../ui/names"
import { type Planned, sayPlanChange } from "../plan/history"
import { sayLine } from "./clocks/model"

/** One changed field in words. */
export interface Change {
  field: string
  before: string
  after: string
}

const books: Record<string, Parameters<typeof word>[1]> = {
  state: "state", hold_reason: "hold", kind: "kind", impact: "level", urgency: "level", channel: "channel", resolution_code: "resolution", clock: "clock",
}
// Fields that name another thing, perhaps by its id only. Like the grades, they have 0 where there is none.
const refs = new Set(["requester", "customer", "unit", "queue", "group", "assignee", "category", "service", "place", "head", "parent", "manager", "default_queue"])
const none = new Set([...refs, "priority", "impact", "urgency"])
// Ids that the page names elsewhere: by which template a request is decided, and whom its requester chose.
const raw = new Set(["template", "chosen"])
const longest = 160
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/

/** The changes of an act as a person reads them: fields and values by their words, instants in the viewer's zone. */
export function sayChanges(t: TFunction, changes: Record<string, unknown[] | null> | null | undefined, language: Language, zone: string, planned?: Planned): Change[] {
  const say = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return ""
    if (value === 0 && none.has(field)) return ""
    const book = books[field]
    if (book) return word(t, book, String(value))
    if (refs.has(field) && typeof value === "number") return `#${value}`
    if (field === "line") return sayLine(t, String(value))
    if (field === "priority") return `P${String(value)}`
    if (Array.isArray(value)) return value.map((one) => say(field, one)).join(", ")
    if (typeof value === "object") return "name" in value ? nameIn(value as { name: string; name_en: string }, language) : JSON.stringify(value)
    if (typeof value === "string" && instant.test(value)) return absolute(value, zone, language)
    if (typeof value === "boolean") return t(value ? "common.yes" : "common.no")
    const text = String(value)
    return text.length > longest ? `${text.slice(0, longest)}…` : text
  }
  return Object.entries(changes ?? {})
    .filter(([field]) => !raw.has(field))
    .map(([field, pair]) => (planned && sayPlanChange(t, field, pair, planned, language)) ?? { field: word(t, "field", field), before: say(field, pair?.[0]), after: say(field, pair?.[1]) })
    .filter(({ before, after }) => before !== after)
}
