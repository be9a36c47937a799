import { Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import { asProblem, Problem } from "../../api/problem"
import type { Me, Plan, Ticket } from "../../api/types"
import { EditModal } from "../../ui/EditModal"
import { useRefresh } from "../ticket/data"

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

/** Changes what a request asks for. Whoever saves on an outdated page is told and shown the newest state. */
export function EditRequest({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation()
  const [read] = useState(ticket) // what the person saw; the live page may change below
  const refresh = useRefresh(ticket.number)
  const save = async ({ subject, description }: Fields) => {
    try {
      const { data } = await http.PATCH("/api/v1/records/{number}", {
        params: { path: { number: read.number }, header: { "If-Match": `"${read.revision}"` } }, body: { subject, description: description ?? "" },
      })
      void refresh(data)
      onClose()
    } catch (error) {
      const problem = asProblem(error)
      if (problem.status === 409 || problem.status === 412) void refresh()
      throw problem.status === 412 ? new Problem(412, problem.code, t("ticket.stale")) : problem
    }
  }
  return (
    <EditModal<Fields> title={t("plan.request.edit")} action={t("common.save")} names={["subject", "description"]} width={640} initial={{ subject: read.title, description: read.description }} save={save} onClose={onClose}>
      <Form.Item name="subject" label={t("plan.request.subject")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
      <Form.Item name="description" label={t("plan.request.description")}><Input.TextArea autoSize={{ minRows: 5, maxRows: 16 }} /></Form.Item>
    </EditModal>
  )
}
