import { useNavigate, useSearch } from "@tanstack/react-router"
import { Alert, App, Button, Form, type FormInstance, Input, Radio, Select } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { NewIncident } from "../../api/types"
import { useMe, worksAtDesk } from "../../app/me"
import { word } from "../../i18n/word"
import { MarkdownEditor } from "../../ui/MarkdownEditor"
import { Page } from "../../ui/Page"
import { DraftLine } from "../../ui/draft/DraftLine"
import { type OwnId, useAddress, useFilled, useOwnId } from "../../ui/draft/form"
import type { DraftHandle } from "../../ui/draft/useDraft"
import { useSending } from "../../ui/draft/useSending"
import { Pick } from "../../ui/pickers"
import { Begun } from "../drafts/Begun"
import { FormFields } from "../form/FormFields"
import { useServiceForm } from "../form/useServiceForm"
import { isKind, kinds } from "./kinds"
import { type RaiseDraft, saidIn, useRaiseDraft } from "./useRaiseDraft"

const names = ["kind", "subject", "description", "urgency", "impact", "service", "category", "place", "serial_number", "requester", "channel"]
const levels = [1, 2, 3] as const

/** Raises a ticket: a customer's own, or at the desk on behalf of somebody. */
export function RaisePage() {
  const own = useOwnId(useSearch({ from: "/shell/raise" }).draft)
  return <Raise key={own.id} own={own} />
}

function Raise({ own }: { own: OwnId }) {
  const { t } = useTranslation()
  const desk = worksAtDesk(useMe())
  const search = useSearch({ from: "/shell/raise" })
  const [form] = Form.useForm<NewIncident>()
  const draft = useRaiseDraft(own)
  const service = Form.useWatch("service", form) as number | null | undefined
  const forWhom = Form.useWatch("requester", form) as number | null | undefined
  const { forms } = draft.payload
  const write = (forms: RaiseDraft["forms"]) => draft.write({ ...(form.getFieldsValue(true) as RaiseDraft), forms })
  const asked = useServiceForm(service, forWhom ?? undefined, forms, write)
  const { raise, sending, general } = useRaise(form, draft, asked)
  const requester = Number(search.requester)
  useFilled(form, draft)
  useAddress(draft)
  return (
    <Page title={desk ? t("desk.raiseTitle") : t("portal.raiseTitle")} className="narrow">
      {draft.view.status === "none" ? <Begun kind="incident" now={draft.view.id} /> : null}
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form<NewIncident>
        form={form}
        layout="vertical"
        className="panel raise-form"
        scrollToFirstError={{ focus: true }}
        initialValues={{
          kind: isKind(search.kind) ? search.kind : "incident", urgency: 2, impact: 3, description: "",
          ...(desk ? { channel: "phone" } : {}), ...(requester > 0 ? { requester } : {}),
        }}
        onValuesChange={() => write(forms)}
        onFinish={(values) => void raise(values)}
      >
        {desk ? <ForWhom /> : null}
        <Form.Item name="kind" label={t("field.kind")} required>
          <Radio.Group className="kind-choice" optionType="button" options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} />
        </Form.Item>
        <Form.Item name="subject" label={t("portal.yourCase")} extra={t("portal.subjectHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input maxLength={300} autoFocus={!desk} />
        </Form.Item>
        <Form.Item name="description" label={t("field.description")}>
          <MarkdownEditor files={draft.files} onFiles={draft.setFiles} onRetryFile={draft.retryFile} label={t("field.description")} placeholder={t("portal.descriptionHint")} minRows={6} disabled={sending} />
        </Form.Item>
        <div className="two">
          <Form.Item name="urgency" label={t("portal.howBad")} required>
            <Radio.Group className="stacked" options={levels.map((value) => ({ value, label: t(`urgency.${value}`) }))} />
          </Form.Item>
          <Form.Item name="impact" label={t("portal.whoConcerned")} required>
            <Radio.Group className="stacked" options={levels.map((value) => ({ value, label: t(`impact.${value}`) }))} />
          </Form.Item>
        </div>
        <h2>{t("portal.where")}</h2>
        <div className="two">
          <Form.Item name="service" label={t("field.service")}><Pick of="services" label={t("field.service")} placeholder={t("portal.serviceHint")} /></Form.Item>
          <Form.Item name="category" label={t("field.category")}><Pick of="categories" label={t("field.category")} placeholder={t("portal.serviceHint")} /></Form.Item>
          <Form.Item name="place" label={t("field.place")}><Pick of="places" label={t("field.place")} /></Form.Item>
          <Form.Item name="serial_number" label={t("field.serial_number")}><Input placeholder={t("portal.serialHint")} maxLength={100} /></Form.Item>
        </div>
        {asked.view ? <FormFields view={asked.view} values={asked.values} faults={asked.faults} onChange={asked.set} level={2} /> : null}
        <DraftLine draft={draft} textOf={saidIn} />
        <Button type="primary" size="large" htmlType="submit" loading={sending} disabled={draft.view.status === "conflict"}>{desk ? t("portal.sendDesk") : t("portal.send")}</Button>
      </Form>
    </Page>
  )
}

const channels = ["phone", "mail", "desk"] as const

function ForWhom() {
  const { t } = useTranslation()
  return (
    <div className="two">
      <Form.Item name="requester" label={t("field.requester")} rules={[{ required: true, message: t("common.required") }]}>
        <Pick of="users" label={t("field.requester")} placeholder={t("desk.requesterHint")} />
      </Form.Item>
      <Form.Item name="channel" label={t("desk.channelLabel")} required>
        <Select aria-label={t("desk.channelLabel")} options={channels.map((value) => ({ value, label: word(t, "channel", value) }))} />
      </Form.Item>
    </div>
  )
}

/** Sends the form, which is the draft. */
function useRaise(form: FormInstance<NewIncident>, draft: DraftHandle<RaiseDraft>, asked: ReturnType<typeof useServiceForm>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const create = api.useMutation("post", "/api/v1/incidents")
  const refuse = (error: unknown) => {
    const { fields, general } = formProblem(asProblem(error), [...names, "form"], { title: "subject" })
    form.setFields(fields.filter(({ name }) => name !== "form") as Parameters<typeof form.setFields>[0])
    if (fields.some(({ name }) => name === "form")) {
      const told = asked.refuse(error)
      void asked.renew()
      return told
    }
    if (fields[0]) form.scrollToField(fields[0].name, { focus: true })
    return general
  }
  const { send, sending, general } = useSending(draft, refuse)
  const raise = (values: NewIncident) => send(async (params, files) => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "")) as unknown as NewIncident
    const { number, out_of_sight: away } = await create.mutateAsync({ params, body: { ...given, ...(asked.view ? { form: asked.sent() } : {}), ...files } })
    draft.sent()
    void message.success(t(away ? "portal.sentAway" : "portal.sent", { number }))
    await navigate(away ? { to: "/desk", search: {} } : { to: "/tickets/$number", params: { number } })
  })
  return { raise, sending, general }
}
