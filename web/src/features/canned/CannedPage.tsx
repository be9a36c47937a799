import { useTranslation } from "react-i18next"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { Page } from "../../ui/Page"
import CannedReplies from "./CannedReplies"

/** The canned replies that somebody of the desk may use or change. */
export function CannedPage() {
  const { t } = useTranslation()
  if (!useMe().permissions.desk) return <NotAllowed />
  return <Page title={t("canned.title")}><CannedReplies /></Page>
}
