/** The states of mails that came in, as one chooses among them. */
export const mailStates = ["held", "taken", "refused", "stopped", "dismissed", "all"] as const
export type MailState = (typeof mailStates)[number]

/** What the page of mails shows, as its address says. */
export interface MailSearch {
  state?: MailState
  q?: string
  mail?: number
}

/** Reads an address; what it does not know is left out. */
export function readMailSearch(search: Record<string, unknown>): MailSearch {
  const state = mailStates.find((one) => one === search.state)
  const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q) : ""
  const mail = Number(search.mail)
  return { ...(state && state !== "held" ? { state } : {}), ...(q ? { q } : {}), ...(Number.isSafeInteger(mail) && mail > 0 ? { mail } : {}) }
}
