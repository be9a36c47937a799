import { useTranslation } from "react-i18next"
import type { Status } from "./search"

const looks: Record<Status, string> = {
  in_approval: "open", approved: "open", circulating: "open", issued: "done", archived: "done", revoking: "waiting", revoked: "refused", rejected: "refused", failed: "refused", withdrawn: "skipped", cancelled: "skipped",
}

/** Where a document stands, as a sign with its word. */
export function StatusTag({ status }: { status: Status }) {
  const { t } = useTranslation()
  return <span className={`tag verdict step-${looks[status]}`}><i className="dot" aria-hidden />{t(`documents.status.${status}`)}</span>
}
