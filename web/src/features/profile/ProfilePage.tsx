import { useQueryClient } from "@tanstack/react-query"
import { Alert, App, Button, Form, Input, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import { useMe } from "../../app/me"
import { zones } from "../../time/format"
import { Page } from "../../ui/Page"
import { NewPasswordFields } from "../session/NewPasswordFields"
import { Deputies } from "./Deputies"
import { Sessions } from "./Sessions"
import { Told } from "./Told"
import { Tokens } from "./Tokens"

/** What a person may set about themselves. */
export function ProfilePage() {
  const { t } = useTranslation()
  return (
    <Page title={t("profile.title")} className="profile">
      <div className="two cards">
        <section className="panel padded" aria-label={t("profile.person")}><h2>{t("profile.person")}</h2><Person /></section>
        <section className="panel padded" aria-label={t("profile.changePassword")}><h2>{t("profile.changePassword")}</h2><Password /></section>
      </div>
      <section className="panel padded" aria-label={t("deputies.title")}><h2>{t("deputies.title")}</h2><Deputies /></section>
      <section className="panel padded" aria-label={t("told.title")}><h2>{t("told.title")}</h2><Told /></section>
      <section className="panel padded" aria-label={t("profile.sessions")}><h2>{t("profile.sessions")}</h2><Sessions /></section>
      <section className="panel padded" aria-label={t("profile.tokens")}><h2>{t("profile.tokens")}</h2><Tokens /></section>
    </Page>
  )
}

const names = ["name", "name_en", "email", "phone", "language", "zone"] as const
type PersonFields = Record<(typeof names)[number], string>

function Person() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const me = useMe()
  const client = useQueryClient()
  const [form] = Form.useForm<PersonFields>()
  const [general, setGeneral] = useState("")
  const save = api.useMutation("patch", "/api/v1/me", {
    onMutate: () => setGeneral(""),
    onSuccess: () => {
      void client.invalidateQueries()
      void message.success(t("common.saved"))
    },
    onError: (error) => {
      const { fields, general } = formProblem(asProblem(error), names)
      form.setFields(fields as Parameters<typeof form.setFields>[0])
      setGeneral(general)
    },
  })
  return (
    <Form<PersonFields> key={me.language} form={form} layout="vertical" initialValues={me} onFinish={(body) => save.mutate({ body })}>
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      <Form.Item name="name" label={t("profile.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input autoComplete="name" /></Form.Item>
      <Form.Item name="name_en" label={t("profile.nameEn")}><Input /></Form.Item>
      <Form.Item name="email" label={t("profile.email")}><Input type="email" autoComplete="email" /></Form.Item>
      <Form.Item name="phone" label={t("profile.phone")}><Input type="tel" autoComplete="tel" /></Form.Item>
      <Form.Item name="language" label={t("profile.language")} required><Select aria-label={t("profile.language")} options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} /></Form.Item>
      <Form.Item name="zone" label={t("profile.zone")} required><Select showSearch aria-label={t("profile.zone")} options={zones().map((value) => ({ value, label: value }))} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>{t("profile.savePerson")}</Button>
    </Form>
  )
}

function Password() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<{ current: string; new: string; repeat: string }>()
  const client = useQueryClient()
  const change = api.useMutation("post", "/api/v1/me/password", {
    onSuccess: () => {
      form.resetFields()
      void message.success(t("profile.passwordChanged"))
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/sessions" })
    },
    onError: (error) => {
      const { fields, general } = formProblem(asProblem(error), ["current", "new"])
      form.setFields([...fields, ...(general ? [{ name: "current", errors: [general] }] : [])] as Parameters<typeof form.setFields>[0])
    },
  })
  const me = useMe()
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={({ current, new: chosen }) => change.mutate({ body: { current, new: chosen } })}>
      <input type="text" autoComplete="username" value={me.login} hidden readOnly />
      <Form.Item name="current" label={t("profile.currentPassword")} rules={[{ required: true, message: t("common.required") }]}><Input.Password autoComplete="current-password" /></Form.Item>
      <NewPasswordFields name="new" />
      <p className="quiet small form-text">{t("profile.passwordNote")}</p>
      <Button htmlType="submit" loading={change.isPending}>{t("profile.changePassword")}</Button>
    </Form>
  )
}
