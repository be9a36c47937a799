import type { components } from "../../../api/schema.gen"
import type { Text } from "../../../api/types"

type Schemas = components["schemas"]
export type Form = Schemas["Form"]
export type Draft = Schemas["FormDefinition"]
export type Section = Schemas["FormSection"]
export type Field = Schemas["FormField"]
export type Column = Schemas["FormColumn"]
export type Option = Schemas["FormOption"]
export type Problem = Schemas["FormProblem"]
export type Kind = Field["kind"]
export type Right = "edit" | "read" | "hidden"

export const kinds = ["text", "paragraph", "number", "money", "date", "datetime", "choice", "choices", "yes_no", "person", "unit", "place", "serial", "table", "hint"] as const
export const columnKinds = ["text", "number", "money", "date", "datetime", "choice", "yes_no", "person", "unit", "place", "serial"] as const
export const rights = ["edit", "read", "hidden"] as const

const blank = (): Text => ({ en: "", zh: "" })

/** What a new form begins with. */
export const firstDraft = (): Draft => ({ sections: [{ id: "main", name: { en: "Details", zh: "基本信息" }, fields: [{ id: "text1", kind: "text", name: { en: "What is needed", zh: "需求内容" }, required: true }] }] })

export const fieldsOf = ({ sections }: Draft) => sections.flatMap(({ fields }) => fields)
export const has = (kind: Kind) => ({ options: kind === "choice" || kind === "choices", numbers: kind === "number" || kind === "money", decimals: kind === "number", length: kind === "text" || kind === "paragraph" || kind === "serial", columns: kind === "table", value: kind !== "hint" })

/** An id that nothing has yet: the word and a number. */
export function freeId(word: string, taken: readonly string[]): string {
  let n = 1
  while (taken.includes(`${word}${n}`)) n++
  return `${word}${n}`
}

export function addSection(draft: Draft): Draft {
  return { sections: [...draft.sections, { id: freeId("section", draft.sections.map(({ id }) => id)), name: { en: "Section", zh: "分区" }, fields: [] }] }
}

/** Adds a field at the end of a section; answers its id too. */
export function addField(draft: Draft, section: string, kind: Kind, names: Text): [Draft, string] {
  const id = freeId(kind, fieldsOf(draft).map((one) => one.id))
  const field: Field = {
    id, kind, name: names,
    ...(has(kind).options ? { options: [option([])] } : {}),
    ...(kind === "table" ? { columns: [{ id: "item", kind: "text", name: { en: "Item", zh: "名称" }, required: true }] } : {}),
  }
  return [{ sections: draft.sections.map((one) => (one.id === section ? { ...one, fields: [...one.fields, field] } : one)) }, id]
}

/** A new option beside others. */
export const option = (beside: readonly Option[]): Option => ({ id: freeId("option", beside.map(({ id }) => id)), name: blank() })

/** A new column beside others. */
export const column = (beside: readonly Column[]): Column => ({ id: freeId("column", beside.map(({ id }) => id)), kind: "text", name: blank() })

export const removeField = (draft: Draft, id: string): Draft => ({ sections: draft.sections.map((one) => ({ ...one, fields: one.fields.filter((field) => field.id !== id) })) })
export const removeSection = (draft: Draft, id: string): Draft => ({ sections: draft.sections.filter((one) => one.id !== id) })

/** Changes a section; another id must be free. */
export function changeSection(draft: Draft, id: string, { id: given, ...part }: Partial<Section>): Draft {
  const named = given && !draft.sections.some((one) => one.id === given) ? given : id
  return { sections: draft.sections.map((one) => (one.id === id ? { ...one, ...part, id: named } : one)) }
}

/** Changes a field. Another id follows it into every condition that speaks of it, unless a field has it. */
export function changeField(draft: Draft, id: string, { id: given, ...part }: Partial<Field>): Draft {
  const named = given && !fieldsOf(draft).some((one) => one.id === given) ? given : id
  const changed = { sections: draft.sections.map((one) => ({ ...one, fields: one.fields.map((field) => (field.id === id ? { ...field, ...part, id: named } : field)) })) }
  return named === id ? changed : followed(changed, id, named)
}

function followed(draft: Draft, id: string, named: string): Draft {
  const spoken = new RegExp(String.raw`\bform\.${id}\b`, "g")
  const renamed = <T extends { when?: string; required_when?: string }>(one: T): T => ({
    ...one, ...(one.when ? { when: one.when.replace(spoken, `form.${named}`) } : {}), ...(one.required_when ? { required_when: one.required_when.replace(spoken, `form.${named}`) } : {}),
  })
  return { sections: draft.sections.map((one) => ({ ...renamed(one), fields: one.fields.map(renamed) })) }
}

/** Puts a field before another, or (without one) last into a section. */
export function placeField(draft: Draft, id: string, section: string, before?: string): Draft {
  const field = fieldsOf(draft).find((one) => one.id === id)
  if (!field || before === id) return draft
  const put = (fields: Field[]) => {
    const at = before === undefined ? -1 : fields.findIndex((other) => other.id === before)
    return fields.toSpliced(at < 0 ? fields.length : at, 0, field)
  }
  const into = (one: Section): Section => (one.id === section ? { ...one, fields: put(one.fields) } : one)
  return { sections: removeField(draft, id).sections.map(into) }
}

