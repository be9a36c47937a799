import type { Offer, WorkItem } from "../../api/types"

/** The plain answers to what waits: on it goes, it does not, or it is taken out of its pool. */
export type Answer = "yes" | "no" | "claim"
export const answers: readonly Answer[] = ["yes", "no", "claim"]

const plain: Record<Answer, readonly string[]> = { yes: ["approve", "complete", "accept"], no: ["reject", "fail"], claim: ["claim"] }

type Answerable = Pick<WorkItem, "acts" | "plan" | "step">

/** The act that gives an answer to an item, if the server offers one; what needs more than words is answered on the record's page. */
export function actOf(item: Answerable, answer: Answer): Offer | undefined {
  if (!item.plan && item.step !== "accept") return undefined
  return item.acts.find(({ verb, fields }) => plain[answer].includes(verb) && (fields ?? []).every(({ name }) => name === "comment"))
}

/** Whether an act needs words. */
export const needsWords = (offer: Offer) => (offer.fields ?? []).some(({ name, required }) => name === "comment" && required)

/** The items by the verb that answers them, in their order, and those that it cannot answer. */
export function byVerb<T extends Answerable>(items: readonly T[], answer: Answer): { verbs: Map<string, T[]>; rest: T[] } {
  const verbs = new Map<string, T[]>()
  const rest: T[] = []
  for (const item of items) {
    const offer = actOf(item, answer)
    if (offer) verbs.set(offer.verb, [...(verbs.get(offer.verb) ?? []), item])
    else rest.push(item)
  }
  return { verbs, rest }
}

/** The selection after a click on an item: alone it is toggled, with Shift all from the last one on become as it does. */
export function mark(marked: ReadonlySet<number>, order: readonly number[], id: number, last: number | undefined, range: boolean): Set<number> {
  const after = new Set(marked)
  const on = !marked.has(id)
  const from = range && last !== undefined ? order.indexOf(last) : -1
  const to = order.indexOf(id)
  const span = from < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1)
  for (const one of span) {
    if (on) after.add(one)
    else after.delete(one)
  }
  return after
}
