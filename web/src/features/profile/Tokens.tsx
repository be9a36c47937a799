import { useQueryClient } from "@tanstack/react-query"
import { App, Button, Checkbox, Form, Input, InputNumber } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http } from "../../api/client"
import { asProblem } from "../../api/problem"
import { useMe } from "../../app/me"
import { EditModal } from "../../ui/EditModal"
import { Nothing, Shown } from "../../ui/States"
import { When } from "../../ui/When"
import { Copyable } from "../users/LinkOnce"
import { Dialog } from "../../ui/Dialog"

const scopes = ["read", "write", "admin", "impersonate"] as const
type Scope = (typeof scopes)[number]

/** The viewer's own access tokens: made, shown once, revoked. */
export function Tokens() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const [creating, setCreating] = useState(false)
  const [secret, setSecret] = useState<string>()
  const query = api.useQuery("get", "/api/v1/tokens")
  const reload = () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/tokens" })
  const revoke = async (id: number) => {
    try {
      await http.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } })
      void message.success(t("profile.tokenRevoked"))
      await reload()
    } catch (error) {
      void message.error(asProblem(error).message)
    }
  }
  const ask = (id: number, name: string) =>
    modal.confirm({ title: t("profile.revokeToken"), content: t("profile.revokeTokenAsk", { name }), okText: t("profile.revokeToken"), okButtonProps: { danger: true }, onOk: () => revoke(id) })
  return (
    <>
      <p className="quiet small">{t("profile.tokensText")}</p>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing small title={t("profile.noTokens")} /> : (
          <table className="table">
            <thead><tr><th>{t("profile.tokenName")}</th><th>{t("profile.tokenScopes")}</th><th>{t("profile.tokenExpires")}</th><th>{t("profile.tokenUsed")}</th><th><span className="sr-only">{t("profile.revokeToken")}</span></th></tr></thead>
            <tbody>
              {items.map((token) => (
                <tr key={token.id}>
                  <td><b>{token.name}</b></td>
                  <td data-label={t("profile.tokenScopes")}>{(token.scopes ?? []).map((scope) => t(`profile.scope.${scope as Scope}`)).join(", ")}</td>
                  <td data-label={t("profile.tokenExpires")}><When at={token.expires_at} as="short" /></td>
                  <td data-label={t("profile.tokenUsed")}>{token.last_used_at ? <When at={token.last_used_at} /> : t("profile.never")}</td>
                  <td><Button size="small" danger onClick={() => ask(token.id, token.name)}>{t("profile.revokeToken")}</Button></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Shown>
      <Button className="below" onClick={() => setCreating(true)}>{t("profile.createToken")}</Button>
      {creating ? <TokenForm onClose={() => setCreating(false)} onMade={(made) => { setSecret(made); void reload() }} /> : null}
      {secret ? (
        <Dialog title={t("profile.createToken")} closable={false} keyboard={false} mask={{ closable: false }} footer={<Button type="primary" onClick={() => setSecret(undefined)}>{t("profile.tokenDone")}</Button>}>
          <p className="form-text">{t("profile.tokenOnce")}</p>
          <Copyable text={secret} />
        </Dialog>
      ) : null}
    </>
  )
}

function TokenForm({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation()
  const { admin } = useMe().permissions
  const save = async (body: { name: string; scopes: string[]; expires_in_days: number }) => {
    const { data } = await http.POST("/api/v1/tokens", { body })
    onClose()
    if (data) onMade(data.token)
  }
  const offered = scopes.filter((scope) => admin || scope === "read" || scope === "write")
  return (
    <EditModal
      title={t("profile.createToken")} action={t("profile.createToken")} names={["name", "scopes", "expires_in_days"]} save={save} onClose={onClose}
      initial={{ name: "", scopes: ["read", "write"] as string[], expires_in_days: 90 }}
    >
      <Form.Item name="name" label={t("profile.tokenName")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input autoFocus /></Form.Item>
      <Form.Item name="scopes" label={t("profile.tokenScopes")} rules={[{ required: true, message: t("common.required") }]}>
        <Checkbox.Group options={offered.map((value) => ({ value, label: t(`profile.scope.${value}`) }))} />
      </Form.Item>
      <Form.Item name="expires_in_days" label={t("profile.tokenDays")}><InputNumber min={1} max={730} precision={0} /></Form.Item>
    </EditModal>
  )
}
