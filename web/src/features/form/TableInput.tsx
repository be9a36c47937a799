import { DeleteOutlined, PlusOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../i18n"
import { FieldInput } from "./FieldInput"
import { type Faults, type Field, fieldOf, type FormView, type Row, rowsOf, textIn } from "./model"
import { Sums } from "./FieldValue"

interface Props {
  field: Field
  value: unknown
  names: FormView["names"]
  faults: Faults
  onChange: (rows: Row[] | null) => void
}

/** The rows of a table, each to be filled in; on a phone a row is a card. */
export function TableInput({ field, value, names, faults, onChange }: Props) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const rows = rowsOf(value)
  const drawn = rows.length > 0 ? rows : [{}]
  const name = textIn(field.name, language)
  const change = (at: number, column: string, next: unknown) => onChange(drawn.map((row, i) => (i === at ? { ...row, [column]: next } : row)))
  const remove = (at: number) => {
    const rest = drawn.filter((_, i) => i !== at)
    onChange(rest.length > 0 ? rest : null)
  }
  return (
    <div className="form-table-box">
      <table className="table form-table" aria-label={name}>
        <thead>
          <tr>{field.columns.map((column) => <th key={column.id}>{textIn(column.name, language)}{column.required ? <span className="form-must" title={t("common.required")}> *</span> : null}</th>)}<th><span className="sr-only">{t("forms.removeRow")}</span></th></tr>
        </thead>
        <tbody>
          {drawn.map((row, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no names of their own: a row is where it stands
            <tr key={at}>
              {field.columns.map((column) => {
                const label = textIn(column.name, language)
                const fault = faults[`${field.id}[${at}].${column.id}`]
                const id = `form-${field.id}-${at}-${column.id}`
                return (
                  <td key={column.id} data-label={label}>
                    <FieldInput tight field={fieldOf(column)} value={row[column.id]} names={names} id={id} label={t("forms.cell", { column: label, row: at + 1 })} described={fault ? `${id}-fault` : undefined} wrong={Boolean(fault)} onChange={(next) => change(at, column.id, next)} />
                    {fault ? <div id={`${id}-fault`} role="alert" className="form-cell-fault">{fault}</div> : null}
                  </td>
                )
              })}
              <td className="form-row-end">
                <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={t("forms.removeRowNo", { row: at + 1 })} disabled={rows.length === 0} onClick={() => remove(at)} />
                {faults[`${field.id}[${at}]`] ? <div role="alert" className="form-cell-fault">{faults[`${field.id}[${at}]`]}</div> : null}
              </td>
            </tr>
          ))}
        </tbody>
        <Sums field={field} rows={rows} extra />
      </table>
      <Button icon={<PlusOutlined aria-hidden />} disabled={drawn.length >= field.most_rows} onClick={() => onChange([...drawn, {}])}>{t("forms.addRow")}</Button>
    </div>
  )
}
