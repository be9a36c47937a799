import { Alert, Button, Form } from "antd"
import { useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { newKey } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { ActBody, Offer, Ticket } from "../../api/types"
import { word } from "../../i18n/word"
import { ActField } from "./ActFields"
import { fieldsOf, isGrave } from "./acts"
import { useAct, useRefresh } from "./data"
import { Dialog } from "../../ui/Dialog"

interface Props {
  ticket: Ticket
  offer: Offer
  onClose: () => void
  onDone: () => void
}

/** The small form of one act, with exactly the fields that the server offers. */
export function ActForm({ ticket, offer, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Record<string, unknown>>()
  const [general, setGeneral] = useState("")
  const key = useMemo(() => newKey(), [])
  const act = useAct(ticket.number)
  const refresh = useRefresh(ticket.number)
  const names = fieldsOf(offer).map(({ name }) => name)

  const send = (values: Record<string, unknown>) => {
    setGeneral("")
    act.mutate(
      { params: { path: { number: ticket.number }, header: { "Idempotency-Key": key } }, body: bodyOf(offer, values, ticket) },
      {
        onSuccess: onDone,
        onError: async (error) => {
          const problem = asProblem(error)
          if (problem.status === 404 && !(await refresh())) return // moved away by somebody else: the page says so
          const { fields, general } = formProblem(problem, names)
          form.setFields(fields)
          setGeneral(general)
          if (problem.status === 409) void refresh() // somebody was faster: show the newest state behind the form
        },
      },
    )
  }
  const text = word(t, "verbText", offer.verb)
  const wide = fieldsOf(offer).length > 4
  return (
    <Dialog
      width={wide ? 680 : 520}
      title={`${word(t, "verb", offer.verb)} · ${ticket.number}`}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="do" type="primary" danger={isGrave(offer.verb)} loading={act.isPending} onClick={() => form.submit()}>{word(t, "verb", offer.verb)}</Button>,
      ]}
    >
      {text ? <p className="quiet form-text">{text}</p> : null}
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form
        form={form}
        layout="vertical"
        className={wide ? "act-grid" : "act-form"}
        initialValues={initial(offer, ticket)}
        onFinish={send}
        onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit() }}
      >
        {fieldsOf(offer).map((field, index) => <ActField key={field.name} field={field} ticket={ticket} verb={offer.verb} autoFocus={index === 0} />)}
      </Form>
    </Dialog>
  )
}

const refs = ["group", "assignee", "category", "service", "queue"] as const

function initial(offer: Offer, ticket: Ticket): Record<string, unknown> {
  const values: Record<string, unknown> = { impact: String(ticket.impact), urgency: String(ticket.urgency), kind: ticket.kind, internal: true }
  for (const name of refs) values[name] = ticket[name]?.id ?? null
  if (offer.verb === "resolve") values.resolution_code = "solved"
  return Object.fromEntries(fieldsOf(offer).map(({ name }) => [name, values[name]]).filter(([, value]) => value !== undefined))
}

/** What is sent: only what the form knows; of an assignment only what differs, since naming the same group counts as reassigning. */
export function bodyOf(offer: Offer, values: Record<string, unknown>, ticket: Ticket): ActBody {
  const body: ActBody & Record<string, unknown> = { verb: offer.verb }
  for (const { name } of fieldsOf(offer)) {
    const value = values[name]
    const isRef = (refs as readonly string[]).includes(name)
    if (isRef && (value ?? null) === (ticket[name as (typeof refs)[number]]?.id ?? null)) continue
    if (name === "impact" || name === "urgency") body[name] = Number(value)
    else if (isRef) body[name] = value ?? null
    else if (value !== undefined && value !== "") body[name] = value
  }
  return body
}
