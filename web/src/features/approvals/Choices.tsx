import { Form, type FormInstance } from "antd"
import { useTranslation } from "react-i18next"
import { asProblem, formProblem } from "../../api/problem"
import type { components } from "../../api/schema.gen"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { PickCodes } from "../../ui/pickers"

/** Whom a plan leaves its requester to choose, each as a field of the form. */
export function Choices({ choices }: { choices: components["schemas"]["TemplateChoice"][] }) {
  const { t } = useTranslation()
  return choices.map(({ name, step }) => (
    <Form.Item key={name} name={["chosen", name]} label={t("approvals.choose", { name })} extra={t("approvals.chooseFor", { step: nameIn({ name: step.zh, name_en: step.en }, currentLanguage()) })} rules={[{ required: true, message: t("common.required") }]}>
      <PickCodes of="colleagues" label={t("approvals.choose", { name })} />
    </Form.Item>
  ))
}

/** Shows at a choice or at another of the fields what the server refuses, and answers what belongs to none. */
export function refuseAt<T>(form: FormInstance<T>, fields: readonly string[], error: unknown): string {
  const problem = asProblem(error)
  const [, choice] = /^chosen\.(.+)$/.exec(problem.field) ?? []
  if (choice) {
    form.setFields([{ name: ["chosen", choice], errors: [problem.message] }] as Parameters<typeof form.setFields>[0])
    return ""
  }
  const { fields: told, general } = formProblem(problem, fields, { title: "subject" })
  form.setFields(told as Parameters<typeof form.setFields>[0])
  if (told[0]) form.scrollToField(told[0].name as Parameters<typeof form.scrollToField>[0], { focus: true })
  return general
}
