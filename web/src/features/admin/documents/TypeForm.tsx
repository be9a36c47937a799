import { Form, Input, InputNumber, Switch } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../../api/client"
import type { Ref } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { EditModal } from "../../../ui/EditModal"
import { NameFields } from "../../../ui/NameFields"
import { nameIn } from "../../../ui/names"
import { Pick } from "../../../ui/pickers"
import type { DocumentType } from "../../documents/data"
import type { Rule } from "../templates/model"
import { Rules } from "../templates/Rules"

interface Fields {
  name?: string
  name_en?: string
  code?: string
  group?: number | null
  form?: number | null
  template?: number | null
  revoke_template?: number | null
  pattern?: string
  circulation?: Rule[]
  circulate_days?: number
  keep_years?: number
  about?: string
  about_en?: string
  enabled?: boolean
}

const names = ["name", "name_en", "code", "group", "form", "template", "revoke_template", "pattern", "circulation", "circulate_days", "keep_years", "about", "about_en", "enabled"]

/** Makes a type of documents, or changes one. */
export function TypeForm({ type, onClose }: { type: DocumentType | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const [key] = useState(newKey)
  const known = (ref: Ref | null | undefined) => [ref]
  const initial: Fields = type
    ? {
        name: type.name, name_en: type.name_en, code: type.code, group: type.group?.id ?? null, form: type.form?.id ?? null, template: type.template?.id ?? null, revoke_template: type.revoke_template?.id ?? null,
        pattern: type.pattern, circulation: type.circulation, circulate_days: type.circulate_days, keep_years: type.keep_years, about: type.about, about_en: type.about_en, enabled: type.enabled,
      }
    : { name: "", pattern: "{unit}〔{year}〕{seq}号", circulation: [], circulate_days: 3, keep_years: 10, enabled: true }
  const save = async (body: Fields) => {
    if (type) await http.PATCH("/api/v1/document-types/{id}", { params: { path: { id: String(type.id) } }, body })
    else await http.POST("/api/v1/document-types", { params: { header: { "Idempotency-Key": key } }, body })
    onClose()
  }
  return (
    <EditModal<Fields> title={type ? t("documents.types.edit", { name: nameIn(type, currentLanguage()) }) : t("documents.types.new")} action={t(type ? "common.save" : "common.create")} initial={initial} names={names} save={save} onClose={onClose} width={680}>
      <NameFields />
      <Form.Item name="group" label={t("documents.types.group")} required><Pick of="documentGroups" allowClear={false} known={known(type?.group)} label={t("documents.types.group")} /></Form.Item>
      <Form.Item name="form" label={t("documents.types.form")}><Pick of="forms" known={known(type?.form)} label={t("documents.types.form")} placeholder={t("documents.types.formNone")} /></Form.Item>
      <div className="two">
        <Form.Item name="template" label={t("documents.types.template")} required><Pick of="documentPlans" allowClear={false} known={known(type?.template)} label={t("documents.types.template")} /></Form.Item>
        <Form.Item name="revoke_template" label={t("documents.types.revokeTemplate")}><Pick of="documentPlans" known={known(type?.revoke_template)} label={t("documents.types.revokeTemplate")} placeholder={t("documents.types.revokeSame")} /></Form.Item>
      </div>
      <Form.Item name="pattern" label={t("documents.types.pattern")} extra={t("documents.types.patternText")} rules={[{ required: true, message: t("common.required") }]}><Input maxLength={100} /></Form.Item>
      <Form.Item name="circulation" label={t("documents.types.circulation")} extra={t("documents.types.circulationText")}><Circulation label={t("documents.types.circulation")} /></Form.Item>
      <div className="two">
        <Form.Item name="circulate_days" label={t("documents.types.days")}><InputNumber min={1} max={60} precision={0} /></Form.Item>
        <Form.Item name="keep_years" label={t("documents.types.years")}><InputNumber min={0} max={100} precision={0} /></Form.Item>
      </div>
      <Form.Item name="about" label={t("documents.types.about")}><Input.TextArea autoSize maxLength={1000} /></Form.Item>
      <Form.Item name="about_en" label={t("documents.types.aboutEn")}><Input.TextArea autoSize maxLength={1000} /></Form.Item>
      <Form.Item name="enabled" label={t("documents.types.enabled")} valuePropName="checked"><Switch /></Form.Item>
    </EditModal>
  )
}

const none: Rule[] = []
const noNames = {}

/** To whom a document goes: by the rules by which plans find people, without those that need somebody to choose. */
function Circulation({ label, value = none, onChange }: { label: string; value?: Rule[]; onChange?: (rules: Rule[]) => void }) {
  return <Rules label={label} value={value} template={{ kind: "document", names: noNames }} chosen={false} onChange={(rules) => onChange?.(rules)} />
}
