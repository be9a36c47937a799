import { Form, Input } from "antd"
import { useTranslation } from "react-i18next"

const shortest = 8

/** A new password, twice. */
export function NewPasswordFields({ name }: { name: "password" | "new" }) {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item name={name} label={t("session.newPassword")} rules={[{ required: true, message: t("common.required") }, { min: shortest, message: t("session.passwordShort") }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t("session.repeatPassword")}
        dependencies={[name]}
        rules={[
          { required: true, message: t("common.required") },
          (form) => ({
            validator: (_rule, value) =>
              !value || form.getFieldValue(name) === value ? Promise.resolve() : Promise.reject(new Error(t("session.passwordsDiffer"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}
