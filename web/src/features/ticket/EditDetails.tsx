import { Alert, Button, Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { Ticket } from "../../api/types"
import { Pick } from "../../ui/pickers"
import { useRefresh } from "./data"
import { Dialog } from "../../ui/Dialog"

interface Fields {
  subject: string
  description: string
  serial_number: string
  place: number | null
}

const names = ["subject", "description", "serial_number", "place"]

/** Edits what moves no process. Whoever saves on an outdated page is told and shown the newest state. */
export function EditDetails({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const [read] = useState(ticket) // what the person saw; the live page may change below
  const [general, setGeneral] = useState("")
  const refresh = useRefresh(ticket.number)
  const save = api.useMutation("patch", "/api/v1/records/{number}", {
    onSuccess: (answer) => {
      void refresh(answer)
      onClose()
    },
    onError: async (error) => {
      const problem = asProblem(error)
      if (problem.status === 404 && !(await refresh())) return
      const { fields, general } = formProblem(problem, names)
      form.setFields(fields as Parameters<typeof form.setFields>[0])
      setGeneral(problem.status === 412 ? t("ticket.stale") : general)
      if (problem.status === 412) void refresh()
    },
  })
  const send = (body: Fields) =>
    save.mutate({ params: { path: { number: read.number }, header: { "If-Match": `"${read.revision}"` } }, body })
  return (
    <Dialog
      title={t("ticket.editDetails")}
      onCancel={onClose}
      width={640}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="save" type="primary" loading={save.isPending} onClick={() => form.submit()}>{t("common.save")}</Button>,
      ]}
    >
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ subject: read.title, description: read.description, serial_number: read.serial_number, place: read.place?.id ?? null }}
        onFinish={send}
      >
        <Form.Item name="subject" label={t("field.subject")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
        <Form.Item name="description" label={t("field.description")}><Input.TextArea autoSize={{ minRows: 5, maxRows: 16 }} /></Form.Item>
        <Form.Item name="serial_number" label={t("field.serial_number")}><Input /></Form.Item>
        <Form.Item name="place" label={t("field.place")}><Pick of="places" label={t("field.place")} known={[read.place]} /></Form.Item>
      </Form>
    </Dialog>
  )
}
