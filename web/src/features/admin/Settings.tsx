import { useQueryClient } from "@tanstack/react-query"
import { Alert, App, Button, Form, InputNumber, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import { zones } from "../../time/format"
import { Pick } from "../../ui/pickers"
import { Shown } from "../../ui/States"

const numbers = ["accept_days", "reopen_days", "remind_days", "escalation_hours"] as const
const names = [...numbers, "zone", "calendar", "default_queue"]

type Fields = Record<(typeof numbers)[number], number> & { zone: string; calendar: number | null; default_queue: number | null }

/** How long the desk's promises run. */
export default function Settings() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const [general, setGeneral] = useState("")
  const query = api.useQuery("get", "/api/v1/desk-settings")
  const save = api.useMutation("patch", "/api/v1/desk-settings", {
    onMutate: () => setGeneral(""),
    onSuccess: (answer) => {
      client.setQueryData(api.queryOptions("get", "/api/v1/desk-settings").queryKey, answer)
      void message.success(t("admin.settingsSaved"))
    },
    onError: (error) => {
      const { fields, general } = formProblem(asProblem(error), names)
      form.setFields(fields as Parameters<typeof form.setFields>[0])
      setGeneral(general)
    },
  })
  return (
    <Shown query={query}>
      {(settings) => (
        <section className="panel padded settings">
          <p className="quiet page-text no-lift">{t("admin.settingsText")}</p>
          {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
          <Form<Fields>
            form={form}
            layout="vertical"
            initialValues={{ ...settings, calendar: settings.calendar?.id ?? null, default_queue: settings.default_queue?.id ?? null }}
            onFinish={(body) => save.mutate({ body })}
          >
            {numbers.map((name) => (
              <Form.Item key={name} name={name} label={t(`admin.${name}`)} extra={t(`admin.${name}Text`)} rules={[{ required: true, message: t("common.required") }]}>
                <InputNumber min={0} precision={0} />
              </Form.Item>
            ))}
            <Form.Item name="zone" label={t("admin.zone")} required>
              <Select showSearch aria-label={t("admin.zone")} options={zones().map((value) => ({ value, label: value }))} />
            </Form.Item>
            <Form.Item name="calendar" label={t("calendars.own")}><Pick of="calendars" label={t("calendars.own")} placeholder={t("calendars.plainHint")} known={[settings.calendar]} /></Form.Item>
            <Form.Item name="default_queue" label={t("admin.default_queue")}><Pick of="queues" label={t("admin.default_queue")} known={[settings.default_queue]} /></Form.Item>
            <Button type="primary" htmlType="submit" loading={save.isPending}>{t("common.save")}</Button>
          </Form>
        </section>
      )}
    </Shown>
  )
}
