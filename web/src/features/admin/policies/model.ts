import type { Policy, PolicyInput } from "../../../api/types"
import type { Language } from "../../../time/format"

export const priorities = [1, 2, 3, 4, 5] as const
export const promised = ["first_response", "next_response", "resolution", "task"] as const
export type Promised = (typeof promised)[number]
export const kinds = ["incident", "question", "consultation", "complaint"] as const
export const channels = ["portal", "phone", "mail", "api", "desk", "import"] as const
/** Conditions whose values are things of the directory. */
export const places = ["customer", "service", "category", "unit", "queue", "group"] as const
export type Place = (typeof places)[number]
export const conditions = ["priority", "kind", ...places, "channel"] as const
export const dos = ["notify", "raise_priority", "add_watcher", "move_queue"] as const
export const whos = ["assignee", "group", "unit_head", "manager"] as const

export interface ActionFields {
  do: string
  who?: string | undefined
  up?: number | null | undefined
  login?: string | null | undefined
  queue?: string | null | undefined
}

export interface LevelFields {
  when: "percent" | "after"
  percent?: number | null | undefined
  after?: number | null | undefined
  kinds: string[]
  actions: ActionFields[]
}

/** What the form of a policy holds: one row of targets for each priority, lengths in seconds, null for none. */
export interface Fields {
  name: string
  name_en?: string
  code?: string
  enabled: boolean
  calendar: number | null
  conditions: { [K in (typeof conditions)[number]]?: K extends "priority" ? number[] : string[] }
  targets: Record<Promised, number | null>[]
  warnings: (number | string)[]
  levels: LevelFields[]
}

const noTargets = { first_response: null, next_response: null, resolution: null, task: null }

/** What the form shows of a policy; of a new one the usual warnings and a first level. */
export function fieldsOf(policy?: Policy): Fields {
  if (!policy) {
    return {
      name: "", enabled: true, calendar: null, conditions: {}, targets: priorities.map(() => ({ ...noTargets })), warnings: [50, 75, 90],
      levels: [{ when: "percent", percent: 100, kinds: [], actions: [{ do: "notify", who: "manager" }] }],
    }
  }
  return {
    name: policy.name, name_en: policy.name_en, enabled: policy.enabled, calendar: policy.calendar?.id ?? null, conditions: { ...policy.conditions },
    targets: priorities.map((priority) => {
      const row = policy.targets.find((one) => one.priority === priority)
      return { first_response: row?.first_response ?? null, next_response: row?.next_response ?? null, resolution: row?.resolution ?? null, task: row?.task ?? null }
    }),
    warnings: policy.warnings,
    levels: policy.levels.map(({ percent, after, kinds, actions }) => ({ when: after ? "after" : "percent", percent: percent ?? null, after: after ?? null, kinds: kinds ?? [], actions })),
  }
}

/** What is sent of the form: rows without a target are left out. */
export function inputOf(fields: Fields, policy?: Policy): PolicyInput {
  const { name, name_en = "", code, enabled, calendar, conditions, warnings, levels } = fields
  return {
    name, name_en, enabled, calendar, conditions,
    ...(policy ? { version: policy.version } : code ? { code } : {}),
    targets: sentPriorities(fields).map((priority) => targetsOf(priority, fields)),
    warnings: warnings.map((percent) => Number(percent)),
    levels: levels.map(levelOf),
  }
}

const targetsOf = (priority: number, fields: Fields) => ({ priority, ...given(fields.targets[priority - 1] ?? noTargets) })

function levelOf({ when, percent, after, kinds, actions }: LevelFields, index: number) {
  return {
    level: index + 1,
    ...(when === "after" ? { after: after ?? 0 } : { percent: percent ?? 0 }),
    ...(kinds.length > 0 ? { kinds } : {}),
    actions: actions.map(actionOf),
  }
}

const given = (row: Record<Promised, number | null>) => Object.fromEntries(promised.flatMap((kind) => (row[kind] === null ? [] : [[kind, row[kind]]]))) as Partial<Record<Promised, number>>

const sentPriorities = (fields: Fields) => priorities.filter((priority) => promised.some((kind) => (fields.targets[priority - 1]?.[kind] ?? null) !== null))

// Only what belongs to what is done: the form keeps the rest while somebody tries another.
function actionOf({ do: act, who, up, login, queue }: ActionFields) {
  switch (act) {
    case "notify":
      return { do: act, who: who ?? "", ...(who === "unit_head" && up ? { up } : {}) }
    case "add_watcher":
      return { do: act, login: login ?? "" }
    case "move_queue":
      return { do: act, queue: queue ?? "" }
    default:
      return { do: act }
  }
}

/** Where in the form a field of the server's stands, such as "targets[0].resolution"; undefined where the form has no such field. */
export function pathOf(field: string, fields: Fields): (string | number)[] | undefined {
  const steps = field.split(/[.[\]]+/).filter(Boolean).map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  const [top, second, last] = steps
  switch (top) {
    case "targets": {
      const priority = sentPriorities(fields)[Number(second)]
      return priority && (promised as readonly unknown[]).includes(last) ? [top, priority - 1, last as string] : undefined
    }
    case "conditions":
      return second === undefined ? undefined : [top, second]
    case "levels":
      if (last === "percent" || last === "after") return [top, Number(second), fields.levels[Number(second)]?.when ?? "percent"]
      return last === "actions" && steps.length < 5 ? undefined : steps.slice(0, last === "kinds" ? 3 : 5)
    case "warnings":
      return [top]
    case "name": case "name_en": case "code": case "enabled": case "calendar":
      return [top]
    default:
      return undefined
  }
}

const seconds = { h: 3600, 小: 3600, 时: 3600, m: 60, 分: 60, s: 1, 秒: 1 } as const
const part = /(\d+(?:\.\d+)?)\s*(小时|时|hours?|h|分钟|分|minutes?|min|m|秒|s)\s*/gy

/** Reads a length such as "4h", "1 h 30 min" or "2小时": seconds, null for nothing, NaN for what cannot be read. Days are of
 * different lengths in different calendars, so there are none. */
export function readLength(text: string): number | null {
  const words = text.trim().toLowerCase()
  if (words === "") return null
  const parts = [...words.matchAll(part)]
  if (parts.reduce((length, [whole]) => length + whole.length, 0) !== words.length) return Number.NaN
  const sum = Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * seconds[(unit as string)[0] as keyof typeof seconds], 0))
  return sum > 0 ? sum : Number.NaN
}

/** A length as people read it and readLength reads it again. */
export function sayLength(length: number, language: Language): string {
  const [h, m, s] = language === "zh" ? ["小时", "分", "秒"] : ["h", "min", "s"]
  const amounts: [number, string][] = [[Math.floor(length / 3600), h as string], [Math.floor((length % 3600) / 60), m as string], [length % 60, s as string]]
  return amounts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`).join(" ")
}

/** Tells which policies are never tried, because one before them holds for everything. */
export function unreached(policies: Policy[]): Set<number> {
  const all = policies.findIndex(({ enabled, conditions }) => enabled && Object.values(conditions).every((values) => !values || values.length === 0))
  return new Set(all < 0 ? [] : policies.slice(all + 1).filter(({ enabled }) => enabled).map(({ id }) => id))
}
