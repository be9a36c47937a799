import type { OwnId } from "../../ui/draft/form"
import { firstWords } from "../../ui/draft/model"
import { useDraft } from "../../ui/draft/useDraft"

/** What the form of a new ticket holds; the form's own fields, whatever they are. */
export type RaiseDraft = Record<string, unknown>

const text = (value: unknown) => (typeof value === "string" ? value : "")

/** What a draft of a ticket says, to be compared and found again. */
export const saidIn = ({ subject, description }: RaiseDraft) => [text(subject), text(description)].filter((words) => words.trim()).join("\n\n")

const none: RaiseDraft = {}

/** The draft of a new ticket, or the one to go on with. */
export const useRaiseDraft = (own: OwnId) =>
  useDraft<RaiseDraft>({ kind: "incident", own, empty: none, subject: (p) => firstWords(text(p.subject) || text(p.description)), isWritten: (p) => saidIn(p) !== "" })
