import { useNavigate, useSearch } from "@tanstack/react-router"
import { Alert, App, Button, Form, Input, InputNumber, Radio } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, newKey } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import { currentLanguage } from "../../i18n"
import { MarkdownEditor } from "../../ui/MarkdownEditor"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { type PendingFile, withNames } from "../../ui/pending"
import { PickCodes } from "../../ui/pickers"
import { Nothing, Shown } from "../../ui/States"
import { useDraft } from "../../ui/useDraft"
import { uploadAll } from "../ticket/useSend"
import { bodyOf, type Draft, isWritten, readDraft } from "./draft"
import { RehearsalPanel } from "./RehearsalPanel"
import { type Template, useUsable } from "./data"

const draftKey = "new-approval"
const fields = ["template", "subject", "description", "amount"]

/** Asks for an approval; beside the form stands the way that it would take. */
export function NewApprovalPage() {
  const { t } = useTranslation()
  const query = useUsable()
  return (
    <Page title={t("approvals.newTitle")} className="new-approval">
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing title={t("approvals.noTemplates")} text={t("approvals.noTemplatesText")} /> : <AskForm templates={items} />}
      </Shown>
    </Page>
  )
}

function AskForm({ templates }: { templates: readonly Template[] }) {
  const { t } = useTranslation()
  const { template: asked } = useSearch({ from: "/shell/approvals/new" })
  const [form] = Form.useForm<Draft>()
  const [kept, keep] = useDraft(draftKey)
  const [first] = useState(() => readDraft(kept))
  const [files, setFiles] = useState<PendingFile[]>([])
  const [draft, setDraft] = useState<Draft>(() => ({ ...first, template: templates.find(({ code }) => code === (asked ?? first.template))?.code }))
  const template = templates.find(({ code }) => code === draft.template)
  const { ask, sending, general } = useAsk(form, template, files, setFiles, () => keep(""))
  const change = (values: Draft) => {
    setDraft(values)
    keep(isWritten(values) ? JSON.stringify(values) : "")
  }
  const anew = () => {
    form.setFieldsValue({ template: undefined, subject: "", description: "", amount: null, chosen: {} })
    setFiles([])
    change({})
  }
  return (
    <div className="ask-columns">
      <Form<Draft> form={form} layout="vertical" className="panel raise-form" scrollToFirstError={{ focus: true }} initialValues={draft} onValuesChange={(_, values) => change(values)} onFinish={(values) => void ask(values)}>
        {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
        {isWritten(first) ? <p className="draft-kept small quiet">{t("approvals.draftKept")} <Button type="link" size="small" onClick={anew}>{t("approvals.discard")}</Button></p> : null}
        <Form.Item name="template" label={t("approvals.which")} rules={[{ required: true, message: t("common.required") }]}>
          <Radio.Group className="template-cards">{templates.map((one) => <TemplateCard key={one.code} template={one} />)}</Radio.Group>
        </Form.Item>
        {template?.choices.map(({ name, step }) => (
          <Form.Item key={name} name={["chosen", name]} label={t("approvals.choose", { name })} extra={t("approvals.chooseFor", { step: nameIn({ name: step.zh, name_en: step.en }, currentLanguage()) })} rules={[{ required: true, message: t("common.required") }]}>
            <PickCodes of="colleagues" label={t("approvals.choose", { name })} />
          </Form.Item>
        ))}
        <Form.Item name="subject" label={t("approvals.subject")} extra={t("approvals.subjectHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
        <Form.Item name="description" label={t("approvals.text")}>
          <MarkdownEditor files={files} onFiles={setFiles} label={t("approvals.text")} placeholder={t("approvals.textHint")} minRows={6} disabled={sending} />
        </Form.Item>
        <Form.Item name="amount" label={t("approvals.amount")} extra={t("approvals.amountHint")}><InputNumber min={0} max={9_999_999_999_999} controls={false} className="amount" inputMode="decimal" /></Form.Item>
        <Button type="primary" size="large" htmlType="submit" loading={sending}>{t("approvals.send")}</Button>
      </Form>
      <RehearsalPanel draft={draft} template={template} />
    </div>
  )
}

function TemplateCard({ template }: { template: Template }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  return (
    <Radio value={template.code} className="template-card">
      <b>{nameIn(template, language)}</b>
      {template.choices.length > 0 ? <span className="quiet small">{t("approvals.choices", { count: template.choices.length })}</span> : null}
    </Radio>
  )
}

type AskFormInstance = ReturnType<typeof Form.useForm<Draft>>[0]

/** Submits the form once, however often it is clicked, and then its files. */
function useAsk(form: AskFormInstance, template: Template | undefined, files: PendingFile[], setFiles: (files: PendingFile[]) => void, forget: () => void) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const [key] = useState(newKey)
  const [general, setGeneral] = useState("")
  const [sending, setSending] = useState(false)
  const create = api.useMutation("post", "/api/v1/approvals")

  const ask = async (values: Draft) => {
    if (sending) return
    setGeneral("")
    setSending(true)
    try {
      const body = bodyOf({ ...values, description: withNames(values.description ?? "", files) }, template?.choices.map(({ name }) => name) ?? [])
      const { number } = await create.mutateAsync({ params: { header: { "Idempotency-Key": key } }, body })
      forget()
      const late = (await uploadAll(number, false, files, setFiles, t("ticket.tooBig"))).filter(({ url }) => !url)
      if (late.length > 0) modal.warning({ content: t("approvals.filesLate", { number, names: late.map(({ file }) => file.name).join(", ") }) })
      else void message.success(t("approvals.sent", { number }))
      await navigate({ to: "/tickets/$number", params: { number } })
    } catch (error) {
      const problem = asProblem(error)
      const [, choice] = /^chosen\.(.+)$/.exec(problem.field) ?? []
      if (choice) form.setFields([{ name: ["chosen", choice], errors: [problem.message] }] as Parameters<typeof form.setFields>[0])
      else {
        const { fields: told, general } = formProblem(problem, fields, { title: "subject" })
        form.setFields(told as Parameters<typeof form.setFields>[0])
        if (told[0]) form.scrollToField(told[0].name, { focus: true })
        setGeneral(general)
      }
    } finally {
      setSending(false)
    }
  }
  return { ask, sending, general }
}
