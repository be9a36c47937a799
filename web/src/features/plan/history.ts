import type { TFunction } from "i18next"
import type { Plan, PlanItem, Ref } from "../../api/types"
import { word } from "../../i18n/word"
import type { Language } from "../../time/format"
import { nameIn } from "../../ui/names"
import { stepName } from "./model"
import { outcomeWords, statusWord, verdictWord } from "./words"

/** A record's plan, and whether it decides on a request or carries work. */
export interface Planned {
  plan: Plan
  approval: boolean
}

type Pair = readonly unknown[] | null

/** One changed part of a plan in words; nothing where there is nothing to say of it, undefined if the field is none of a plan's. */
export function sayPlanChange(t: TFunction, field: string, pair: Pair, { plan, approval }: Planned, language: Language): { field: string; before: string; after: string } | undefined {
  const [before, after] = [pair?.[0], pair?.[1]]
  if (field === "verdict") {
    const say = (value: unknown) => (value ? verdictWord(t, String(value) as Plan["verdict"], approval) : "")
    return { field: t("plan.change.verdict"), before: say(before), after: say(after) }
  }
  const [noun, id] = [field.slice(0, field.indexOf(" ")), field.slice(field.indexOf(" ") + 1)]
  if (noun === "step") {
    const step = plan.steps.find((one) => one.id === id)
    const say = (value: unknown) => {
      if (Array.isArray(value)) return t("plan.after", { steps: value.map((one) => stepName(plan, String(one), language)).join(", ") })
      return value ? statusWord(t, { kind: step?.kind ?? "task", status: String(value) as "open" }) : ""
    }
    const gone = after === null || after === undefined
    return { field: t("plan.change.step", { name: stepName(plan, id, language) }), before: say(before), after: gone ? t("plan.change.removed") : say(after) }
  }
  if (noun === "item") return sayItem(t, Number(id), before, after, plan, language)
  return undefined
}

function sayItem(t: TFunction, number: number, before: unknown, after: unknown, plan: Plan, language: Language) {
  const item = plan.items.find((one) => one.item === number)
  const kind = plan.steps.find(({ id }) => id === item?.step)?.kind ?? "task"
  const [was, is] = [parse(before), parse(after)]
  const say = (part: Part | undefined) => {
    if (!part) return ""
    const same = item?.status === part.status && item.why === part.why // then it is as it stands, and more is known of it
    const seen = { ...(same ? item : { by: null, opinion: "" }), status: part.status, why: part.why }
    const words = outcomeWords(t, (part.why === "transferred" && !same ? { ...seen, by: {} } : seen) as PlanItem, kind)
    return part.owner !== (is ?? was)?.owner ? `${owner(t, part.owner, plan, language)}: ${words}` : words
  }
  const name = owner(t, (is ?? was)?.owner ?? "", plan, language)
  return { field: item ? `${name} (${stepName(plan, item.step, language)})` : name, before: say(was), after: say(is) }
}

interface Part {
  status: PlanItem["status"]
  why: string
  owner: string
}

/** Reads where an item stood and with whom: “open 12”, “closed transferred 7”, “queued group 3”. */
function parse(value: unknown): Part | undefined {
  if (typeof value !== "string" || value === "") return undefined
  const [, status = "", why = "", owner = ""] = /^(\S+?)(?: ([a-z_]+))??(?: ((?:group |role )?\S+))?$/.exec(value) ?? []
  return { status: status as Part["status"], why, owner }
}

function owner(t: TFunction, of: string, plan: Plan, language: Language): string {
  const [noun, key = ""] = of.includes(" ") ? of.split(" ") : ["", of]
  if (noun === "role") return t("plan.poolRole", { role: word(t, "role", key) })
  const known = noun === "group" ? plan.items.map(({ group }) => group) : peopleOf(plan)
  const found = known.find((one) => one?.id === Number(key))
  if (!found) return key ? `#${key}` : ""
  return noun === "group" ? t("plan.pool", { name: nameIn(found, language) }) : nameIn(found, language)
}

const peopleOf = (plan: Plan): (Ref | null)[] => [
  ...plan.items.flatMap(({ person, by, added_by }) => [person, by, added_by]), ...plan.steps.flatMap(({ extra, added_by }) => [...extra, added_by]),
]

/** What somebody did with a plan, in words; nothing if the verb is none of a plan's here. */
export function planDid(t: TFunction, verb: string, changes: Record<string, unknown> | null | undefined, planned: Planned | undefined): string {
  const onPlan = Object.keys(changes ?? {}).some((field) => field === "verdict" || field.startsWith("item ") || field.startsWith("step "))
  const known = `plan.did.${verb}` as "plan.did.approve"
  // Some verbs are a ticket's as well: then what changed tells which it was.
  const ofBoth = ["reject", "create"].includes(verb)
  if (ofBoth && !onPlan && !planned?.approval) return ""
  return t(known, { defaultValue: "" })
}
