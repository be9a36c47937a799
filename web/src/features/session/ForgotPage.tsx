import { Link } from "@tanstack/react-router"
import { Alert, Button, Form, Input } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import { Frame } from "./Frame"

/** Asks for a link to set a new password; the answer never tells whether a name is known. */
export function ForgotPage() {
  const { t } = useTranslation()
  const ask = api.useMutation("post", "/api/v1/password-resets")
  return (
    <Frame title={t("session.forgotTitle")}>
      {ask.isSuccess ? <Alert type="success" showIcon title={t("session.forgotSent")} role="status" /> : (
        <>
          <p className="quiet">{t("session.forgotText")}</p>
          {ask.error ? <Alert type="error" showIcon title={asProblem(ask.error).message} role="alert" /> : null}
          <Form<{ login: string }> layout="vertical" size="large" requiredMark={false} onFinish={({ login }) => ask.mutate({ body: { login: login.trim() } })}>
            <Form.Item name="login" label={t("session.login")} rules={[{ required: true, message: t("common.required") }]}>
              <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
            </Form.Item>
            <Button type="primary" htmlType="submit" block loading={ask.isPending}>{t("session.forgotSend")}</Button>
          </Form>
        </>
      )}
      <p className="gate-more"><Link to="/sign-in" search={{}}>{t("session.backToSignIn")}</Link></p>
    </Frame>
  )
}
