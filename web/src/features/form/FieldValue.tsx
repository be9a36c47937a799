import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../i18n"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { type Field, fieldOf, type FormView, numberIn, type Row, rowsOf, sumOf, textIn } from "./model"

interface Props {
  field: Field
  value: unknown
  names: FormView["names"]
}

/** What a field holds, in words. */
export function FieldValue({ field, value, names }: Props) {
  const { t } = useTranslation()
  const language = currentLanguage()
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return <span className="quiet">–</span>
  const option = (id: unknown) => textIn(field.options.find((one) => one.id === id)?.name, language) || String(id)
  switch (field.kind) {
    case "number":
    case "money":
      return <span className="num">{numberIn(value as number, field, language)}</span>
    case "yes_no":
      return <>{value ? t("common.yes") : t("common.no")}</>
    case "choice":
      return <>{option(value)}</>
    case "choices":
      return <ul className="form-list">{(value as unknown[]).map((id) => <li key={String(id)}>{option(id)}</li>)}</ul>
    case "person":
    case "unit":
    case "place":
      return <Name of={names[field.kind]?.find(({ id }) => id === value)} none={`#${String(value)}`} />
    case "datetime":
      return <When at={value as string} as="exact" />
    case "table":
      return <Rows field={field} rows={rowsOf(value)} names={names} />
    case "serial":
      return <span className="mono">{String(value)}</span>
    default:
      return <span className="plain">{String(value)}</span>
  }
}

function Rows({ field, rows, names }: { field: Field; rows: Row[]; names: FormView["names"] }) {
  const language = currentLanguage()
  return (
    <table className="table form-table read" aria-label={textIn(field.name, language)}>
      <thead><tr>{field.columns.map((column) => <th key={column.id}>{textIn(column.name, language)}</th>)}</tr></thead>
      <tbody>
        {rows.map((row, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- rows have no names of their own: a row is where it stands
          <tr key={at}>
            {field.columns.map((column) => <td key={column.id} data-label={textIn(column.name, language)}><FieldValue field={fieldOf(column)} value={row[column.id]} names={names} /></td>)}
          </tr>
        ))}
      </tbody>
      <Sums field={field} rows={rows} />
    </table>
  )
}

/** What the columns that are summed up come to. */
export function Sums({ field, rows, extra = false }: { field: Field; rows: Row[]; extra?: boolean }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const first = field.columns.findIndex(({ sum }) => sum)
  if (first < 0 || rows.length === 0) return null
  return (
    <tfoot>
      <tr>
        {field.columns.map((column, at) => {
          const label = t("forms.sumOf", { column: textIn(column.name, language) })
          if (column.sum) return <td key={column.id} data-label={label} className="num"><b>{numberIn(sumOf(rows, column), column, language)}</b></td>
          return <td key={column.id} className="form-sum-name">{at === 0 ? t("forms.sum") : null}</td>
        })}
        {extra ? <td /> : null}
      </tr>
    </tfoot>
  )
}
