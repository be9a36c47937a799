import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Alert, App, Button, Form, Input, Radio } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { MailIn } from "../../api/types"
import { useMe, worksAtDesk } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { Dialog } from "../../ui/Dialog"
import { Markdown } from "../../ui/Markdown"
import { nameIn } from "../../ui/names"
import { Pick, PickCode } from "../../ui/pickers"
import { Shown } from "../../ui/States"
import { fileSize } from "../../ui/size"
import { When } from "../../ui/When"

/** One mail that came in, and what the desk makes of it. */
export function MailDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const query = api.useQuery("get", "/api/v1/mail/in/{id}", { params: { path: { id } } })
  return (
    <Dialog title={<span className="dialog-title wrap">{query.data?.subject || t("mail.noSubject")}</span>} width={720} onCancel={onClose} footer={null}>
      <Shown query={query}>
        {(mail) => (
          <>
            <Said mail={mail} />
            {mail.state === "held" && worksAtDesk(me) ? <Decide mail={mail} onDone={onClose} /> : null}
          </>
        )}
      </Shown>
    </Dialog>
  )
}

function Said({ mail }: { mail: MailIn }) {
  const { t } = useTranslation()
  return (
    <>
      <p className="quiet mail-facts">
        <span className="wrap">{mail.name} &lt;{mail.address}&gt;</span> · <When at={mail.received_at} as="deadline" /> · {t(`mail.states.${mail.state}`)}
        {mail.reason ? <>: {t(`mail.reason.${mail.reason as "own"}`, { defaultValue: mail.reason })}</> : null}
        {mail.number ? <> · <Link to="/tickets/$number" params={{ number: mail.number }} className="num">{mail.number}</Link></> : null}
        {mail.decided_by && mail.state !== "held" ? <> · {t("mail.decided", { name: nameIn(mail.decided_by, currentLanguage()) })}</> : null}
      </p>
      {mail.detail ? <p className="quiet small wrap">{mail.detail}</p> : null}
      {mail.state === "held" ? <div className="mail-words">{mail.body_html ? <Markdown html={mail.body_html} /> : <p className="quiet">{t("mail.noText")}</p>}</div> : null}
      {mail.files.length > 0 ? <p className="small"><b>{t("mail.files")}</b> {mail.files.map(({ name, size }) => `${name} (${fileSize(size)})`).join(", ")}</p> : null}
    </>
  )
}

interface Fields {
  what: "ticket" | "into" | "dismiss"
  requester: number | null
  number: string
  how: "note" | "reply"
  on_behalf: string | null
  why: string
}

/** What somebody at the desk decides: a ticket for somebody, part of a ticket, or nothing. */
function Decide({ mail, onDone }: { mail: MailIn; onDone: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const [general, setGeneral] = useState("")
  const [sending, setSending] = useState(false)
  const what = Form.useWatch("what", form) as Fields["what"] | undefined
  const how = Form.useWatch("how", form) as Fields["how"] | undefined
  const required = [{ required: true, message: t("common.required") }]
  const send = async (values: Fields) => {
    setSending(true)
    setGeneral("")
    try {
      await decide(mail.id, values, (number) => void message.success(number ? t("mail.taken", { number }) : t("mail.dismissed")))
      await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/mail/in") })
      onDone()
    } catch (error) {
      const { fields, general } = formProblem(asProblem(error), ["requester", "number", "on_behalf", "why"])
      form.setFields(fields as Parameters<typeof form.setFields>[0])
      setGeneral(general)
    } finally {
      setSending(false)
    }
  }
  return (
    <Form<Fields> form={form} layout="vertical" className="mail-decide" initialValues={{ what: mail.number ? "into" : "ticket", requester: mail.user?.id ?? null, number: mail.number, how: "note", on_behalf: null, why: "" }} onFinish={(values) => void send(values)}>
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form.Item name="what" label={t("mail.choose")} required>
        <Radio.Group optionType="button" className="kind-choice" options={[{ value: "ticket", label: t("mail.makeTicket") }, { value: "into", label: t("mail.intoTicket") }, { value: "dismiss", label: t("mail.dismiss") }]} />
      </Form.Item>
      {what === "ticket" ? <Form.Item name="requester" label={t("mail.whose")} rules={required}><Pick of="users" label={t("mail.whose")} known={[mail.user]} /></Form.Item> : null}
      {what === "into" ? (
        <>
          <Form.Item name="number" label={t("mail.number")} rules={required}><Input autoCapitalize="characters" placeholder="INC-000001" /></Form.Item>
          <Form.Item name="how" label={t("mail.how")} required><Radio.Group options={[{ value: "note", label: t("mail.asNote") }, { value: "reply", label: t("mail.asReply") }]} /></Form.Item>
          {how === "reply" ? <Form.Item name="on_behalf" label={t("mail.onBehalf")} rules={required}><PickCode of="users" label={t("mail.onBehalf")} /></Form.Item> : null}
        </>
      ) : null}
      {what === "dismiss" ? <Form.Item name="why" label={t("mail.dismissWhy")}><Input maxLength={1000} /></Form.Item> : null}
      <Button type="primary" htmlType="submit" loading={sending}>{t(what === "into" ? "mail.intoTicket" : what === "dismiss" ? "mail.dismiss" : "mail.makeTicket")}</Button>
    </Form>
  )
}

async function decide(id: number, { what, requester, number, how, on_behalf, why }: Fields, done: (number?: string) => void) {
  const params = { path: { id } }
  if (what === "dismiss") {
    await http.POST("/api/v1/mail/in/{id}/dismiss", { params, body: { why } })
    done()
    return
  }
  const body = what === "ticket" ? { requester } : { number: number.trim(), ...(how === "reply" && on_behalf ? { on_behalf } : {}) }
  const { data } = await http.POST("/api/v1/mail/in/{id}/take", { params, body })
  done(data?.number)
}
