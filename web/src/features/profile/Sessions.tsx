import { useQueryClient } from "@tanstack/react-query"
import { App, Button } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import { Shown } from "../../ui/States"
import { When } from "../../ui/When"
import { deviceOf } from "./device"

/** Where the viewer is signed in; each place but this one can be signed out. */
export function Sessions() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const query = api.useQuery("get", "/api/v1/sessions")
  const revoke = api.useMutation("delete", "/api/v1/sessions/{id}", {
    onSuccess: () => {
      void message.success(t("profile.sessionRevoked"))
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/sessions" })
    },
    onError: (error) => void message.error(asProblem(error).message),
  })
  return (
    <Shown query={query}>
      {({ items }) => (
        <table className="table">
          <thead><tr><th>{t("profile.device")}</th><th>{t("profile.address")}</th><th>{t("profile.since")}</th><th>{t("profile.lastSeen")}</th><th><span className="sr-only">{t("profile.revokeSession")}</span></th></tr></thead>
          <tbody>
            {items.map((session) => (
              <tr key={session.id}>
                <td title={session.agent}>{deviceOf(session.agent)} {session.current ? <span className="tag state-active">{t("profile.thisSession")}</span> : null}</td>
                <td className="mono">{session.ip}</td>
                <td data-label={t("profile.since")}><When at={session.created_at} as="short" /></td>
                <td data-label={t("profile.lastSeen")}><When at={session.last_seen_at} /></td>
                <td>
                  {session.current ? null : (
                    <Button size="small" loading={revoke.isPending && revoke.variables.params.path.id === session.id} onClick={() => revoke.mutate({ params: { path: { id: session.id } } })}>
                      {t("profile.revokeSession")}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Shown>
  )
}
