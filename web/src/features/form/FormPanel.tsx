import { EditOutlined } from "@ant-design/icons"
import { Alert, Button, Form } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { Ticket } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { useRefresh } from "../ticket/data"
import { FormFields } from "./FormFields"
import { FormReader } from "./FormReader"
import { editable, type FormView } from "./model"
import { useFilling } from "./useFilling"

/** The form of a record on its page: read, and filled in by whoever may now. */
export function FormPanel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const [filling, setFilling] = useState(false)
  const { form } = ticket
  if (!form || form.sections.length === 0) return null
  const may = editable(form).length > 0
  return (
    <section className="panel padded form-panel" aria-label={nameIn(form.form, currentLanguage())}>
      <div className="block-head">
        <h2>{nameIn(form.form, currentLanguage())}</h2>
        {may && !filling ? <Button size="small" type="text" icon={<EditOutlined aria-hidden />} onClick={() => setFilling(true)}>{t("forms.fillIn")}</Button> : null}
      </div>
      {filling && may ? <Filler ticket={ticket} form={form} onClose={() => setFilling(false)} /> : <FormReader view={form} />}
    </section>
  )
}

function Filler({ ticket, form, onClose }: { ticket: Ticket; form: FormView; onClose: () => void }) {
  const { t } = useTranslation()
  const refresh = useRefresh(ticket.number)
  const [read, setRead] = useState({ form, revision: ticket.revision }) // what the person saw; the live page may change below
  const [general, setGeneral] = useState("")
  const [saving, setSaving] = useState(false)
  const path = { number: ticket.number }
  const filling = useFilling({
    id: `${ticket.number} ${read.revision}`, view: read.form,
    look: async (values) => (await http.POST("/api/v1/records/{number}/form", { params: { path }, body: { values } })).data,
  })
  const save = async () => {
    setSaving(true)
    setGeneral("")
    try {
      const { data } = await http.PATCH("/api/v1/records/{number}/form", { params: { path, header: { "If-Match": `"${read.revision}"` } }, body: { values: filling.sent() } })
      void refresh(data)
      onClose()
    } catch (error) {
      if (asProblem(error).status !== 412) setGeneral(filling.refuse(error))
      else {
        setGeneral(t("forms.stale"))
        const { data } = await http.GET("/api/v1/records/{number}", { params: { path } })
        if (data?.form) setRead({ form: data.form, revision: data.revision }) // what was typed stays and is shown over what is new
        void refresh(data)
      }
    } finally {
      setSaving(false)
    }
  }
  if (!filling.view) return null
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <FormFields view={filling.view} values={filling.values} faults={filling.faults} onChange={filling.set} />
      <div className="form-buttons">
        <Button type="primary" htmlType="submit" loading={saving}>{t("common.save")}</Button>
        <Button onClick={onClose} disabled={saving}>{t("common.cancel")}</Button>
      </div>
    </Form>
  )
}
