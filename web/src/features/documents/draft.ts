import type { components } from "../../api/schema.gen"
import type { Payload } from "../../ui/draft/model"
import { type ByForm, isFilled, wordsIn } from "../form/model"

export type NewDocument = components["schemas"]["NewDocument"]

/** What the page of a new document holds. */
export interface DocumentDraft extends Payload {
  type?: string | undefined
  subject?: string | undefined
  description?: string | undefined
  chosen?: Record<string, string[] | undefined> | undefined
  forms?: ByForm | undefined
}

/** Whether anything was written that would be a loss. */
export const isWritten = ({ subject, description, forms }: DocumentDraft) => Boolean(subject?.trim() || description?.trim() || isFilled(forms))

/** What a draft says, to be compared and found again. */
export const saidIn = ({ subject, description, forms }: DocumentDraft) =>
  [subject ?? "", description ?? "", ...wordsIn(forms)].filter((words) => words.trim()).join("\n\n")

/** What is sent: only what was given, and of the people only those that this type asks for. */
export function bodyOf(draft: DocumentDraft, choices: readonly string[], form: Record<string, unknown>): NewDocument {
  const chosen = Object.fromEntries(choices.flatMap((name) => (draft.chosen?.[name]?.length ? [[name, draft.chosen[name] ?? []]] : [])))
  return {
    type: draft.type ?? "",
    subject: draft.subject?.trim() ?? "",
    ...(draft.description?.trim() ? { description: draft.description } : {}),
    ...(Object.keys(chosen).length > 0 ? { chosen } : {}),
    ...(Object.keys(form).length > 0 ? { form } : {}),
  }
}
