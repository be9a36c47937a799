import { Button, Form, Input, Radio } from "antd"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http, newKey } from "../../api/client"
import type { CannedInput, CannedReply } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { EditModal } from "../../ui/EditModal"
import { Pick } from "../../ui/pickers"

const names = ["scope", "group", "shortcut", "name", "name_en", "body", "body_en"]
type Field = "body" | "body_en"

/** Writes a canned reply, in one language or both. */
export function CannedForm({ reply, onClose }: { reply: CannedReply | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const [key] = useState(newKey)
  const [last, setLast] = useState<Field>(currentLanguage() === "zh" ? "body" : "body_en") // where a placeholder goes
  const save = async (values: CannedInput) => {
    const body: CannedInput = { ...values, group: values.scope === "group" ? values.group ?? null : null }
    if (reply) await http.PUT("/api/v1/canned-replies/{id}", { params: { path: { id: reply.id }, header: { "If-Match": `"${reply.revision}"` } }, body })
    else await http.POST("/api/v1/canned-replies", { params: { header: { "Idempotency-Key": key } }, body })
    onClose()
  }
  const initial: CannedInput = {
    scope: reply?.scope ?? "mine", group: reply?.group?.id ?? null, shortcut: reply?.shortcut ?? "", name: reply?.name ?? "", name_en: reply?.name_en ?? "", body: reply?.body ?? "", body_en: reply?.body_en ?? "",
  }
  return (
    <EditModal<CannedInput> title={t(reply ? "canned.edit" : "canned.new")} action={t("common.save")} names={names} initial={initial} save={save} onClose={onClose} width={760}>
      <Scope reply={reply} />
      <div className="two">
        <Form.Item name="name" label={t("canned.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input maxLength={100} /></Form.Item>
        <Form.Item name="name_en" label={t("canned.nameEn")}><Input maxLength={100} /></Form.Item>
      </div>
      <Form.Item name="shortcut" label={t("canned.shortcut")} extra={t("canned.shortcutExtra")}><Input prefix="/" maxLength={30} className="canned-shortcut" /></Form.Item>
      <Form.Item name="body" label={t("canned.body")}><Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} onFocus={() => setLast("body")} /></Form.Item>
      <Form.Item name="body_en" label={t("canned.bodyEn")}><Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} onFocus={() => setLast("body_en")} /></Form.Item>
      <Placeholders into={last} />
    </EditModal>
  )
}

/** Whose it is: what one may not write for others is not offered. */
function Scope({ reply }: { reply: CannedReply | undefined }) {
  const { t } = useTranslation()
  const me = useMe()
  const manages = me.roles.includes("manager") || me.roles.includes("admin")
  const scope = Form.useWatch<string>("scope")
  const scopes = (["mine", "group", "all"] as const).filter((one) => one !== "all" || manages)
  return (
    <>
      <Form.Item name="scope" label={t("canned.whose")} required>
        <Radio.Group options={scopes.map((value) => ({ value, label: t(`canned.scope.${value}`) }))} />
      </Form.Item>
      {scope === "group" ? (
        <Form.Item name="group" label={t("canned.group")} rules={[{ required: true, message: t("common.required") }]}><Pick of="groups" label={t("canned.group")} known={[reply?.group]} /></Form.Item>
      ) : null}
    </>
  )
}

function Placeholders({ into }: { into: Field }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<CannedInput>()
  const list = useRef<HTMLParagraphElement>(null)
  const { data } = api.useQuery("get", "/api/v1/canned-replies/placeholders", {}, { staleTime: Number.POSITIVE_INFINITY })
  const insert = (name: string) => {
    const area = list.current?.closest("form")?.querySelector<HTMLTextAreaElement>(`textarea[id$="${into}"]`)
    const text = form.getFieldValue(into) as string ?? ""
    const at = area?.selectionStart ?? text.length
    form.setFieldValue(into, `${text.slice(0, at)}{{${name}}}${text.slice(at)}`)
    area?.focus()
  }
  return (
    <p ref={list} className="canned-placeholders small">
      <span className="quiet">{t("canned.placeholders")}</span>{" "}
      {data?.items.map(({ name, text }) => <Button key={name} size="small" onClick={() => insert(name)} title={text[currentLanguage()]}>{`{{${name}}}`}</Button>)}
    </p>
  )
}
