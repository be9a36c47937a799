import type { NewApproval } from "../../api/types"

/** What the form of a new request holds. */
export interface Draft {
  template?: string | undefined
  subject?: string | undefined
  description?: string | undefined
  amount?: number | null | undefined
  chosen?: Record<string, string[] | undefined> | undefined
}

/** Whether anything was written that would be a loss. */
export const isWritten = ({ subject, description }: Draft) => Boolean(subject?.trim() || description?.trim())

/** What a draft says, to be compared by its author. */
export const saidIn = ({ subject, description }: Draft) => [subject ?? "", description ?? ""].filter((words) => words.trim()).join("\n\n")

/** What is sent: only what was given, and of the people only those that this template asks for. */
export function bodyOf(draft: Draft, choices: readonly string[]): NewApproval {
  const chosen = Object.fromEntries(choices.flatMap((name) => (draft.chosen?.[name]?.length ? [[name, draft.chosen[name] ?? []]] : [])))
  return {
    template: draft.template ?? "",
    subject: draft.subject?.trim() ?? "",
    ...(draft.description?.trim() ? { description: draft.description } : {}),
    ...(typeof draft.amount === "number" ? { amount: draft.amount } : {}),
    ...(Object.keys(chosen).length > 0 ? { chosen } : {}),
  }
}
