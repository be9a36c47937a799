import { useNavigate, useSearch } from "@tanstack/react-router"
import { Alert, App, Button, Form, type FormInstance, Input, Radio } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http } from "../../api/client"
import { asProblem } from "../../api/problem"
import { currentLanguage } from "../../i18n"
import { DraftLine } from "../../ui/draft/DraftLine"
import { type OwnId, useAddress, useFilled, useOwnId } from "../../ui/draft/form"
import { firstWords } from "../../ui/draft/model"
import { type DraftHandle, useDraft } from "../../ui/draft/useDraft"
import { useSending } from "../../ui/draft/useSending"
import { MarkdownEditor } from "../../ui/MarkdownEditor"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { Choices, refuseAt } from "../approvals/Choices"
import { RehearsalPanel } from "../approvals/RehearsalPanel"
import { Begun } from "../drafts/Begun"
import { FormFields } from "../form/FormFields"
import type { ByForm } from "../form/model"
import { type Filling, keptOf, useFilling } from "../form/useFilling"
import { type DocumentType, useUsableTypes } from "./data"
import { bodyOf, type DocumentDraft, isWritten, saidIn } from "./draft"

const empty: DocumentDraft = {}
const fields = ["type", "subject", "description", "form"]

/** Writes a document; beside the form stands the way that it would take. */
export function NewDocumentPage() {
  const { t } = useTranslation()
  const query = useUsableTypes()
  const own = useOwnId(useSearch({ from: "/shell/documents/new" }).draft)
  return (
    <Page title={t("documents.newTitle")} className="new-approval new-document">
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing title={t("documents.noTypes")} text={t("documents.noTypesText")} /> : <WriteForm key={own.id} own={own} types={items} />}
      </Shown>
    </Page>
  )
}

function WriteForm({ own, types }: { own: OwnId; types: readonly DocumentType[] }) {
  const { t } = useTranslation()
  const { type: asked } = useSearch({ from: "/shell/documents/new" })
  const [form] = Form.useForm<DocumentDraft>()
  const kept = useDraft<DocumentDraft>({ kind: "document", own, empty, subject: (p) => firstWords(p.subject ?? p.description ?? ""), isWritten })
  const [first] = useState<DocumentDraft>(() => ({ type: types.find(({ code }) => code === asked)?.code }))
  const draft: DocumentDraft = { ...kept.payload, type: kept.payload.type ?? first.type }
  const type = types.find(({ code }) => code === draft.type)
  const filling = useTypeForm(type, draft, (forms) => kept.write({ ...draft, forms }))
  const { send, sending, general } = useSend(form, type, kept, filling)
  useFilled(form, kept)
  useAddress(kept)
  const names = type?.choices.map(({ name }) => name) ?? []
  const complete = type && names.every((name) => draft.chosen?.[name]?.length)
  const rehearsed = complete ? { document: bodyOf({ ...draft, subject: draft.subject?.trim() || "–", description: "" }, names, filling.sent()) } : undefined
  const anew = async () => {
    await kept.discard()
    form.setFieldsValue({ type: undefined, subject: "", description: "", chosen: {} })
  }
  return (
    <div className="ask-columns">
      <Form<DocumentDraft> form={form} layout="vertical" className="panel raise-form" scrollToFirstError={{ focus: true }} initialValues={first} onValuesChange={(_, values) => kept.write({ ...values, forms: draft.forms })} onFinish={(values) => void send(values)}>
        {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
        {kept.view.status === "none" ? <Begun kind="document" now={kept.view.id} /> : null}
        {own.begun && kept.view.status === "saved" ? <p className="draft-kept small quiet">{t("documents.draftKept")} <Button type="link" size="small" onClick={() => void anew()}>{t("documents.discard")}</Button></p> : null}
        <Form.Item name="type" label={t("documents.which")} rules={[{ required: true, message: t("common.required") }]}><TypeCards types={types} /></Form.Item>
        {type ? <Choices choices={type.choices} /> : null}
        <Form.Item name="subject" label={t("documents.subject")} extra={t("documents.subjectHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
        {filling.view ? <FormFields view={filling.view} values={filling.values} faults={filling.faults} onChange={filling.set} level={2} /> : null}
        <Form.Item name="description" label={t("documents.text")}>
          <MarkdownEditor files={kept.files} onFiles={kept.setFiles} onRetryFile={kept.retryFile} label={t("documents.text")} placeholder={t("documents.textHint")} minRows={6} disabled={sending} />
        </Form.Item>
        <DraftLine draft={kept} textOf={saidIn} />
        <Button type="primary" size="large" htmlType="submit" loading={sending} disabled={kept.view.status === "conflict"}>{t("documents.send")}</Button>
      </Form>
      <RehearsalPanel asked={rehearsed} hint={t(type ? "documents.people" : "documents.first")} />
    </div>
  )
}

/** The types by their groups, one to be chosen. */
function TypeCards({ types, value, onChange }: { types: readonly DocumentType[]; value?: string; onChange?: (code: string) => void }) {
  const language = currentLanguage()
  const groups = [...new Map(types.map(({ group }) => [group?.id, group])).values()]
  return (
    <Radio.Group value={value} onChange={({ target }) => onChange?.(String(target.value))} className="type-groups">
      {groups.map((group) => (
        <section key={group?.id} aria-label={nameIn(group, language)}>
          <h3>{nameIn(group, language)}</h3>
          <div className="template-cards">
            {types.filter((one) => one.group?.id === group?.id).map((one) => (
              <Radio key={one.code} value={one.code} className="template-card">
                <b>{nameIn(one, language)}</b>
                {one.about || one.about_en ? <span className="quiet small">{nameIn({ name: one.about, name_en: one.about_en }, language)}</span> : null}
              </Radio>
            ))}
          </div>
        </section>
      ))}
    </Radio.Group>
  )
}

/** The form of a type while somebody fills it in; what is typed is the draft's. */
function useTypeForm(type: DocumentType | undefined, draft: DocumentDraft, keep: (forms: ByForm) => void): Filling {
  const id = type?.form?.id
  const path = { id: String(id ?? 0) }
  const blank = api.useQuery("get", "/api/v1/forms/{id}/blank", { params: { path } }, { enabled: Boolean(id), staleTime: 0 })
  return useFilling({
    id: `document ${type?.code ?? ""}`,
    view: id ? blank.data : undefined,
    look: async (values) => (await http.POST("/api/v1/forms/{id}/blank", { params: { path }, body: { values } })).data,
    kept: keptOf(id, draft.forms, keep),
  })
}

/** Submits the form, which is the draft. */
function useSend(form: FormInstance<DocumentDraft>, type: DocumentType | undefined, kept: DraftHandle<DocumentDraft>, filling: Filling) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const create = api.useMutation("post", "/api/v1/documents")
  const once = useSending(kept, (error) => (asProblem(error).field.startsWith("form") ? filling.refuse(error) : refuseAt(form, fields, error)))
  const send = (values: DocumentDraft) => once.send(async (params, files) => {
    const { number } = await create.mutateAsync({ params, body: { ...bodyOf(values, type?.choices.map(({ name }) => name) ?? [], filling.sent()), ...files } })
    kept.sent()
    void message.success(t("documents.sent", { number }))
    await navigate({ to: "/tickets/$number", params: { number } })
  })
  return { ...once, send }
}
