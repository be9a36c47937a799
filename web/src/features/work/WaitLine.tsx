import { useTranslation } from "react-i18next"
import type { WorkItem } from "../../api/types"
import { useNow } from "../../time/now"
import { When } from "../../ui/When"
import { askedFor } from "./words"

/** What a work item asks for, until when, and what happens then. */
export function WaitLine({ item }: { item: WorkItem }) {
  const { t } = useTranslation()
  const now = useNow()
  const late = item.due_at !== null && item.due_at < now
  return (
    <p className="wait-line small">
      <b>{askedFor(t, item)}</b>
      {item.due_at ? <span className={late ? "late" : undefined}><When at={item.due_at} as="deadline" /> (<When at={item.due_at} as="ahead" />)</span> : null}
      {item.then_text ? <span className="quiet">{t("ticket.waitingThen", { what: item.then_text })}</span> : null}
    </p>
  )
}
