import { FireFilled } from "@ant-design/icons"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { PriorityTag, StateTag } from "../../ui/Tags"
import { When } from "../../ui/When"

/** A ticket's heading as the page's title draws it: number, subject, and below how it stands. */
export function Heading({ ticket }: { ticket: Ticket }) {
  return <><span className="ticket-number num">{ticket.number}</span> {ticket.title}</>
}

/** How the ticket stands, in one line. */
export function Standing({ ticket, children }: { ticket: Ticket; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="standing">
      <StateTag state={ticket.state} hold={ticket.hold_reason} />
      <PriorityTag priority={ticket.priority} />
      <span className="quiet">{word(t, "kind", ticket.kind)}</span>
      <span className="quiet">
        {t("ticket.raisedBy", { who: nameIn(ticket.requester, currentLanguage()) })} <When at={ticket.created_at} />
      </span>
      {ticket.escalated_at ? <span className="tag escalated"><FireFilled aria-hidden /> {t("ticket.escalated")}</span> : null}
      {children}
    </div>
  )
}
