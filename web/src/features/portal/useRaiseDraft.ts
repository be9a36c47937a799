import { type ByForm, isFilled, wordsIn } from "../form/model"
import type { OwnId } from "../../ui/draft/form"
import { firstWords } from "../../ui/draft/model"
import { useDraft } from "../../ui/draft/useDraft"

/** What the page of a new ticket holds: its own fields, whatever they are, and what was filled in of the forms that services asked for. */
export type RaiseDraft = Record<string, unknown> & { forms?: ByForm | undefined }

const text = (value: unknown) => (typeof value === "string" ? value : "")

/** What a draft of a ticket says, to be compared and found again. */
export const saidIn = ({ subject, description, forms }: RaiseDraft) => [subject, description, ...wordsIn(forms)].map(text).filter((words) => words.trim()).join("\n\n")

const isWritten = (draft: RaiseDraft) => saidIn(draft) !== "" || isFilled(draft.forms)

const none: RaiseDraft = {}

/** The draft of a new ticket, or the one to go on with. */
export const useRaiseDraft = (own: OwnId) =>
  useDraft<RaiseDraft>({ kind: "incident", own, empty: none, subject: (p) => firstWords(text(p.subject) || text(p.description)), isWritten })
