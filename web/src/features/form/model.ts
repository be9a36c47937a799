import type { components } from "../../api/schema.gen"
import type { Problem } from "../../api/problem"
import type { Text } from "../../api/types"
import type { Language } from "../../time/format"

type Schemas = components["schemas"]
export type FormView = Schemas["FormView"]
export type Section = Schemas["FormShownSection"]
export type Field = Schemas["FormShownField"]
export type Column = Schemas["FormColumn"]
export type Option = Schemas["FormOption"]
/** What is filled in, by field; null empties one. */
export type Values = Record<string, unknown>
/** What was filled in of several forms, by form: a draft holds it while its author chooses one form, and another, and comes back. */
export type ByForm = Record<string, Values>
/** A row of a table, by column. */
export type Row = Record<string, unknown>
/** What is wrong, by the name of the field: device, or parts[2].price. */
export type Faults = Record<string, string>

/** A text in the reader's language; many have only one. */
export const textIn = (text: Text | undefined, language: Language) => (language === "zh" ? text?.zh || text?.en : text?.en || text?.zh) ?? ""

/** The sections and fields that are there, as somebody reads or fills them in. */
export function present(view: FormView): Section[] {
  return view.sections.map((section) => ({ ...section, fields: section.fields.filter(({ there }) => there) })).filter(({ fields }) => fields.length > 0)
}

/** The same without what is only read and empty: whoever fills in is not told of what others will say. */
export function asked(view: FormView, values: Values): Section[] {
  const told = (section: Section): Section => ({ ...section, fields: section.fields.filter(({ id, edit, kind }) => edit || kind === "hint" || (values[id] ?? null) !== null) })
  return present(view).map(told).filter(({ fields }) => fields.some(({ kind }) => kind !== "hint"))
}

/** The fields that may be filled in now. */
export const editable = (view: FormView) => view.sections.flatMap(({ fields }) => fields).filter(({ edit }) => edit)

/** What of what was touched may be sent: a form that was published anew may no longer have a field. */
export function sendable(view: FormView, given: Values): Values {
  const ids = new Set(editable(view).map(({ id }) => id))
  return Object.fromEntries(Object.entries(given).filter(([id]) => ids.has(id)))
}

/** What a form shows: what was touched, else what the server holds. */
export const shownValues = (view: FormView, given: Values): Values => ({ ...view.values, ...given })

const everything = (forms: ByForm | undefined) => Object.values(forms ?? {}).flatMap((given) => Object.values(given))

/** Whether anything was filled in, in whichever form. */
export const isFilled = (forms: ByForm | undefined) => everything(forms).some((value) => value !== null && value !== "")

/** The words that were filled in, in whichever form. */
export const wordsIn = (forms: ByForm | undefined) => everything(forms).filter((value) => typeof value === "string")

const prefix = "form."

/** The faults of a form among what the server refuses, and what is left for a sentence above. */
export function faultsOf(problem: Problem): { faults: Faults; rest: string } {
  const listed = problem.errors.length > 0 ? problem.errors : problem.field ? [{ field: problem.field, detail: problem.message }] : []
  const faults: Faults = {}
  const rest: string[] = []
  for (const { field, detail } of listed) {
    if (field.startsWith(prefix)) faults[field.slice(prefix.length)] ??= detail
    else rest.push(detail)
  }
  return { faults, rest: rest.length > 0 ? rest.join(" ") : Object.keys(faults).length > 0 ? "" : problem.message }
}

/** Whether a fault is about a field, or about a cell of its table. */
const isOf = (name: string, id: string) => name === id || name.startsWith(`${id}[`)

/** The faults without those of one field: it is being changed. */
export const without = (faults: Faults, id: string): Faults => Object.fromEntries(Object.entries(faults).filter(([name]) => !isOf(name, id)))

/** The first field of the form that has a fault. */
export const firstFaulty = (view: FormView, faults: Faults) => present(view).flatMap(({ fields }) => fields).find(({ id }) => Object.keys(faults).some((name) => isOf(name, id)))?.id

/** What a column of numbers comes to, exactly. */
export function sumOf(rows: readonly Row[], column: Column): number {
  const scale = 10 ** decimalsOf(column)
  return rows.reduce((sum, row) => sum + Math.round((typeof row[column.id] === "number" ? (row[column.id] as number) : 0) * scale), 0) / scale
}

interface Numeric {
  kind: Field["kind"]
  decimals?: number
}

/** How many digits a number has behind the point. */
export const decimalsOf = ({ kind, decimals = 0 }: Numeric) => (kind === "money" ? 2 : decimals)

/** A number in words, money with two decimals. */
export function numberIn(value: number, column: Numeric, language: Language): string {
  return value.toLocaleString(language === "zh" ? "zh-CN" : "en", column.kind === "money" ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumFractionDigits: 6 })
}

/** The rows of a table's value. */
export const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? (value as Row[]) : [])

/** A column as a field by itself. */
export const fieldOf = (column: Column): Field => ({
  id: column.id, kind: column.kind, name: column.name, help: { en: "", zh: "" }, there: true, edit: true, required: column.required ?? false, options: column.options ?? [], min: column.min ?? null, max: column.max ?? null,
  decimals: decimalsOf(column), max_length: column.max_length ?? 0, columns: [], least_rows: 0, most_rows: 0,
})
