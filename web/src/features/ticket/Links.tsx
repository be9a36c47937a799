import { CloseOutlined, PlusOutlined } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { App, Button, Form, Input, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, newKey } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { Link as LinkRow, Ticket } from "../../api/types"
import { Nothing, Shown } from "../../ui/States"
import { StateTag } from "../../ui/Tags"
import { offered } from "./acts"
import { useLinks, useRefresh } from "./data"

const kinds = ["relates", "duplicates", "causes", "parent"] as const

/** The tickets that this one is linked with; more can be linked by number. */
export function Links({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [adding, setAdding] = useState(false)
  const refresh = useRefresh(ticket.number)
  const query = useLinks(ticket.number)
  const remove = api.useMutation("delete", "/api/v1/records/{number}/links/{id}", {
    onSuccess: () => void refresh(),
    onError: (error) => void message.error(asProblem(error).message),
  })
  const onRemove = offered(ticket.acts, "unlink")
    ? (id: number) => remove.mutate({ params: { path: { number: ticket.number, id }, header: { "Idempotency-Key": newKey() } } })
    : undefined
  return (
    <>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing small title={t("ticket.noLinks")} /> : (
          <ul className="link-list">{items.map((link) => <Row key={link.id} link={link} onRemove={onRemove} />)}</ul>
        )}
      </Shown>
      {adding ? <AddLink number={ticket.number} onDone={() => setAdding(false)} /> : null}
      {!adding && offered(ticket.acts, "link") ? (
        <Button size="small" type="link" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t("ticket.addLink")}</Button>
      ) : null}
    </>
  )
}

function Row({ link, onRemove }: { link: LinkRow; onRemove?: ((id: number) => void) | undefined }) {
  const { t } = useTranslation()
  const { record } = link
  return (
    <li>
      <span className="quiet small">{t(`ticket.${link.outgoing ? "linkKind" : "linkKindBack"}.${link.kind}`)}</span>
      <div>
        <Link to="/tickets/$number" params={{ number: record.number }} className="num">{record.number}</Link> <StateTag state={record.state} hold={record.hold_reason} />
        {onRemove ? (
          <Button size="small" type="text" icon={<CloseOutlined aria-hidden />} aria-label={t("ticket.removeLink", { number: record.number })} onClick={() => onRemove(link.id)} />
        ) : null}
      </div>
      <span className="small">{record.title}</span>
    </li>
  )
}

function AddLink({ number, onDone }: { number: string; onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ kind: LinkRow["kind"]; to: string }>()
  const [key] = useState(newKey)
  const refresh = useRefresh(number)
  const add = api.useMutation("post", "/api/v1/records/{number}/links", {
    onSuccess: () => {
      void refresh()
      onDone()
    },
    onError: (error) => {
      const { fields, general } = formProblem(asProblem(error), ["kind", "to"])
      form.setFields([...fields, ...(general ? [{ name: "to" as const, errors: [general] }] : [])] as Parameters<typeof form.setFields>[0])
    },
  })
  return (
    <Form
      form={form}
      layout="vertical"
      size="small"
      requiredMark={false}
      initialValues={{ kind: "relates" }}
      className="inline-form"
      onFinish={({ kind, to }) => add.mutate({ params: { path: { number }, header: { "Idempotency-Key": key } }, body: { kind, to: to.trim().toUpperCase() } })}
    >
      <Form.Item name="kind" noStyle><Select aria-label={t("field.kind")} options={kinds.map((value) => ({ value, label: t(`ticket.linkKind.${value}`) }))} /></Form.Item>
      <Form.Item name="to" rules={[{ required: true, message: t("common.required") }]}><Input autoFocus placeholder="INC-000001" aria-label={t("field.to")} /></Form.Item>
      <div className="inline-buttons">
        <Button size="small" type="primary" htmlType="submit" loading={add.isPending}>{t("ticket.addLinkButton")}</Button>
        <Button size="small" onClick={onDone}>{t("common.cancel")}</Button>
      </div>
    </Form>
  )
}
