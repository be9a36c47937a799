import { Form as Fill, Select } from "antd"
import { useTranslation } from "react-i18next"
import { PickCode } from "../../../ui/pickers"
import { FieldInput } from "../../form/FieldInput"
import { decimalsOf } from "../../form/model"
import type { Field } from "./model"

const words: Partial<Record<Field["kind"], "today" | "now" | "requester">> = { date: "today", datetime: "now", person: "requester", unit: "requester" }

/** What a new form begins with: a value, or a word that stands for one when somebody begins. */
export function Default({ field, onChange }: { field: Field; onChange: (value: unknown) => void }) {
  const { t } = useTranslation()
  const word = words[field.kind]
  const how = field.default === undefined || field.default === null ? "none" : field.default === word ? word : "value"
  const ways = ["none", ...(word ? [word] : []), "value"] as const
  const fixed = () => (field.kind === "yes_no" ? false : "")
  return (
    <Fill.Item label={t("forms.default")} htmlFor="field-default-how">
      <div className="form-default">
        <Select id="field-default-how" aria-label={t("forms.default")} value={how} onChange={(next: string) => onChange(next === "none" ? undefined : next === "value" ? fixed() : next)} options={ways.map((value) => ({ value, label: t(`forms.defaults.${value}`) }))} />
        {how === "value" ? <Fixed field={field} onChange={onChange} /> : null}
      </div>
    </Fill.Item>
  )
}

function Fixed({ field, onChange }: { field: Field; onChange: (value: unknown) => void }) {
  const { t } = useTranslation()
  const label = t("forms.defaultValue")
  const of = field.kind === "person" ? "colleagues" : field.kind === "unit" ? "units" : field.kind === "place" ? "places" : undefined
  if (of) return <PickCode of={of} label={label} value={typeof field.default === "string" ? field.default : null} onChange={(code) => onChange(code ?? "")} />
  return (
    <FieldInput
      tight id="field-default" label={label} names={{}} value={field.default} onChange={(value) => onChange(value ?? "")}
      field={{ id: field.id, kind: field.kind, name: field.name, help: { en: "", zh: "" }, there: true, edit: true, required: false, options: field.options ?? [], min: field.min ?? null, max: field.max ?? null, decimals: decimalsOf(field), max_length: field.max_length ?? 0, columns: [], least_rows: 0, most_rows: 0 }}
    />
  )
}
