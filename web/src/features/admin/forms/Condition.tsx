import { Form as Fill, Input } from "antd"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { textIn } from "../../form/model"
import { type Draft, exampleOf, fieldsOf, has, type Problem } from "./model"

interface Props {
  name: string
  label: string
  value: string
  draft: Draft
  /** Of the field whose condition it is: a condition does not ask for itself. */
  of?: string
  problems: Problem[]
  onChange: (condition: string) => void
}

/** A condition that is checked as it is typed, beside what it may say. */
export function Condition({ name, label, value, draft, of, problems, onChange }: Props) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const error = problems.some(({ severity }) => severity === "error")
  const fields = fieldsOf(draft).filter((one) => one.id !== of && has(one.kind).value)
  return (
    <>
      <Fill.Item label={label} htmlFor={name} extra={t("forms.whenText")} {...(problems.length > 0 ? { validateStatus: error ? "error" as const : "warning" as const, help: <span role="alert">{problems.map(({ text }) => text).join(" ")}</span> } : {})}>
        <Input.TextArea id={name} className="mono" autoSize maxLength={1000} spellCheck={false} placeholder={t(name.endsWith("required-when") ? "forms.never" : "templates.whenAlways")} value={value} onChange={({ target }) => onChange(target.value)} />
      </Fill.Item>
      {fields.length > 0 ? (
        <details className="condition-words">
          <summary>{t("templates.facts")}</summary>
          <dl>
            {fields.map((field) => {
              const example = exampleOf(field)
              return <div key={field.id}><dt className="mono">form.{field.id}</dt><dd>{textIn(field.name, language)}</dd><dd><button type="button" className="link mono" aria-label={t("templates.use", { example })} onClick={() => onChange(value.trim() ? `${value.trim()} and ${example}` : example)}>{example}</button></dd></div>
            })}
            <div><dt /><dd>{t("forms.conditionWords")}</dd><dd className="mono">and or not in</dd></div>
          </dl>
        </details>
      ) : null}
    </>
  )
}
