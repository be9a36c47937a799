import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Checkbox, Form as Fill, Input, InputNumber, Select } from "antd"
import { useTranslation } from "react-i18next"
import { Bounds } from "./Bounds"
import { type Column, column, columnKinds, type Field, has, moved, option } from "./model"
import { Options } from "./Options"

/** The columns of a table, and how many rows it may have. */
export function Columns({ field, onEdit }: { field: Field; onEdit: (part: Partial<Field>) => void }) {
  const { t } = useTranslation()
  const columns = field.columns ?? []
  const put = (next: Column[]) => onEdit({ columns: next })
  return (
    <fieldset className="form-parts">
      <legend>{t("forms.columns")}</legend>
      <ol>
        {columns.map((one, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a column's id is typed here: it stays where it stands meanwhile
          <li key={at} className="form-column">
            <One column={one} no={at + 1} onChange={(part) => put(columns.map((other, i) => (i === at ? { ...other, ...part } : other)))} />
            <span className="form-part-buttons">
              <Button type="text" size="small" icon={<ArrowUpOutlined aria-hidden />} aria-label={t("forms.columnUp", { no: at + 1 })} disabled={at === 0} onClick={() => put(moved(columns, at, -1))} />
              <Button type="text" size="small" icon={<ArrowDownOutlined aria-hidden />} aria-label={t("forms.columnDown", { no: at + 1 })} disabled={at === columns.length - 1} onClick={() => put(moved(columns, at, 1))} />
              <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("forms.columnRemove", { no: at + 1 })} onClick={() => put(columns.filter((_, i) => i !== at))} />
            </span>
          </li>
        ))}
      </ol>
      <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => put([...columns, column(columns)])}>{t("forms.addColumn")}</Button>
      <div className="form-bounds">
        <Fill.Item label={t("forms.leastRows")} htmlFor="least-rows"><InputNumber<number> id="least-rows" className="form-number" min={0} max={200} precision={0} value={field.least_rows ?? null} onChange={(value) => onEdit({ least_rows: value ?? undefined } as Partial<Field>)} /></Fill.Item>
        <Fill.Item label={t("forms.mostRows")} htmlFor="most-rows"><InputNumber<number> id="most-rows" className="form-number" min={0} max={200} precision={0} value={field.most_rows ?? null} onChange={(value) => onEdit({ most_rows: value ?? undefined } as Partial<Field>)} /></Fill.Item>
      </div>
    </fieldset>
  )
}

function One({ column, no, onChange }: { column: Column; no: number; onChange: (part: Partial<Column>) => void }) {
  const { t } = useTranslation()
  const become = (kind: Column["kind"]) => onChange({ kind, ...(has(kind).options && !column.options?.length ? { options: [option([])] } : {}) })
  return (
    <div className="form-column-words">
      <div className="form-part">
        <Input aria-label={t("forms.columnZh", { no })} placeholder={t("forms.zh")} maxLength={200} value={column.name.zh} onChange={({ target }) => onChange({ name: { ...column.name, zh: target.value } })} />
        <Input aria-label={t("forms.columnEn", { no })} placeholder={t("forms.en")} maxLength={200} value={column.name.en} onChange={({ target }) => onChange({ name: { ...column.name, en: target.value } })} />
        <Input aria-label={t("forms.columnId", { no })} className="mono form-part-id" maxLength={40} spellCheck={false} value={column.id} onChange={({ target }) => onChange({ id: target.value })} />
      </div>
      <div className="form-part">
        <Select aria-label={t("forms.columnKind", { no })} value={column.kind} onChange={become} options={columnKinds.map((value) => ({ value, label: t(`forms.kinds.${value}`) }))} className="form-column-kind" />
        <Checkbox checked={column.required ?? false} onChange={({ target }) => onChange({ required: target.checked })}>{t("forms.required")}</Checkbox>
        {has(column.kind).numbers ? <Checkbox checked={column.sum ?? false} onChange={({ target }) => onChange({ sum: target.checked })}>{t("forms.sumUp")}</Checkbox> : null}
      </div>
      {has(column.kind).options ? <Options options={column.options ?? []} onChange={(options) => onChange({ options })} /> : null}
      <Bounds of={column} onEdit={(part) => onChange(part as Partial<Column>)} />
    </div>
  )
}
