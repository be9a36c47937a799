import { Link } from "@tanstack/react-router"
import { Alert } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Draft } from "../../api/types"
import { When } from "../../ui/When"
import { whereOf } from "./where"

/** Says above a new form that one like it was begun before, and leads there. */
export function Begun({ kind, now }: { kind: Draft["kind"]; now: string }) {
  const { t } = useTranslation()
  const { data } = api.useQuery("get", "/api/v1/drafts", { params: { query: { kind } } })
  const [first, ...more] = data?.items.filter(({ id, number }) => id !== now && !number) ?? []
  if (!first) return null
  return (
    <Alert
      type="info"
      showIcon
      className="begun"
      title={<>{t("draft.begun")} <Link {...whereOf(first)}><b>{first.subject || t("draft.noSubject")}</b></Link> <span className="quiet small"><When at={first.updated_at} /></span></>}
      action={more.length > 0 ? <Link to="/drafts">{t("draft.more", { count: more.length })}</Link> : null}
    />
  )
}
