import type { Draft } from "../../api/types"

/** The page on which a draft is written on. */
export function whereOf(draft: Pick<Draft, "id" | "kind" | "number">) {
  if (draft.number) return { to: "/tickets/$number", params: { number: draft.number } } as const
  if (draft.kind === "approval") return { to: "/approvals/new", search: { draft: draft.id } } as const
  if (draft.kind === "document") return { to: "/documents/new", search: { draft: draft.id } } as const
  return { to: "/raise", search: { draft: draft.id } } as const
}
