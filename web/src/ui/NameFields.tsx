import { Form, Input } from "antd"
import { useTranslation } from "react-i18next"

/** The names and the code of a thing, as fields of a form. */
export function NameFields({ codeText }: { codeText?: string | null }) {
  const { t } = useTranslation()
  const extra = codeText === undefined ? t("admin.codeHint") : codeText
  return (
    <>
      <Form.Item name="name" label={t("admin.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input autoFocus /></Form.Item>
      <Form.Item name="name_en" label={t("admin.nameEn")}><Input /></Form.Item>
      <Form.Item name="code" label={t("admin.code")} extra={extra}><Input /></Form.Item>
    </>
  )
}
