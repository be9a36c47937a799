import { Form } from "antd"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../i18n"
import { FieldInput } from "./FieldInput"
import { FieldValue } from "./FieldValue"
import { asked, type Faults, type Field, type FormView, textIn, type Values } from "./model"
import { TableInput } from "./TableInput"

interface Props {
  view: FormView
  values: Values
  faults: Faults
  onChange: (id: string, value: unknown) => void
  /** Heading level of the sections. */
  level?: 2 | 3
}

/** A form to be filled in: section by section what is there, and what may only be read as such. */
export function FormFields({ view, level = 3, ...rest }: Props) {
  const Heading = `h${level}` as const
  const language = currentLanguage()
  return (
    <div className="form-fields">
      {asked(view, rest.values).map((section) => (
        <section key={section.id} aria-label={textIn(section.name, language)} className="form-section">
          <Heading>{textIn(section.name, language)}</Heading>
          <div className="form-grid">
            {section.fields.map((field) => <One key={field.id} field={field} view={view} {...rest} />)}
          </div>
        </section>
      ))}
    </div>
  )
}

const wide = new Set<Field["kind"]>(["paragraph", "table", "hint", "choices"])

function One({ field, view, values, faults, onChange }: Omit<Props, "level"> & { field: Field }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const { id, kind } = field
  const name = textIn(field.name, language)
  const help = textIn(field.help, language)
  if (kind === "hint") return <Hint name={name} text={help} />
  const fault = faults[id]
  const control = `form-${id}`
  const value = values[id]
  return (
    <div id={`form-field-${id}`} className={`form-field ${wide.has(kind) ? "wide" : ""}`}>
      {field.edit ? (
        <Form.Item
          label={grouped.has(kind) ? <span id={`${control}-name`}>{name}</span> : name} {...(grouped.has(kind) ? {} : { htmlFor: control })} required={field.required} colon={false}
          extra={help ? <span id={`${control}-help`} className="form-help">{help}</span> : undefined}
          {...(fault ? { validateStatus: "error" as const, help: <span id={`${control}-fault`} role="alert">{fault}</span> } : {})}
        >
          {kind === "table"
            ? <TableInput field={field} value={value} names={view.names} faults={faults} onChange={(rows) => onChange(id, rows)} />
            : <FieldInput field={field} value={value} names={view.names} id={control} label={name} described={fault ? `${control}-fault` : help ? `${control}-help` : undefined} wrong={Boolean(fault)} onChange={(next) => onChange(id, next)} />}
        </Form.Item>
      ) : (
        <Form.Item label={name} colon={false} required extra={<span className="form-help">{t("forms.readOnly")}</span>}><FieldValue field={field} value={value} names={view.names} /></Form.Item>
      )}
    </div>
  )
}

// Kinds whose label names a group of controls, not one.
const grouped = new Set<Field["kind"]>(["choices", "yes_no", "table"])

/** A heading with a text among the fields. */
export function Hint({ name, text }: { name: string; text: string }) {
  return <div className="form-field wide form-hint"><b>{name}</b>{text ? <p className="plain">{text}</p> : null}</div>
}
