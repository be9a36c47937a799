import { Button, Checkbox, Form as Fill, Input, Select } from "antd"
import { useTranslation } from "react-i18next"
import { Said } from "../versioned/Problems"
import { Access } from "./Access"
import { Columns } from "./Columns"
import { Condition } from "./Condition"
import { Default } from "./Default"
import { type Field, has, kinds, option, type Problem } from "./model"
import { Options } from "./Options"
import type { Designing } from "./Sections"
import { Bounds } from "./Bounds"
import { TypedId } from "./TypedId"

type Props = Designing & { field: Field; problems: Problem[]; onEdit: (part: Partial<Field>) => void }

/** Everything about one field. */
export function FieldForm(props: Props) {
  const { t } = useTranslation()
  const { form, draft, field, problems, onOpen, onEdit } = props
  const of = (property: string) => problems.filter((one) => one.field === field.id && one.property === property)
  const shown = problems.filter((one) => one.property !== "when" && one.property !== "required_when")
  const what = has(field.kind)
  return (
    <Fill layout="vertical" component="div" requiredMark={false} className="step-form">
      {shown.length > 0 ? <ul className="problems">{shown.map((one) => <li key={`${one.field} ${one.property} ${one.text}`}><Said problem={one} /><span>{one.field === field.id ? "" : <b className="mono">{one.field} </b>}{one.text}</span></li>)}</ul> : null}
      <Words {...props} />
      {what.options ? <Options options={field.options ?? []} onChange={(options) => onEdit({ options })} /> : null}
      {what.columns ? <Columns field={field} onEdit={onEdit} /> : null}
      <Bounds of={field} onEdit={onEdit} />
      {what.value ? (
        <>
          <Fill.Item className="form-checks"><Checkbox checked={field.required ?? false} onChange={({ target }) => onEdit({ required: target.checked })}>{t("forms.required")}</Checkbox></Fill.Item>
          {field.required ? null : <Condition name="field-required-when" label={t("forms.requiredWhen")} value={field.required_when ?? ""} draft={draft} of={field.id} problems={of("required_when")} onChange={(required_when) => onEdit({ required_when })} />}
        </>
      ) : null}
      <Condition name="field-when" label={t("forms.when")} value={field.when ?? ""} draft={draft} of={field.id} problems={of("when")} onChange={(when) => onEdit({ when })} />
      {what.value && !what.columns ? <Default field={field} onChange={(value) => onEdit({ default: value })} /> : null}
      <Access form={form} field={field} onChange={(access) => onEdit({ access })} />
      <Button onClick={() => onOpen(undefined)}>{t("templates.close")}</Button>
    </Fill>
  )
}

function Words({ field, onEdit }: Props) {
  const { t } = useTranslation()
  const help = field.help ?? { en: "", zh: "" }
  // Another kind keeps what fits it; a default of the old kind rarely does.
  const become = (kind: Field["kind"]) => onEdit({ kind, default: undefined, ...(has(kind).options && !field.options?.length ? { options: [option([])] } : {}), ...(kind === "table" && !field.columns?.length ? { columns: [{ id: "item", kind: "text", name: { en: "Item", zh: "名称" } }] } : {}) })
  return (
    <div className="two">
      <Fill.Item label={t("templates.nameZh")} htmlFor="field-zh"><Input id="field-zh" maxLength={200} value={field.name.zh} onChange={({ target }) => onEdit({ name: { ...field.name, zh: target.value } })} /></Fill.Item>
      <Fill.Item label={t("templates.nameEn")} htmlFor="field-en"><Input id="field-en" maxLength={200} value={field.name.en} onChange={({ target }) => onEdit({ name: { ...field.name, en: target.value } })} /></Fill.Item>
      <Fill.Item label={t("forms.kind")} htmlFor="field-kind">
        <Select id="field-kind" aria-label={t("forms.kind")} value={field.kind} onChange={become} options={kinds.map((value) => ({ value, label: t(`forms.kinds.${value}`) }))} />
      </Fill.Item>
      <Fill.Item label={t("templates.id")} htmlFor="field-id" extra={t("forms.idText")}><TypedId key={field.id} name="field-id" id={field.id} onChange={(id) => onEdit({ id })} /></Fill.Item>
      <Fill.Item label={t("forms.helpZh")} htmlFor="field-help-zh"><Input.TextArea id="field-help-zh" autoSize maxLength={2000} value={help.zh} onChange={({ target }) => onEdit({ help: { ...help, zh: target.value } })} /></Fill.Item>
      <Fill.Item label={t("forms.helpEn")} htmlFor="field-help-en"><Input.TextArea id="field-help-en" autoSize maxLength={2000} value={help.en} onChange={({ target }) => onEdit({ help: { ...help, en: target.value } })} /></Fill.Item>
    </div>
  )
}
