import { Link, useSearch } from "@tanstack/react-router"
import { Alert, Button, Form } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import { Frame } from "./Frame"
import { NewPasswordFields } from "./NewPasswordFields"

/** Sets the password of an invitation or a reset. */
export function PasswordPage() {
  const { t } = useTranslation()
  const { token } = useSearch({ from: "/password" })
  const set = api.useMutation("post", "/api/v1/passwords")
  const link = <p className="gate-more"><Link to="/sign-in" search={{}}>{t("session.backToSignIn")}</Link></p>
  if (!token) {
    return <Frame title={t("session.passwordTitle")}><Alert type="error" showIcon title={t("session.noToken")} />{link}</Frame>
  }
  if (set.isSuccess) {
    return <Frame title={t("session.passwordTitle")}><Alert type="success" showIcon title={t("session.passwordSet")} role="status" />{link}</Frame>
  }
  return (
    <Frame title={t("session.passwordTitle")}>
      <p className="quiet">{t("session.passwordText")}</p>
      {set.error ? <Alert type="error" showIcon title={asProblem(set.error).message} role="alert" /> : null}
      <Form<{ password: string }> layout="vertical" size="large" requiredMark={false} onFinish={({ password }) => set.mutate({ body: { token, password } })}>
        <input type="text" autoComplete="username" hidden readOnly />
        <NewPasswordFields name="password" />
        <Button type="primary" htmlType="submit" block loading={set.isPending}>{t("session.setPassword")}</Button>
      </Form>
      {link}
    </Frame>
  )
}
