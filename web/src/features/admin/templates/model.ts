import type { components } from "../../../api/schema.gen"

type Schemas = components["schemas"]
export type Template = Schemas["Template"]
export type Draft = Schemas["Definition"]
export type Step = Schemas["StepDef"]
export type Rule = Schemas["Assignee"]
export type Kind = Step["kind"]
export type Problem = Schemas["TemplateProblem"]
export type Previewed = Schemas["PreviewedStep"]

export const start = "start"
export const kinds = ["approval", "task", "notice", "group"] as const
export const rules = ["requester_head", "chain_of_heads", "person", "group", "role", "unit_head", "chosen", "requester", "assignee"] as const
export const modes = ["any", "all", "sequence", "share", "quorum", "weighted", "first"] as const
export const thens = ["remind", "escalate", "transfer", "approve", "reject"] as const
export const roles = ["agent", "technician", "manager", "approver", "admin", "auditor", "customer"] as const

/** What a new template begins with. */
export function firstDraft(kind: Template["kind"]): Draft {
  if (kind === "incident") return { steps: [{ id: "task1", kind: "task", name: { en: "Handle", zh: "处理" }, who: [{ by: "assignee" }] }] }
  return { steps: [submit(), { id: "head", kind: "approval", name: { en: "The requester's head", zh: "直接上级审批" }, after: [start], who: [{ by: "requester_head" }], self: "head" }] }
}

const submit = (): Step => ({ id: start, kind: "submit", name: { en: "Submit", zh: "提交申请" } })

const names = { approval: { en: "Approval", zh: "审批" }, task: { en: "Task", zh: "办理" }, notice: { en: "Notice", zh: "通知" }, group: { en: "Group", zh: "组" }, submit: { en: "Submit", zh: "提交申请" } } as const

/** The steps of a group, in the plan's order. */
export const inside = ({ steps }: Draft, group = "") => steps.filter((step) => (step.in ?? "") === group)

/** The groups that may hold a step: not itself, nor what lies in it. */
export function groupsFor(draft: Draft, id: string): Step[] {
  const below = new Set([id])
  for (let grown = -1; grown !== below.size;) {
    grown = below.size
    for (const step of draft.steps) if (step.in && below.has(step.in)) below.add(step.id)
  }
  return draft.steps.filter((step) => step.kind === "group" && !below.has(step.id))
}

/** Adds a step after the last one of a group. */
export function add(draft: Draft, kind: Kind, group = ""): [Draft, string] {
  if (kind === "submit") return [{ ...draft, steps: [submit(), ...draft.steps] }, start]
  const last = inside(draft, group).at(-1)
  let n = 1
  while (draft.steps.some(({ id }) => id === `${kind}${n}`)) n++
  const id = `${kind}${n}`
  const step: Step = {
    id, kind, name: { ...names[kind] }, ...(group ? { in: group } : {}), ...(last ? { after: [last.id] } : {}),
    ...(kind === "group" ? {} : { who: [{ by: kind === "task" ? "assignee" : "requester_head" } as Rule] }), ...(kind === "approval" ? { self: "head" as const } : {}),
  }
  return [{ ...draft, steps: [...draft.steps, step] }, id]
}

/** Takes a step out: what came after it comes after what it came after; what it held stands where it stood. */
export function remove(draft: Draft, id: string): Draft {
  const gone = draft.steps.find((step) => step.id === id)
  if (!gone) return draft
  return { ...draft, steps: draft.steps.filter((step) => step.id !== id).map((step) => without(step, gone)) }
}

function without(step: Step, gone: Step): Step {
  const next = { ...step, ...(step.after ? { after: [...new Set(step.after.flatMap((one) => (one === gone.id ? gone.after ?? [] : [one])))] } : {}) }
  if (next.return_to === gone.id) delete next.return_to
  if (next.in !== gone.id) return next
  if (gone.in) next.in = gone.in
  else delete next.in
  if (!next.after?.length) next.after = gone.after ?? []
  return next
}

/** Changes a step. Another id follows it to wherever it is named, unless a step has it; another group leaves its lines behind. */
export function change(draft: Draft, id: string, { id: given, ...part }: Partial<Step>): Draft {
  const now = draft.steps.find((step) => step.id === id)
  const named = given && !draft.steps.some((step) => step.id === given) ? given : id
  const moved = "in" in part && (part.in ?? "") !== (now?.in ?? "")
  const changed = (step: Step): Step => ({ ...step, ...part, id: named, ...(moved ? { after: [] } : {}) })
  return { ...draft, steps: draft.steps.map((step) => (step.id === id ? changed(step) : followed(step, id, moved ? undefined : named, named))) }
}

