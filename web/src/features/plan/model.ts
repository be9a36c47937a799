import type { Plan, PlanItem, PlanOffer, PlanStep, Ref, Text } from "../../api/types"
import type { Language } from "../../time/format"

/** A text in the viewer's language, the other one where it is missing. */
export const textIn = (text: Text | undefined, language: Language) => (language === "zh" ? text?.zh || text?.en : text?.en || text?.zh) ?? ""

/** A step's name; its id where nobody gave it one. */
export const stepName = (plan: Pick<Plan, "steps">, id: string, language: Language) => {
  const step = plan.steps.find((one) => one.id === id)
  return textIn(step?.name, language) || id
}

/** What a step's votes weigh together, those in favour, and how much of it is enough; a vote weighs 1 unless the step is weighted. */
export interface Votes {
  yes: number
  total: number
  enough: number
}

/** Counts the votes of an open or ended step's present round; nothing where nobody votes. */
export function votesOf(plan: Pick<Plan, "items">, step: PlanStep): Votes | undefined {
  if (step.places.length === 0) return undefined
  const items = new Map(plan.items.map((item) => [item.item, item]))
  const says = (chain: readonly number[]) => chain.every((id) => ["yes", "advised"].includes(items.get(id)?.status ?? ""))
  const weigh = (counts: (chain: readonly number[]) => boolean) => step.places.reduce((sum, chain, at) => sum + (counts(chain) ? (step.weights[at] ?? 1) : 0), 0)
  const yes = weigh((chain) => chain.length > 0 && says(chain))
  const total = weigh(() => true)
  const share = Math.ceil((total * (step.percent ?? 0)) / 100)
  const needed: Record<string, number> = { all: total, sequence: total, share, weighted: share, quorum: step.count ?? 1 }
  return { yes, total, enough: Math.min(total, Math.max(1, needed[step.mode] ?? 1)) }
}

/** What the vote of an item weighs, where votes weigh differently. */
export const weightOf = (step: PlanStep, { item }: PlanItem): number | undefined => (step.mode === "weighted" ? step.weights[step.places.findIndex((chain) => chain.includes(item))] : undefined)

const isLive = ({ status }: PlanItem) => status === "open" || status === "queued"

/** One round of a step: whom it asked, in the order in which they sign; before them those who handed it on or were taken out. */
export interface Round {
  round: number
  items: PlanItem[]
}

/** A step's rounds, the present one first (missing while the step is to come), then the earlier ones, newest first. */
export function roundsOf(plan: Pick<Plan, "items">, step: PlanStep): { present: Round | undefined; earlier: Round[] } {
  const mine = plan.items.filter((item) => item.step === step.id)
  const chained = step.places.flat()
  const rank = (item: PlanItem) => (chained.includes(item.item) ? chained.indexOf(item.item) : -1)
  const rounds = [...new Set(mine.map(({ round }) => round))].sort((a, b) => b - a).map((round) => ({
    round,
    items: mine.filter((item) => item.round === round).sort((a, b) => rank(a) - rank(b) || a.item - b.item),
  }))
  const open = step.status !== "waiting"
  return { present: open ? rounds.find(({ round }) => round === step.round) : undefined, earlier: rounds.filter(({ round }) => !open || round < step.round) }
}

/** The items of a step that somebody still has, or will have, to answer. */
export const liveOf = (plan: Pick<Plan, "items">, step: PlanStep) => plan.items.filter((item) => item.step === step.id && isLive(item))

/** When the first open item of a step falls due. */
export const dueOf = (plan: Pick<Plan, "items">, step: PlanStep): string | undefined =>
  plan.items.filter((item) => item.step === step.id && item.status === "open" && item.due_at).map(({ due_at }) => due_at as string).sort()[0]

/** The steps as they follow each other: in every group (and at the top) by how many come before, then in the plan's order. */
export function inOrder(plan: Pick<Plan, "steps">, group = ""): PlanStep[] {
  const steps = plan.steps.filter((step) => step.in === group)
  const left = [...steps]
  const done: PlanStep[] = []
  while (left.length > 0) {
    const at = left.findIndex((step) => step.after.every((id) => !left.some((one) => one.id === id)))
    done.push(...left.splice(Math.max(0, at), 1))
  }
  return done
}

const answers = new Set(["approve", "complete"])

/** One wait for this viewer: in person, as a deputy, or of a pool of theirs. */
export interface Mine {
  item: PlanItem
  step: PlanStep
  offers: PlanOffer[]
}

/** What waits on this viewer, by the server's offer, due first. */
export function minesOf(plan: Plan): Mine[] {
  return plan.items
    .filter((item) => item.status === "open" && plan.acts.some((offer) => offer.item === item.item && answers.has(offer.verb)))
    .flatMap((item) => {
      const step = plan.steps.find(({ id }) => id === item.step)
      return step ? [{ item, step, offers: plan.acts.filter((offer) => offer.item === item.item) }] : []
    })
    .sort((a, b) => (a.item.due_at ?? "").localeCompare(b.item.due_at ?? ""))
}

/** The return by which an item was opened: the last thing that somebody did before. */
export function returnOf({ items }: Pick<Plan, "items">, { opened_at: opened }: PlanItem): PlanItem | undefined {
  if (!opened) return undefined
  const did = items.filter(({ status, why, by, ended_at: ended }) => ended && ended <= opened && (status !== "closed" || (why === "returned" && by)))
  const last = did.sort((a, b) => (a.ended_at ?? "").localeCompare(b.ended_at ?? "") || a.item - b.item).at(-1)
  return last?.why === "returned" ? last : undefined
}

/** What this viewer may do with the plan as a whole. */
export const wholeOffers = (plan: Plan) => plan.acts.filter(({ item }) => !item)

/** What this viewer may do at an item in the list, beside what stands in the box of what waits on them. */
export function atItem(plan: Plan, item: PlanItem): PlanOffer[] {
  const offers = plan.acts.filter((offer) => offer.item === item.item)
  return offers.some(({ verb }) => answers.has(verb)) ? offers.filter(({ verb }) => verb === "remove") : offers
}

/** Whether somebody else decided in a person's place. */
export const byDeputy = (item: PlanItem) => item.by !== null && item.person !== null && item.by.id !== item.person.id && item.status !== "closed"

/** Who is waited for, each once, with the step; those who fall due first come first. */
export function waitedFor(plan: Plan): { item: PlanItem; who: Ref | null; role: string }[] {
  return plan.items
    .filter(({ status }) => status === "open")
    .sort((a, b) => (a.due_at ?? "").localeCompare(b.due_at ?? ""))
    .map((item) => ({ item, who: item.person ?? item.group, role: item.role }))
}

/** An amount as people read it, without a currency: the product knows none. */
export const amountIn = (amount: number, language: Language) => new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: 2 }).format(amount)
