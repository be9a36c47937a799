import { Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { Pick } from "../../ui/pickers"
import { EditDialog } from "./EditDialog"
import { useEdit } from "./useEdit"

interface Fields {
  subject: string
  description: string
  serial_number: string
  place: number | null
}

const fieldsOf = (ticket: Ticket): Fields => ({ subject: ticket.title, description: ticket.description, serial_number: ticket.serial_number, place: ticket.place?.id ?? null })

/** Edits what moves no process. Whoever is second sees both versions of what both changed, and chooses. */
export function EditDetails({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const [first] = useState(() => ({ values: fieldsOf(ticket), place: ticket.place }))
  const places = [first.place, ticket.place]
  const edit = useEdit<Fields>({
    ticket, form, fieldsOf, onDone: onClose, label: (name) => word(t, "field", name),
    show: (name, value) => {
      if (name !== "place" || value === null) return String(value ?? "")
      const place = places.find((one) => one?.id === value)
      return place ? nameIn(place, currentLanguage()) : String(value)
    },
  })
  return (
    <EditDialog<Fields> title={t("ticket.editDetails")} form={form} edit={edit} first={first.values} onClose={onClose}>
      <Form.Item name="subject" label={t("field.subject")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={300} /></Form.Item>
      <Form.Item name="description" label={t("field.description")}><Input.TextArea autoSize={{ minRows: 5, maxRows: 16 }} /></Form.Item>
      <Form.Item name="serial_number" label={t("field.serial_number")}><Input /></Form.Item>
      <Form.Item name="place" label={t("field.place")}><Pick of="places" label={t("field.place")} known={places} /></Form.Item>
    </EditDialog>
  )
}
