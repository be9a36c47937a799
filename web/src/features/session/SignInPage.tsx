import { useQueryClient } from "@tanstack/react-query"
import { Link, useRouter, useSearch } from "@tanstack/react-router"
import { Alert, Button, Form, Input } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import { safeNext } from "../../app/session"
import { Frame } from "./Frame"

interface Fields {
  login: string
  password: string
}

/** Sign-in by name and password. */
export function SignInPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const client = useQueryClient()
  const { next, ended } = useSearch({ from: "/sign-in" })
  const signIn = api.useMutation("post", "/api/v1/session", {
    onSuccess: () => {
      client.clear() // nothing that another person read may be seen
      router.history.replace(safeNext(next))
    },
  })
  const problem = signIn.error ? asProblem(signIn.error) : undefined
  return (
    <Frame title={t("session.welcome")}>
      {ended && !problem ? <Alert type="info" showIcon title={t("session.ended")} /> : null}
      {problem ? <Alert type="error" showIcon title={problem.message} role="alert" /> : null}
      <Form<Fields> layout="vertical" size="large" requiredMark={false} onFinish={(body) => signIn.mutate({ body: { ...body, login: body.login.trim() } })}>
        <Form.Item name="login" label={t("session.login")} rules={[{ required: true, message: t("common.required") }]}>
          <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label={t("session.password")} rules={[{ required: true, message: t("common.required") }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={signIn.isPending}>{t("session.signIn")}</Button>
      </Form>
      <p className="gate-more"><Link to="/forgot">{t("session.forgot")}</Link></p>
    </Frame>
  )
}

