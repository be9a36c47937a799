import { asProblem, Problem } from "../../api/problem"
import type { ActBody, PlanOffer, StepDef } from "../../api/types"

/** What the form of an act on a plan holds. */
export interface Values {
  comment?: string
  to?: number[]
  where?: "before" | "after" | "beside"
  step?: string
  jump?: boolean
  after?: string[]
  before?: string[]
  kind?: StepDef["kind"]
  name_zh?: string
  name_en?: string
  ask?: string
  in?: string
  people?: string[]
  groups?: string[]
  roles?: string[]
  pool?: boolean
  mode?: NonNullable<StepDef["completion"]>["mode"]
  hours?: number | null
  otherwise?: NonNullable<StepDef["limit"]>["then"]
}

const minutesOfHour = 60

/** What is sent for an offer: the verb, whom and what it is about, and of the form what the server asks for. */
export function bodyOf(offer: PlanOffer, values: Values): ActBody {
  const asked = new Set(offer.fields.map(({ name }) => name))
  const body: ActBody = { verb: offer.verb }
  if (offer.item) body.plan_item = offer.item
  if (values.comment?.trim()) body.comment = values.comment.trim()
  if (asked.has("to")) body.to = values.to ?? []
  if (asked.has("where") && values.where) body.where = values.where
  if (asked.has("step") && values.step) body.step = values.step
  if (asked.has("jump") && values.jump) body.jump = true
  if (asked.has("after")) body.after = values.after ?? []
  if (asked.has("before")) body.before = values.before ?? []
  if (asked.has("new")) body.new = newStep(values)
  return body
}

/** A step to be added, as the form describes it; the server gives it its id and place. */
export function newStep(values: Values): StepDef {
  const kind = values.kind ?? "task"
  const [zh, en] = [values.name_zh?.trim() ?? "", values.name_en?.trim() ?? ""]
  const step: StepDef = {
    id: "", kind, name: { zh, en }, // the server shows the other language where one is missing
    who: [
      ...(values.people ?? []).map((name) => ({ by: "person" as const, name })),
      ...(values.groups ?? []).map((name) => ({ by: "group" as const, name, pool: values.pool ?? true })),
      ...(values.roles ?? []).map((name) => ({ by: "role" as const, name, pool: values.pool ?? true })),
    ],
  }
  if (values.in) step.in = values.in
  if (values.ask?.trim()) step.ask = { zh: values.ask.trim(), en: values.ask.trim() }
  if (kind !== "notice") step.completion = { mode: values.mode ?? "any" }
  if (kind !== "notice" && (values.hours || values.otherwise)) {
    step.limit = values.hours ? { minutes: Math.round(values.hours * minutesOfHour) } : {}
    step.limit.then = values.otherwise ?? "remind" // oxlint-disable-line unicorn/no-thenable -- so the server calls it
  }
  return step
}

const alias: Record<string, string> = { who: "people", name: "name_zh", completion: "mode", limit: "hours", new: "kind" }

/** A refusal at the field of our form that it is about. */
export function atField(error: unknown): Problem {
  const { status, code, message, field, errors } = asProblem(error)
  const ours = (name: string) => {
    const top = name.replace(/^new\./, "").split(/[.[]/)[0] ?? name
    return alias[top] ?? top
  }
  return new Problem(status, code, message, field && ours(field), errors.map(({ field, detail }) => ({ field: ours(field), detail })))
}
