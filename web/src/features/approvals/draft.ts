import type { NewApproval } from "../../api/types"

/** What the form of a new request holds. */
export interface Draft {
  template?: string | undefined
  subject?: string | undefined
  description?: string | undefined
  amount?: number | null | undefined
  chosen?: Record<string, string[] | undefined> | undefined
}

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined)

/** Reads a kept draft; pictures that waited to be sent did not outlive the page. */
export function readDraft(kept: string): Draft {
  try {
    const { template, subject, description, amount, chosen } = JSON.parse(kept || "{}") as Record<string, unknown>
    const people = Object.entries(typeof chosen === "object" && chosen !== null ? chosen : {}).filter((entry): entry is [string, string[]] => Array.isArray(entry[1]))
    return {
      template: text(template),
      subject: text(subject),
      description: text(description)?.replace(/!\[[^\]]*\]\(attachment:\d+\)\n?/g, ""),
      amount: typeof amount === "number" ? amount : undefined,
      chosen: Object.fromEntries(people),
    }
  } catch {
    return {}
  }
}

/** Whether anything was written that would be a loss. */
export const isWritten = ({ subject, description }: Draft) => Boolean(subject?.trim() || description?.trim())

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
