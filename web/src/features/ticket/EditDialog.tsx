import { Button, Form, type FormInstance } from "antd"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Dialog } from "../../ui/Dialog"
import type { useEdit } from "./useEdit"

interface Props<T extends object> {
  title: string
  form: FormInstance<T>
  edit: ReturnType<typeof useEdit<T>>
  first: T
  onClose: () => void
  children: ReactNode
}

/** The dialog of an edit: its fields, and what others have changed meanwhile. */
export function EditDialog<T extends object>({ title, form, edit, first, onClose, children }: Props<T>) {
  const { t } = useTranslation()
  return (
    <Dialog
      title={title}
      onCancel={onClose}
      width={edit.clashing ? 820 : 640}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="save" type="primary" loading={edit.saving} disabled={edit.undecided} onClick={() => form.submit()}>{edit.clashing ? t("conflict.save") : t("common.save")}</Button>,
      ]}
    >
      {edit.notes}
      <Form<T> form={form} layout="vertical" initialValues={first} onValuesChange={edit.changed} onFinish={(values) => void edit.save(values)}>{children}</Form>
    </Dialog>
  )
}
