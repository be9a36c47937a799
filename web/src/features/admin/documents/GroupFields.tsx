import { Form, Input } from "antd"
import { useTranslation } from "react-i18next"

/** The names and the code of a group or type. */
export function GroupFields() {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item name="name" label={t("admin.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input autoFocus /></Form.Item>
      <Form.Item name="name_en" label={t("admin.nameEn")}><Input /></Form.Item>
      <Form.Item name="code" label={t("admin.code")} extra={t("admin.codeHint")}><Input /></Form.Item>
    </>
  )
}
