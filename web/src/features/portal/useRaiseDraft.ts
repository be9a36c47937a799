import type { OwnId } from "../../ui/draft/form"
import { firstWords } from "../../ui/draft/model"
import { useDraft } from "../../ui/draft/useDraft"

/** What the page of a new ticket holds: its own fields, whatever they are, and what was filled in of the form that its service asks for. */
export type RaiseDraft = Record<string, unknown> & { form?: Record<string, unknown> | undefined }

const text = (value: unknown) => (typeof value === "string" ? value : "")

/** What a draft of a ticket says, to be compared and found again. */
export const saidIn = ({ subject, description, form }: RaiseDraft) => [subject, description, ...Object.values(form ?? {})].map(text).filter((words) => words.trim()).join("\n\n")

const isWritten = (draft: RaiseDraft) => saidIn(draft) !== "" || Object.values(draft.form ?? {}).some((value) => value !== null && value !== "")

const none: RaiseDraft = {}

/** The draft of a new ticket, or the one to go on with. */
export const useRaiseDraft = (own: OwnId) =>
  useDraft<RaiseDraft>({ kind: "incident", own, empty: none, subject: (p) => firstWords(text(p.subject) || text(p.description)), isWritten })
