/** What the inbox shows, as its address holds it. */
export interface InboxSearch {
  who?: "me" | undefined
  kind?: "incident" | "approval" | "document" | undefined
  late?: true | undefined
}

/** Reads an address; what is not known is left out. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  return {
    ...(search.who === "me" ? { who: "me" } : {}),
    ...(search.kind === "incident" || search.kind === "approval" || search.kind === "document" ? { kind: search.kind } : {}),
    ...(search.late === true || search.late === "true" ? { late: true } : {}),
  }
}

/** The query of GET /work. */
export const toQuery = ({ who, kind, late }: InboxSearch) => ({ ...(who ? { mine: true } : {}), ...(kind ? { kind } : {}), ...(late ? { late } : {}) })
