import type { TFunction } from "i18next"
import type { Plan, PlanItem, PlanOffer, PlanStep } from "../../api/types"
import type { Votes } from "./model"

type Kind = PlanStep["kind"]

/** How a step stands, in a word that fits its kind. */
export function statusWord(t: TFunction, { status, kind }: Pick<PlanStep, "status" | "kind">): string {
  if (status === "waiting" || status === "skipped") return t(`plan.status.${status}`)
  return t(`plan.status.${status}.${kind}`)
}

/** How a plan ended; of a request for approval its words are those of a decision. */
export const verdictWord = (t: TFunction, verdict: Plan["verdict"], approval: boolean) => t(`plan.${approval ? "verdict" : "verdictTask"}.${verdict || "running"}`)

/** What those in favour did, in a word: agreed to it, or did it. */
const did = (t: TFunction, kind: Kind) => t(kind === "task" ? "plan.inFavour.task" : "plan.inFavour.approval")

/** How the votes of a step stand, and when they are enough. */
export function votesWords(t: TFunction, { mode, kind }: Pick<PlanStep, "mode" | "kind">, votes: Votes): string {
  const known = ["all", "sequence", "any", "first", "share", "quorum", "weighted"] as const
  return t(`plan.votes.${known.find((one) => one === mode) ?? "any"}`, { ...votes, did: did(t, kind) })
}

/** How they stand, in short. */
export const votesShort = (t: TFunction, kind: Kind, votes: Votes) => t("plan.votesShort", { ...votes, did: did(t, kind) })

/** What became of one person's wait, in words. */
export function outcomeWords(t: TFunction, item: PlanItem, kind: Kind): string {
  switch (item.status) {
    case "open":
    case "queued":
      return t(`plan.item.${item.status}`)
    case "advised":
      return t(item.opinion === "yes" ? "plan.item.advisedYes" : item.opinion === "no" ? "plan.item.advisedNo" : "plan.item.advised")
    case "yes":
      if (item.why === "self" || item.why === "again") return t(`plan.item.${item.why}`)
      if (item.why === "timeout") return t(kind === "task" ? "plan.item.doneByTime" : "plan.item.timeoutYes")
      return t(kind === "task" ? "plan.item.completed" : kind === "submit" ? "plan.item.submitted" : "plan.item.approved")
    case "no":
      if (item.why === "timeout") return t(kind === "task" ? "plan.item.failedByTime" : "plan.item.timeoutNo")
      return t(kind === "task" ? "plan.item.failed" : "plan.item.rejected")
    default:
      return closedWords(t, item)
  }
}

function closedWords(t: TFunction, item: PlanItem): string {
  if (item.why === "returned" && item.by) return t("plan.returnedBy") // others of the round were only ended by it
  if (item.why === "transferred" && !item.by) return t("plan.byTime")
  const known = `plan.why.${item.why}` as "plan.why.over"
  return t(known, { defaultValue: item.why })
}

/** What happens with an open item when its time has passed. */
export const thenWords = (t: TFunction, item: Pick<PlanItem, "then">, kind: Kind) => (item.then ? t(`plan.${kind === "task" ? "thenTask" : "thens"}.${item.then}`) : "")

/** The word on the button of an offer: an adviser's approval is an opinion, the requester's completion a new submission. */
export function verbWord(t: TFunction, offer: Pick<PlanOffer, "verb">, step?: Pick<PlanStep, "kind">, item?: Pick<PlanItem, "adviser">): string {
  const { verb } = offer
  if (verb === "complete" && step?.kind === "submit") return t("plan.verb.submit")
  if (item?.adviser && (verb === "approve" || verb === "complete")) return t("plan.verb.adviseYes")
  if (item?.adviser && (verb === "reject" || verb === "fail")) return t("plan.verb.adviseNo")
  const known = `plan.verb.${verb}` as "plan.verb.approve"
  return t(known, { defaultValue: verb })
}
