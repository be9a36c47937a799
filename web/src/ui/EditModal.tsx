import { Alert, Button, Form } from "antd"
import { type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import { asProblem, formProblem } from "../api/problem"
import { Dialog } from "./Dialog"

interface Props<T> {
  title: string
  action: string
  initial: T
  names: readonly string[]
  save: (values: T) => Promise<void>
  onClose: () => void
  children: ReactNode
  width?: number
}

/** A form in a dialog: it saves, or shows at its fields what the server refuses. */
export function EditModal<T extends object>({ title, action, initial, names, save, onClose, children, width = 520 }: Props<T>) {
  const { t } = useTranslation()
  const [form] = Form.useForm<T>()
  const [general, setGeneral] = useState("")
  const [saving, setSaving] = useState(false)
  const send = async (values: T) => {
    setSaving(true)
    setGeneral("")
    try {
      // A field that was empty and stays so is not sent: its absence means "as it is" or "make one".
      const changed = Object.entries(values).filter(([name, value]) => value !== undefined && (value !== "" || (initial as Record<string, unknown>)[name] !== undefined))
      await save(Object.fromEntries(changed) as T)
    } catch (error) {
      const { fields, general } = formProblem(asProblem(error), names)
      form.setFields(fields as unknown as Parameters<typeof form.setFields>[0])
      setGeneral(general)
    } finally {
      setSaving(false)
    }
  }
  return (
    <Dialog
      title={title}
      width={width}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="save" type="primary" loading={saving} onClick={() => form.submit()}>{action}</Button>,
      ]}
    >
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form<T> form={form} layout="vertical" initialValues={initial} onFinish={(values) => void send(values)}>{children}</Form>
    </Dialog>
  )
}
