import { Button, Checkbox, Input, InputNumber, Radio, Select } from "antd"
import dayjs from "dayjs"
import { useTranslation } from "react-i18next"
import { useMe, worksAtDesk } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { SelectMany } from "../../ui/SelectMany"
import { Pick } from "../../ui/pickers"
import { useZone } from "../../ui/When"
import { type Field, type FormView, textIn } from "./model"

interface Props {
  field: Field
  value: unknown
  names: FormView["names"]
  id: string
  label: string
  described?: string | undefined
  wrong?: boolean
  /** In a cell of a table choices are always a list to open. */
  tight?: boolean
  onChange: (value: unknown) => void
}

const few = 5

/** What one field is filled in with, by its kind. */
export function FieldInput(props: Props) {
  const { field, value, names, id, label, onChange } = props
  const desk = worksAtDesk(useMe())
  const text = typeof value === "string" ? value : ""
  const shared = { id, "aria-label": label, "aria-invalid": props.wrong || undefined, "aria-describedby": props.described, "aria-required": field.required || undefined }
  switch (field.kind) {
    case "paragraph":
      return <Input.TextArea {...shared} autoSize={{ minRows: 3, maxRows: 14 }} maxLength={field.max_length || undefined} value={text} onChange={({ target }) => onChange(target.value || null)} />
    case "number":
    case "money":
      return (
        <InputNumber<number>
          {...shared} className="form-number" inputMode="decimal" precision={field.decimals} value={typeof value === "number" ? value : null}
          {...(field.min === null ? {} : { min: field.min })} {...(field.max === null ? {} : { max: field.max })} onChange={(next) => onChange(next)}
        />
      )
    case "date":
      return <Input {...shared} type="date" className="form-date" value={text} onChange={({ target }) => onChange(target.value || null)} />
    case "datetime":
      return <Moment {...props} />
    case "choice":
      return <OneOf {...props} />
    case "choices":
      return <SomeOf {...props} />
    case "yes_no":
      return <YesNo {...props} />
    case "person":
    case "unit":
    case "place": {
      const of = field.kind === "person" ? (desk ? "users" : "colleagues") : field.kind === "unit" ? "unitNames" : "places"
      return <Pick of={of} id={id} label={label} known={names[field.kind] ?? []} value={typeof value === "number" ? value : null} onChange={onChange} />
    }
    default:
      return <Input {...shared} maxLength={field.max_length || undefined} value={text} onChange={({ target }) => onChange(target.value || null)} className={field.kind === "serial" ? "mono" : ""} />
  }
}

/** A day and time in the viewer's zone. */
function Moment({ value, id, label, described, wrong, onChange }: Props) {
  const zone = useZone()
  const { t } = useTranslation()
  const local = typeof value === "string" && value !== "" ? dayjs(value).tz(zone).format("YYYY-MM-DDTHH:mm") : ""
  return (
    <Input
      id={id} type="datetime-local" className="form-date" aria-label={label} aria-describedby={described} aria-invalid={wrong || undefined} title={t("forms.zone", { zone })} value={local}
      onChange={({ target }) => onChange(target.value ? dayjs.tz(target.value, zone).utc().format("YYYY-MM-DDTHH:mm:ss[Z]") : null)}
    />
  )
}

function OneOf({ field, value, id, label, described, tight, onChange }: Props) {
  const language = currentLanguage()
  const { t } = useTranslation()
  const options = field.options.map((one) => ({ value: one.id, label: textIn(one.name, language) }))
  const chosen = typeof value === "string" ? value : undefined
  if (tight || !field.required || options.length > few) {
    return <Select<string> id={id} aria-label={label} aria-describedby={described} allowClear={!field.required} showSearch={options.length > few ? { optionFilterProp: "label" } : false} placeholder={t("forms.choose")} value={chosen ?? null} onChange={(next) => onChange(next ?? null)} options={options} style={{ width: "100%" }} />
  }
  return <Radio.Group id={id} aria-label={label} aria-describedby={described} className="stacked" value={chosen ?? null} onChange={({ target }) => onChange(target.value)} options={options} />
}

function SomeOf({ field, value, id, label, described, onChange }: Props) {
  const language = currentLanguage()
  const options = field.options.map((one) => ({ value: one.id, label: textIn(one.name, language) }))
  const chosen = Array.isArray(value) ? (value as string[]) : []
  const take = (next: string[]) => onChange(next.length > 0 ? next : null)
  if (options.length > 2 * few) return <SelectMany id={id} aria-label={label} aria-describedby={described} showSearch={{ optionFilterProp: "label" }} value={chosen} onChange={take} options={options} style={{ width: "100%" }} />
  return <div id={id} role="group" aria-label={label} aria-describedby={described}><Checkbox.Group className="stacked" value={chosen} onChange={take} options={options} /></div>
}

function YesNo({ field, value, id, label, described, tight, onChange }: Props) {
  const { t } = useTranslation()
  if (tight) {
    const chosen = typeof value === "boolean" ? (value ? "yes" : "no") : null
    return <Select<string | null> id={id} aria-label={label} allowClear={!field.required} value={chosen} onChange={(next) => onChange(next ? next === "yes" : null)} options={(["yes", "no"] as const).map((one) => ({ value: one, label: t(`common.${one}`) }))} style={{ width: "100%" }} />
  }
  return (
    <span className="form-yes-no">
      <Radio.Group id={id} aria-label={label} aria-describedby={described} optionType="button" value={typeof value === "boolean" ? value : null} onChange={({ target }) => onChange(target.value)} options={[{ value: true, label: t("common.yes") }, { value: false, label: t("common.no") }]} />
      {typeof value === "boolean" && !field.required ? <Button type="link" size="small" aria-label={t("forms.clear", { name: label })} onClick={() => onChange(null)}>{t("forms.clearShort")}</Button> : null}
    </span>
  )
}