/** Moves a field up (-1) or down (1); over the edge of its section into the next. */
export function moveField(draft: Draft, id: string, by: 1 | -1): Draft {
  const here = draft.sections.findIndex(({ fields }) => fields.some((one) => one.id === id))
  const section = draft.sections[here]
  if (!section) return draft
  const at = section.fields.findIndex((one) => one.id === id)
  if (by < 0 && at > 0) return placeField(draft, id, section.id, section.fields[at - 1]?.id)
  if (by > 0 && at < section.fields.length - 1) return placeField(draft, id, section.id, section.fields[at + 2]?.id)
  const next = draft.sections[here + by]
  if (!next) return draft
  return placeField(draft, id, next.id, by > 0 ? next.fields[0]?.id : undefined)
}

/** Puts a section before another, or moves it up or down by one. */
export function moveSection(draft: Draft, id: string, by: 1 | -1): Draft {
  const at = draft.sections.findIndex((one) => one.id === id)
  const section = draft.sections[at]
  if (!section || at + by < 0 || at + by >= draft.sections.length) return draft
  return { sections: draft.sections.toSpliced(at, 1).toSpliced(at + by, 0, section) }
}

/** Moves one of a list up or down. */
export function moved<T>(list: readonly T[], at: number, by: 1 | -1): T[] {
  const one = list[at]
  if (one === undefined || at + by < 0 || at + by >= list.length) return [...list]
  return list.toSpliced(at, 1).toSpliced(at + by, 0, one)
}

/** A draft as it is sent: what says nothing is left out, and what does not belong to a field's kind. */
export function cleaned(draft: Draft): Draft {
  return { sections: draft.sections.map(({ id, name, when, fields }) => ({ id: id.trim(), name: trimmed(name), ...kept({ when: when?.trim() }), fields: fields.map(cleanField) })) }
}

function cleanField(field: Field): Field {
  const { value, columns } = has(field.kind)
  return {
    id: field.id.trim(), kind: field.kind, name: trimmed(field.name),
    ...(field.help && (field.help.zh || field.help.en) ? { help: field.help } : {}),
    ...kept({ when: field.when?.trim(), access: cleanAccess(field) }),
    ...(value ? kept({ required: field.required, required_when: field.required ? undefined : field.required_when?.trim() }) : {}),
    ...(value && !columns && field.default !== undefined && field.default !== null && field.default !== "" ? { default: field.default } : {}),
    ...settings(field),
    ...(columns ? { columns: (field.columns ?? []).map(cleanColumn), ...kept({ least_rows: field.least_rows, most_rows: field.most_rows }) } : {}),
  }
}

const cleanColumn = (one: Column): Column => ({ id: one.id.trim(), kind: one.kind, name: trimmed(one.name), ...kept({ required: one.required, sum: has(one.kind).numbers ? one.sum : undefined }), ...settings(one) })

/** What fields and columns of a kind have in common. */
function settings(one: Field | Column) {
  const { options, numbers, decimals, length } = has(one.kind)
  return {
    ...(options ? { options: (one.options ?? []).map(({ id, name }) => ({ id: id.trim(), name: trimmed(name) })) } : {}),
    ...(numbers && typeof one.min === "number" ? { min: one.min } : {}), ...(numbers && typeof one.max === "number" ? { max: one.max } : {}),
    ...(decimals ? kept({ decimals: one.decimals }) : {}), ...(length ? kept({ max_length: one.max_length }) : {}),
  }
}

function cleanAccess({ access }: Field): Record<string, string> | undefined {
  const given = Object.entries(access ?? {}).filter(([, right]) => right)
  return given.length > 0 ? Object.fromEntries(given.toSorted(([a], [b]) => (a < b ? -1 : 1))) : undefined
}

const trimmed = ({ en, zh }: Text): Text => ({ en: en.trim(), zh: zh.trim() })

/** What of an object says something. */
function kept<T extends object>(parts: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== 0 && value !== false)) as { [K in keyof T]?: NonNullable<T[K]> }
}

/** The right that a field gives at a step where nothing else is said. */
export function usual(field: Field, step: string): Right {
  const most = (right: Right): Right => (field.kind === "hint" && right === "edit" ? "read" : right)
  const others = (field.access?.others as Right | undefined) ?? "read"
  return most(step === "start" ? "edit" : step === "desk" ? others : "read")
}

/** A condition that speaks of a field, as an example to begin with. */
export function exampleOf({ id, kind, options, columns }: Field): string {
  const name = `form.${id}`
  const value = JSON.stringify(options?.[0]?.id ?? "…")
  switch (kind) {
    case "number":
    case "money":
      return `${name} > 1000`
    case "yes_no":
      return name
    case "choices":
      return `${value} in ${name}`
    case "date":
      return `${name} >= "2027-01-01"`
    case "table": {
      const summed = columns?.find((one) => has(one.kind).numbers)
      return summed ? `sum(${name}, .${summed.id}) > 1000` : `len(${name}) > 3`
    }
    default:
      return `${name} ${options ? "==" : "!="} ${options ? value : '""'}`
  }
}
