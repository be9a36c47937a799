import { useQuery } from "@tanstack/react-query"
import { Alert, Form, InputNumber } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import { currentLanguage } from "../../../i18n"
import { word } from "../../../i18n/word"
import { nameIn } from "../../../ui/names"
import { Pick, PickMany } from "../../../ui/pickers"
import { useSettled } from "../../../ui/useSettled"
import { KindIcon } from "./Drawing"
import { choicesOf, type Draft, type Previewed, type Template } from "./model"
import { stepName } from "./Problems"

/** Whom the draft would ask for somebody's request, in order, and why. */
export function TryRequester({ template, draft }: { template: Template; draft: Draft }) {
  const { t } = useTranslation()
  const [requester, setRequester] = useState<number | null>(null)
  const [amount, setAmount] = useState<number | null>(null)
  const [chosen, setChosen] = useState<Record<string, number[]>>({})
  const choices = choicesOf(draft)
  const asked = useSettled(JSON.stringify({ requester, ...(amount === null ? {} : { amount }), chosen, definition: draft }), 300)
  const { data, error } = useQuery({
    queryKey: ["template-preview", template.id, asked, currentLanguage()],
    queryFn: async () => (await http.POST("/api/v1/plan-templates/{id}/preview", { params: { path: { id: String(template.id) } }, body: JSON.parse(asked) })).data?.items ?? [],
    enabled: requester !== null && !asked.startsWith('{"requester":null'),
    placeholderData: (before) => before,
    retry: false,
  })
  return (
    <section className="panel padded" aria-label={t("templates.try")}>
      <h2>{t("templates.try")}</h2>
      <p className="quiet small">{t("templates.tryText")}</p>
      <Form layout="vertical" component="div" requiredMark={false} className="template-try">
        <Form.Item label={t("templates.requester")} htmlFor="try-requester"><Pick id="try-requester" of="users" label={t("templates.requester")} value={requester} onChange={setRequester} /></Form.Item>
        {template.kind !== "incident" ? <Form.Item label={t("templates.amount")} htmlFor="try-amount"><InputNumber id="try-amount" min={0} value={amount} onChange={setAmount} /></Form.Item> : null}
        {choices.map((name) => (
          <Form.Item key={name} label={name} htmlFor={`try-${name}`}>
            <PickMany id={`try-${name}`} of="users" label={name} value={chosen[name] ?? []} onChange={(ids) => setChosen((was) => ({ ...was, [name]: ids }))} />
          </Form.Item>
        ))}
      </Form>
      {requester === null ? null : error ? <Alert type="error" showIcon role="alert" title={asProblem(error).message} /> : (
        <ol className="previewed" aria-live="polite">{(data ?? []).filter(({ kind }) => kind !== "group").map((step) => <Step key={step.id} step={step} />)}</ol>
      )}
    </section>
  )
}

function Step({ step }: { step: Previewed }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  return (
    <li className={step.reached === "no" ? "off" : ""}>
      <b><KindIcon kind={step.kind as "task"} /> {stepName(step)}</b>{" "}
      {step.reached === "yes" ? null : <span className="tag">{t(`templates.reached.${step.reached}`)}</span>}
      {step.nobody ? <div className="problem-warning">{t("templates.nobody")}: {t(`templates.nobodies.${step.nobody}`)}</div> : null}
      <ul>
        {step.people.map(({ person, group, role, why, deputies, itself }, index) => (
          <li key={person?.id ?? `${index}`}>
            {person ? nameIn(person, language) : t("templates.poolOf", { name: group ? nameIn(group, language) : word(t, "role", role ?? "") })} <span className="quiet small">{why}</span>
            {itself ? <span className="tag">{t("templates.itself")}</span> : null}
            {deputies.length > 0 ? <span className="quiet small"> {t("templates.deputy", { names: deputies.map((one) => nameIn(one, language)).join(", ") })}</span> : null}
          </li>
        ))}
      </ul>
    </li>
  )
}
