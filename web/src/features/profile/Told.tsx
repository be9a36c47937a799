import { useQueryClient } from "@tanstack/react-query"
import { Alert, App, Button, Checkbox, Form, Input, Radio, Switch } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { Preference } from "../../api/types"
import { useMe } from "../../app/me"

const topics = ["conversation", "progress", "levels", "outcome", "circulated"] as const
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const
const usual = { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" }

const ways = ["now", "digest", "none"] as const

interface Fields {
  mail: (typeof ways)[number]
  on: string[]
  quiet: boolean
  days: number[]
  from: string
  to: string
}

/** The form as what is kept: the topics that are off, and the hours if the bell is to be silent outside them. */
const choiceOf = ({ on, mail, quiet, days, from, to }: Fields): Preference => ({ off: topics.filter((topic) => !on.includes(topic)), mail, ...(quiet ? { hours: { days, from, to } } : {}) })

/** Of what a person is told beside what waits on them, and when the bell is silent. */
export function Told() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { notice_choice: choice, zone, email } = useMe()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const [refused, setRefused] = useState("")
  const quiet = Form.useWatch("quiet", form) as boolean | undefined
  const save = api.useMutation("patch", "/api/v1/me", {
    onMutate: () => setRefused(""),
    onSuccess: () => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/me" })
      void message.success(t("common.saved"))
    },
    onError: (error) => setRefused(asProblem(error).message),
  })
  const initial: Fields = { on: topics.filter((topic) => !choice.off.includes(topic)), mail: choice.mail ?? "now", quiet: choice.hours !== undefined, ...(choice.hours ?? usual) }
  const required = [{ required: true, message: t("common.required") }]
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} initialValues={initial} onFinish={(values) => save.mutate({ body: { notice_choice: choiceOf({ ...initial, ...values }) } })} className="told">
      {refused ? <Alert type="error" showIcon title={refused} role="alert" className="form-alert" /> : null}
      <p className="quiet form-text">{t("told.text")}</p>
      <Checkbox checked disabled>{t("told.waits")} <span className="quiet">({t("told.always")})</span></Checkbox>
      <Form.Item name="on"><Checkbox.Group className="told-topics" options={topics.map((value) => ({ value, label: t(`told.topic.${value}`) }))} /></Form.Item>
      <Form.Item name="mail" label={t("byMail.title")} extra={email ? undefined : t("byMail.noAddress")}><Radio.Group className="stacked" options={ways.map((value) => ({ value, label: t(`byMail.${value}`) }))} /></Form.Item>
      <div className="told-quiet">
        <Form.Item name="quiet" valuePropName="checked" noStyle><Switch id="told-quiet" size="small" aria-label={t("told.quiet")} /></Form.Item>
        <label htmlFor="told-quiet">{t("told.quiet")}<span className="quiet small">{t("told.quietText")}</span></label>
      </div>
      {quiet ? (
        <div className="told-hours">
          <Form.Item name="days" label={t("told.days")} rules={[{ type: "array", min: 1, message: t("common.required") }]}><Checkbox.Group options={days.map((day, at) => ({ value: at + 1, label: t(`told.day.${day}`) }))} /></Form.Item>
          <Form.Item name="from" label={t("told.from")} rules={required}><Input type="time" /></Form.Item>
          <Form.Item name="to" label={t("told.to")} rules={required} extra={t("told.zone", { zone })}><Input type="time" /></Form.Item>
        </div>
      ) : null}
      <Button type="primary" htmlType="submit" loading={save.isPending}>{t("told.save")}</Button>
    </Form>
  )
}