/** Another step, where one that it names has another id now; a line to what left its group is gone. */
function followed(step: Step, id: string, after: string | undefined, named: string): Step {
  return {
    ...step,
    ...(step.after ? { after: step.after.flatMap((one) => (one === id ? after ?? [] : one)) } : {}),
    ...(step.in === id ? { in: named } : {}), ...(step.return_to === id ? { return_to: named } : {}),
  }
}

/** Puts a step before another of its group, or (without one) last. */
export function place(draft: Draft, id: string, before: string | undefined): Draft {
  const step = draft.steps.find((one) => one.id === id)
  if (!step || before === id) return draft
  const rest = draft.steps.filter((one) => one.id !== id)
  const at = before === undefined ? rest.length : rest.findIndex((one) => one.id === before)
  return { ...draft, steps: rest.toSpliced(at < 0 ? rest.length : at, 0, step) }
}

/** Moves a step up (-1) or down (1) among those of its group. */
export function move(draft: Draft, id: string, by: 1 | -1): Draft {
  const step = draft.steps.find((one) => one.id === id)
  const siblings = inside(draft, step?.in)
  const at = siblings.findIndex((one) => one.id === id)
  if (at < 0 || at + by < 0 || at + by >= siblings.length) return draft
  return by < 0 ? place(draft, id, siblings[at - 1]?.id) : place(draft, id, siblings[at + 2]?.id)
}

/** A draft as it is sent: what says nothing is left out, and what does not belong to a step's kind or way of completion. */
export function cleaned(draft: Draft): Draft {
  return { ...draft, steps: draft.steps.map(cleanStep) }
}

function cleanStep(step: Step): Step {
  const plain = step.kind === "group" || step.kind === "submit"
  const asks = !plain && step.kind !== "notice"
  const { mode, percent, count } = step.completion ?? {}
  const limit = step.limit && asks ? cleanLimit(step.limit) : {}
  return {
    id: step.id.trim(), kind: step.kind, name: { en: step.name.en.trim(), zh: step.name.zh.trim() },
    ...(step.ask && (step.ask.en || step.ask.zh) && !plain ? { ask: step.ask } : {}),
    ...kept({ in: step.in, after: step.after, when: step.when?.trim(), who: plain ? [] : (step.who ?? []).map(cleanRule) }),
    ...(asks && mode ? { completion: { mode, ...(mode === "share" || mode === "weighted" ? kept({ percent }) : {}), ...(mode === "quorum" ? kept({ count }) : {}) } } : {}),
    ...(Object.keys(limit).length > 0 ? { limit } : {}),
    ...(asks ? kept({ nobody: step.nobody, on_reject: step.on_reject, return_to: step.on_reject === "return" ? step.return_to : undefined }) : {}),
    ...(step.kind === "approval" ? kept({ self: step.self, again: step.again }) : {}),
  }
}

function cleanLimit({ minutes, then: what, to = [] }: NonNullable<Step["limit"]>) {
  return { ...kept({ minutes, then: what }), ...(what === "transfer" ? { to: to.map(cleanRule) } : {}) } // oxlint-disable-line unicorn/no-thenable -- so the server calls it
}

const namedRules = new Set(["person", "group", "role", "unit_head", "chosen"])
const upward = new Set(["unit_head", "requester_head", "chain_of_heads"])

/** Whether a rule has a name, levels, or may be left to a pool. */
export const ruleHas = (by: string) => ({ name: namedRules.has(by), up: upward.has(by), pool: by === "group" || by === "role" })

function cleanRule({ by, name, up, pool, weight }: Rule): Rule {
  const has = ruleHas(by)
  return { by, ...kept({ name: has.name ? name?.trim() : undefined, up: has.up ? up : undefined, pool: has.pool ? pool : undefined, weight }) }
}

/** What of an object says something. */
function kept<T extends object>(parts: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0))) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}

/** The names of the choices that a requester makes. */
export const choicesOf = ({ steps }: Draft) => [...new Set(steps.flatMap(({ who }) => (who ?? []).filter(({ by, name }) => by === "chosen" && name).map(({ name }) => name as string)))]

/** What the drawing draws: steps at the top that are after nothing come after the requester's own. */
export function drawn({ steps }: Draft) {
  const begins = steps.some(({ id }) => id === start)
  return steps.map(({ id, kind, in: group, after }) => ({ id, kind, in: group, after: begins && id !== start && !group && !after?.length ? [start] : after }))
}
