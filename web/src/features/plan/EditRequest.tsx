import { Form, Input, InputNumber } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Me, Plan, Ticket } from "../../api/types"
import { EditDialog } from "../ticket/EditDialog"
import { useEdit } from "../ticket/useEdit"

interface Fields {
  subject: string
  description: string
  amount?: number // zero: none
}

/** Whether the requester may change what is asked for: it is with them, or nobody has decided yet. */
export function mayEdit(ticket: Pick<Ticket, "requester">, plan: Plan | null, me: Pick<Me, "id">): boolean {
  if (ticket.requester?.id !== me.id || !plan || plan.verdict) return false
  return isBack(plan) || !plan.items.some(({ status }) => status === "yes" || status === "no" || status === "advised")
}

/** Whether it waits for its requester to submit it again. */
function isBack(plan: Plan): boolean {
  const starts = new Set(plan.steps.filter(({ kind }) => kind === "submit").map(({ id }) => id))
  return plan.items.some(({ step, status }) => starts.has(step) && status === "open")
}

/** The amount decides who is asked, so it changes only before the request is submitted again. */
const mayChangeAmount = ({ type, plan }: Ticket) => type === "approval" && plan !== null && isBack(plan)
const fieldsOf = (ticket: Ticket): Fields => ({ subject: ticket.title, description: ticket.description, ...(mayChangeAmount(ticket) ? { amount: ticket.amount ?? 0 } : {}) })

/** Changes what a request asks for. Whoever is second sees both versions of what both changed, and chooses. */
export function EditRequest({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const [first] = useState(() => fieldsOf(ticket))
  const edit = useEdit<Fields>({
    ticket, form, fieldsOf, onDone: onClose, label: (name) => t(`plan.request.${name as keyof Fields}`), show: (_, value) => String(value ?? ""),
  })
  return (
    <EditDialog<Fields> title={t("plan.request.edit")} form={form} edit={edit} first={first} onClose={onClose}>
      <Form.Item name="subject" label={t("plan.request.subject")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
      {mayChangeAmount(ticket) ? (
        <Form.Item name="amount" label={t("plan.request.amount")} normalize={(value: number | null) => value ?? 0}><InputNumber<number> min={0} max={9_999_999_999_999} controls={false} className="amount" inputMode="decimal" /></Form.Item>
      ) : null}
      <Form.Item name="description" label={t("plan.request.description")}><Input.TextArea autoSize={{ minRows: 5, maxRows: 16 }} /></Form.Item>
    </EditDialog>
  )
}
