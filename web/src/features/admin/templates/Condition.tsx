import { Form, Input } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import type { Problem, Template } from "./model"

interface Props {
  value: string
  kind: Template["kind"]
  template: number
  problems: Problem[]
  onChange: (condition: string) => void
}

/** When a step is done at all: a condition that is checked as it is typed, beside what it may say. */
export function Condition({ value, kind, template, problems, onChange }: Props) {
  const { t } = useTranslation()
  const wrong = problems.filter(({ field }) => field === "when")
  const error = wrong.some(({ severity }) => severity === "error")
  return (
    <>
      <Form.Item label={t("templates.when")} htmlFor="step-when" extra={t("templates.whenText")} {...(wrong.length > 0 ? { validateStatus: error ? "error" as const : "warning" as const, help: wrong.map(({ text }) => text).join(" ") } : {})}>
        <Input.TextArea id="step-when" className="mono" autoSize maxLength={1000} spellCheck={false} placeholder={t("templates.whenAlways")} value={value} onChange={({ target }) => onChange(target.value)} />
      </Form.Item>
      <Words kind={kind} template={template} onUse={onChange} />
    </>
  )
}

function Words({ kind, template, onUse }: { kind: Template["kind"]; template: number; onUse: (condition: string) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const { data } = api.useQuery("get", "/api/v1/plan-templates/conditions", { params: { query: { kind, template: String(template) } } })
  if (!data) return null
  const use = (example: string) => <button type="button" className="link mono" aria-label={t("templates.use", { example })} onClick={() => onUse(example)}>{example}</button>
  return (
    <details className="condition-words">
      <summary>{t("templates.facts")}</summary>
      <dl>
        {data.facts.map(({ name, text, example }) => <div key={name}><dt className="mono">{name}</dt><dd>{text[language]}</dd><dd>{use(example)}</dd></div>)}
        <div><dt className="mono">step("id")</dt><dd>{t("templates.stepFact", { results: data.steps.join(", ") })}</dd></div>
        {data.examples.map(({ when, text }) => <div key={when}><dt /><dd>{text[language]}</dd><dd>{use(when)}</dd></div>)}
      </dl>
    </details>
  )
}
