import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { word } from "../../i18n/word"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"

/** A name and its value. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return <div className="fact"><dt>{label}</dt><dd>{children}</dd></div>
}

/** Who is concerned and who works on it. */
export function People({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const other = ticket.created_by && ticket.created_by.id !== ticket.requester?.id
  return (
    <dl className="facts">
      <Fact label={t("field.requester")}><Name of={ticket.requester} /></Fact>
      {ticket.customer ? <Fact label={t("field.customer")}><Name of={ticket.customer} /></Fact> : null}
      {ticket.unit ? <Fact label={t("field.unit")}><Name of={ticket.unit} /></Fact> : null}
      <Fact label={t("field.group")}><Name of={ticket.group} none={t("common.none")} /></Fact>
      <Fact label={t("field.assignee")}><Name of={ticket.assignee} none={t("common.nobody")} /></Fact>
      <Fact label={t("field.queue")}><Name of={ticket.queue} /></Fact>
      {other ? <Fact label={t("field.created_by")}><Name of={ticket.created_by} /></Fact> : null}
    </dl>
  )
}

/** What it is about and how it stands. */
export function Classification({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <Fact label={t("field.kind")}>{word(t, "kind", ticket.kind)}</Fact>
      <Fact label={t("field.impact")}>{word(t, "level", ticket.impact)} <span className="quiet">· {word(t, "impact", ticket.impact)}</span></Fact>
      <Fact label={t("field.urgency")}>{word(t, "level", ticket.urgency)} <span className="quiet">· {word(t, "urgency", ticket.urgency)}</span></Fact>
      <Fact label={t("field.service")}><Name of={ticket.service} /></Fact>
      <Fact label={t("field.category")}><Name of={ticket.category} /></Fact>
      <Fact label={t("field.place")}><Name of={ticket.place} /></Fact>
      {ticket.serial_number ? <Fact label={t("field.serial_number")}><span className="mono">{ticket.serial_number}</span></Fact> : null}
      <Fact label={t("field.channel")}>{word(t, "channel", ticket.channel)}</Fact>
      {ticket.external_ref ? <Fact label={t("field.external_ref")}>{ticket.external_source} {ticket.external_ref}</Fact> : null}
    </dl>
  )
}

/** When it was raised, changed, resolved and closed. */
export function Instants({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <Fact label={t("field.created_at")}><When at={ticket.created_at} as="deadline" /></Fact>
      <Fact label={t("field.updated_at")}><When at={ticket.updated_at} as="deadline" /></Fact>
      {ticket.resolved_at ? <Fact label={t("field.resolved_at")}><When at={ticket.resolved_at} as="deadline" /></Fact> : null}
      {ticket.closed_at ? <Fact label={t("field.closed_at")}><When at={ticket.closed_at} as="deadline" /></Fact> : null}
      {ticket.reassignments > 0 ? <Fact label={t("field.reassignments")}>{ticket.reassignments}</Fact> : null}
      {ticket.reopens > 0 ? <Fact label={t("field.reopens")}>{ticket.reopens}</Fact> : null}
    </dl>
  )
}
