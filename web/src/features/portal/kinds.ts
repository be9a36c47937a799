/** The kinds of ticket that anybody can raise, the most frequent first. */
export const kinds = ["incident", "question", "consultation", "complaint"] as const
export type Kind = (typeof kinds)[number]

export const isKind = (value: unknown): value is Kind => kinds.includes(value as Kind)
