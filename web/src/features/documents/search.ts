import type { components } from "../../api/schema.gen"

export type Status = components["schemas"]["DocumentRow"]["status"]

/** The statuses in the order of a document's life. */
export const statuses = ["in_approval", "approved", "circulating", "issued", "archived", "revoking", "revoked", "rejected", "failed", "withdrawn", "cancelled"] as const satisfies readonly Status[]

/** What the page of documents shows, as its address says. */
export interface DocumentSearch {
  part?: "mine" | "all" | undefined
  group?: string | undefined
  type?: string | undefined
  status?: Status | undefined
  q?: string | undefined
}

const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) || undefined : undefined)

/** Reads an address; what is unknown is left out. */
export function readDocumentSearch(search: Record<string, unknown>): DocumentSearch {
  const status = statuses.find((one) => one === search.status)
  const found: DocumentSearch = {
    part: search.part === "mine" || search.part === "all" ? search.part : undefined, group: text(search.group), type: text(search.type), status, q: text(search.q),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}
