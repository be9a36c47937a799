import type { TFunction } from "i18next"

/** The dictionaries of what the server says by a key. */
type Book = "state" | "hold" | "kind" | "impact" | "urgency" | "level" | "priority" | "channel" | "resolution" | "verb" | "verbText" | "did" | "audited" | "field" | "step" | "role" | "holdBrief" | "clock" | "cause"

/** The word for a key of the server's; a key of a newer server is shown as it is. */
export function word(t: TFunction, book: Book, key: string | number): string {
  const known = `${book}.${key}` as "state.new"
  return t(known, { defaultValue: String(key) })
}

