import { Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Me, Plan, Ticket } from "../../api/types"
import { EditDialog } from "../ticket/EditDialog"
import { useEdit } from "../ticket/useEdit"

interface Fields {
  subject: string
  description: string
}

/** Whether the requester may change what is asked for: it is with them, or nobody has decided yet. */
export function mayEdit(ticket: Pick<Ticket, "requester">, plan: Plan | null, me: Pick<Me, "id">): boolean {
  if (ticket.requester?.id !== me.id || !plan || plan.verdict) return false
  const starts = new Set(plan.steps.filter(({ kind }) => kind === "submit").map(({ id }) => id))
  const back = plan.items.some(({ step, status }) => starts.has(step) && status === "open")
  return back || !plan.items.some(({ status }) => status === "yes" || status === "no" || status === "advised")
}

const fieldsOf = ({ title, description }: Ticket): Fields => ({ subject: title, description })

/** Changes what a request asks for. Whoever is second sees both versions of what both changed, and chooses. */
export function EditRequest({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const [first] = useState(() => fieldsOf(ticket))
  const edit = useEdit<Fields>({
    ticket, form, fieldsOf, onDone: onClose, label: (name) => t(name === "subject" ? "plan.request.subject" : "plan.request.description"), show: (_, value) => String(value ?? ""),
  })
  return (
    <EditDialog<Fields> title={t("plan.request.edit")} form={form} edit={edit} first={first} onClose={onClose}>
      <Form.Item name="subject" label={t("plan.request.subject")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
      <Form.Item name="description" label={t("plan.request.description")}><Input.TextArea autoSize={{ minRows: 5, maxRows: 16 }} /></Form.Item>
    </EditDialog>
  )
}
