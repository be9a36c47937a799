import { useQueryClient } from "@tanstack/react-query"
import { Alert, Button, Checkbox, Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../../api/client"
import { asProblem, type Problem } from "../../../api/problem"
import type { Policy } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { Dialog } from "../../../ui/Dialog"
import { nameIn } from "../../../ui/names"
import { Pick } from "../../../ui/pickers"
import { SelectMany } from "../../../ui/SelectMany"
import { Conditions } from "./Conditions"
import { Levels } from "./Levels"
import { type Fields, fieldsOf, inputOf, pathOf } from "./model"
import { Targets } from "./Targets"

/** Makes a policy or changes one. */
export function PolicyForm({ policy, onClose }: { policy: Policy | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const [key] = useState(newKey)
  const [general, setGeneral] = useState("")
  const [saving, setSaving] = useState(false)
  const save = async (fields: Fields) => {
    setSaving(true)
    setGeneral("")
    const body = inputOf(fields, policy)
    try {
      if (policy) await http.PATCH("/api/v1/policies/{id}", { params: { path: { id: String(policy.id) } }, body })
      else await http.POST("/api/v1/policies", { params: { header: { "Idempotency-Key": key } }, body })
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/policies" })
      onClose()
    } catch (error) {
      setGeneral(show(asProblem(error), fields))
    } finally {
      setSaving(false)
    }
  }
  // Puts what is refused at its field; what has none is answered, to be said above.
  const show = (problem: Problem, fields: Fields) => {
    const listed = problem.errors.length > 0 ? problem.errors : [{ field: problem.field, detail: problem.message }]
    const above: string[] = []
    for (const { field, detail } of listed) {
      const name = pathOf(field, fields) as ["name"] | undefined
      if (name) form.setFields([{ name, errors: [detail] }])
      else above.push(detail)
    }
    return above.join(" ")
  }
  return (
    <Dialog
      title={policy ? t("admin.editEntry", { name: nameIn(policy, currentLanguage()) }) : t("policies.new")}
      width={880}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="save" type="primary" loading={saving} onClick={() => form.submit()}>{policy ? t("common.save") : t("common.create")}</Button>,
      ]}
    >
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={fieldsOf(policy)} onFinish={() => void save(form.getFieldsValue(true) as Fields)} scrollToFirstError className="policy-form">
        <div className="two">
          <Form.Item name="name" label={t("admin.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input autoFocus /></Form.Item>
          <Form.Item name="name_en" label={t("admin.nameEn")}><Input /></Form.Item>
          <Form.Item name="calendar" label={t("policies.calendar")} extra={t("policies.calendarText")}><Pick of="calendars" label={t("policies.calendar")} known={[policy?.calendar]} placeholder={t("policies.ownCalendar")} /></Form.Item>
          {policy ? null : <Form.Item name="code" label={t("admin.code")} extra={t("policies.codeText")}><Input /></Form.Item>}
        </div>
        <Form.Item name="enabled" valuePropName="checked"><Checkbox>{t("policies.enabled")}</Checkbox></Form.Item>
        <h3>{t("policies.conditions")}</h3>
        <p className="quiet small">{t("policies.conditionsText")}</p>
        <Conditions policy={policy} />
        <h3>{t("policies.targets")}</h3>
        <p className="quiet small">{t("policies.targetsText")}</p>
        <Targets />
        <h3>{t("policies.warnings")}</h3>
        <Form.Item name="warnings" extra={t("policies.warningsText")}>
          <SelectMany<(number | string)[]> mode="tags" aria-label={t("policies.warnings")} tokenSeparators={[",", "，", " "]} options={[25, 50, 75, 80, 90, 95].map((value) => ({ value, label: `${value} %` }))} />
        </Form.Item>
        <h3>{t("policies.levels")}</h3>
        <p className="quiet small">{t("policies.levelsText")}</p>
        <Levels policy={policy} />
      </Form>
    </Dialog>
  )
}
