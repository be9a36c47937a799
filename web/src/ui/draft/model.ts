import type { Draft } from "../../api/types"

export type DraftKind = Draft["kind"]
/** What a form holds; anything that can be written as JSON. */
export type Payload = Record<string, unknown>

/** Tells two contents apart whatever the order of their fields; what is undefined is not there. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )

/** The first words of a text, by which a draft is found again. */
export const firstWords = (text: string) => text.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/\s+/g, " ").trim().slice(0, 120)

/** What a browser keeps of a draft until the server has it: the bridge over a lost connection or an ended session. */
export interface LocalCopy {
  id: string
  kind: DraftKind
  number: string
  subject: string
  payload: Payload
  base: number // the server's revision that it was written upon; 0: none
}

const prefix = "steward-unsent:"

/** Keeps a copy in this browser, for this person. A browser that keeps nothing is no reason to stop writing. */
export function keepLocal(login: string, copy: LocalCopy) {
  try {
    localStorage.setItem(`${prefix}${login}:${copy.id}`, JSON.stringify(copy))
  } catch {
    // full or forbidden: the server has it a moment later anyway
  }
}

export function dropLocal(login: string, id: string) {
  try {
    localStorage.removeItem(`${prefix}${login}:${id}`)
  } catch {
    // as above
  }
}

/** The copies of this person that the server does not have yet. */
export function localCopies(login: string): LocalCopy[] {
  const copies: LocalCopy[] = []
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(`${prefix}${login}:`)) continue
      const copy = readCopy(localStorage.getItem(key) ?? "")
      if (copy) copies.push(copy)
    }
  } catch {
    // forbidden: there are none
  }
  return copies
}

function readCopy(text: string): LocalCopy | undefined {
  try {
    const copy = JSON.parse(text) as Partial<LocalCopy>
    return typeof copy.id === "string" && typeof copy.payload === "object" && copy.payload !== null ? (copy as LocalCopy) : undefined
  } catch {
    return undefined
  }
}
