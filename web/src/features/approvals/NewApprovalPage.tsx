import { useNavigate, useSearch } from "@tanstack/react-router"
import { Alert, App, Button, Form, type FormInstance, Input, InputNumber, Radio } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { currentLanguage } from "../../i18n"
import { MarkdownEditor } from "../../ui/MarkdownEditor"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { DraftLine } from "../../ui/draft/DraftLine"
import { type OwnId, useAddress, useFilled, useOwnId } from "../../ui/draft/form"
import { firstWords, type Payload } from "../../ui/draft/model"
import { type DraftHandle, useDraft } from "../../ui/draft/useDraft"
import { useSending } from "../../ui/draft/useSending"
import { Begun } from "../drafts/Begun"
import { Choices, refuseAt } from "./Choices"
import { bodyOf, type Draft, isWritten, saidIn } from "./draft"
import { RehearsalPanel } from "./RehearsalPanel"
import { type Template, useUsable } from "./data"

const empty: Draft & Payload = {}
const fields = ["template", "subject", "description", "amount"]

/** Asks for an approval; beside the form stands the way that it would take. */
export function NewApprovalPage() {
  const { t } = useTranslation()
  const query = useUsable()
  const own = useOwnId(useSearch({ from: "/shell/approvals/new" }).draft)
  return (
    <Page title={t("approvals.newTitle")} className="new-approval">
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing title={t("approvals.noTemplates")} text={t("approvals.noTemplatesText")} /> : <AskForm key={own.id} own={own} templates={items} />}
      </Shown>
    </Page>
  )
}

function AskForm({ own, templates }: { own: OwnId; templates: readonly Template[] }) {
  const { t } = useTranslation()
  const { template: asked } = useSearch({ from: "/shell/approvals/new" })
  const [form] = Form.useForm<Draft>()
  const kept = useDraft<Draft & Payload>({ kind: "approval", own, empty, subject: (p) => firstWords(p.subject ?? p.description ?? ""), isWritten })
  const [first] = useState<Draft>(() => ({ template: templates.find(({ code }) => code === asked)?.code }))
  const draft: Draft = { ...kept.payload, template: kept.payload.template ?? first.template }
  const template = templates.find(({ code }) => code === draft.template)
  const { ask, sending, general } = useAsk(form, template, kept)
  const names = template?.choices.map(({ name }) => name) ?? []
  const complete = template && names.every((name) => draft.chosen?.[name]?.length)
  // The text decides nothing, so it need not be rehearsed; a subject may.
  const rehearsed = complete ? { approval: bodyOf({ ...draft, subject: draft.subject?.trim() || "–", description: "" }, names) } : undefined
  useFilled(form, kept)
  useAddress(kept)
  const change = (values: Draft) => kept.write(values as Draft & Payload)
  const anew = async () => {
    await kept.discard()
    form.setFieldsValue({ template: undefined, subject: "", description: "", amount: null, chosen: {} })
  }
  return (
    <div className="ask-columns">
      <Form<Draft> form={form} layout="vertical" className="panel raise-form" scrollToFirstError={{ focus: true }} initialValues={first} onValuesChange={(_, values) => change(values)} onFinish={(values) => void ask(values)}>
        {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
        {kept.view.status === "none" ? <Begun kind="approval" now={kept.view.id} /> : null}
        {own.begun && kept.view.status === "saved" ? <p className="draft-kept small quiet">{t("approvals.draftKept")} <Button type="link" size="small" onClick={() => void anew()}>{t("approvals.discard")}</Button></p> : null}
        <Form.Item name="template" label={t("approvals.which")} rules={[{ required: true, message: t("common.required") }]}>
          <Radio.Group className="template-cards">{templates.map((one) => <TemplateCard key={one.code} template={one} />)}</Radio.Group>
        </Form.Item>
        {template ? <Choices choices={template.choices} /> : null}
        <Form.Item name="subject" label={t("approvals.subject")} extra={t("approvals.subjectHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
        <Form.Item name="description" label={t("approvals.text")}>
          <MarkdownEditor files={kept.files} onFiles={kept.setFiles} onRetryFile={kept.retryFile} label={t("approvals.text")} placeholder={t("approvals.textHint")} minRows={6} disabled={sending} />
        </Form.Item>
        <Form.Item name="amount" label={t("approvals.amount")} extra={t("approvals.amountHint")}><InputNumber min={0} max={9_999_999_999_999} controls={false} className="amount" inputMode="decimal" /></Form.Item>
        <DraftLine draft={kept} textOf={saidIn} />
        <Button type="primary" size="large" htmlType="submit" loading={sending} disabled={kept.view.status === "conflict"}>{t("approvals.send")}</Button>
      </Form>
      <RehearsalPanel asked={rehearsed} hint={t(template ? "approvals.rehearsal.people" : "approvals.rehearsal.first")} />
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

/** Submits the form, which is the draft. */
function useAsk(form: FormInstance<Draft>, template: Template | undefined, kept: DraftHandle<Draft & Payload>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const create = api.useMutation("post", "/api/v1/approvals")
  const { send, sending, general } = useSending(kept, (error) => refuseAt(form, fields, error))
  const ask = (values: Draft) => send(async (params, files) => {
    const { number } = await create.mutateAsync({ params, body: { ...bodyOf(values, template?.choices.map(({ name }) => name) ?? []), ...files } })
    kept.sent()
    void message.success(t("approvals.sent", { number }))
    await navigate({ to: "/tickets/$number", params: { number } })
  })
  return { ask, sending, general }
}
