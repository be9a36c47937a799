import { App, Button, Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../api/client"
import type { Ticket } from "../../api/types"
import { EditModal } from "../../ui/EditModal"
import { useRefresh } from "../ticket/data"

/** Asks to revoke an issued document, where the server offers it. */
export function RevokeButton({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const refresh = useRefresh(ticket.number)
  const [open, setOpen] = useState(false)
  const [key, setKey] = useState(newKey)
  if (!ticket.acts.some(({ verb }) => verb === "revoke")) return null
  const save = async ({ comment = "" }: { comment?: string }) => {
    const { data } = await http.POST("/api/v1/records/{number}/acts", { params: { path: { number: ticket.number }, header: { "Idempotency-Key": key } }, body: { verb: "revoke", comment } })
    setKey(newKey())
    setOpen(false)
    void message.success(t("documents.revokeDone", { number: ticket.number }))
    void refresh(data)
  }
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>{t("documents.revoke")}</Button>
      {open ? (
        <EditModal<{ comment?: string }> title={t("documents.revokeTitle")} action={t("documents.revoke")} initial={{}} names={["comment"]} save={save} onClose={() => setOpen(false)}>
          <p className="quiet">{t("documents.revokeText")}</p>
          <Form.Item name="comment" label={t("documents.revokeWhy")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} /></Form.Item>
        </EditModal>
      ) : null}
    </>
  )
}
