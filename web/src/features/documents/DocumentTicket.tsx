import { EditOutlined } from "@ant-design/icons"
import { Alert, Button, Tabs } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { FormPanel } from "../form/FormPanel"
import { RecordTools } from "../plan/ApprovalTicket"
import { EditRequest, mayEdit } from "../plan/EditRequest"
import { PlanList } from "../plan/PlanList"
import { PlanMine } from "../plan/PlanMine"
import { PlanPanel, VerdictTag } from "../plan/PlanPanel"
import { Receipts } from "../plan/Receipts"
import { Block } from "../ticket/Block"
import { Composer } from "../ticket/Composer"
import { Conversation } from "../ticket/Conversation"
import { Description } from "../ticket/Description"
import { Fact } from "../ticket/Facts"
import { Files } from "../ticket/Files"
import { Heading } from "../ticket/Header"
import { Timeline } from "../ticket/Timeline"
import { Archive } from "./Archive"
import type { DocumentFacts } from "./data"
import { RevokeButton } from "./RevokeButton"
import { StatusTag } from "./StatusTag"

/** An official document on one page: what it says, how it was decided, who has read it, and what was archived. */
export function DocumentTicket({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const me = useMe()
  const [editing, setEditing] = useState(false)
  const { plan, document } = ticket
  if (!document) return null
  const edit = document.status === "in_approval" && mayEdit(ticket, plan, me) ? () => setEditing(true) : undefined
  return (
    <Page title={`${document.official || ticket.number} ${ticket.title}`} heading={<Heading ticket={ticket} />} actions={<><RevokeButton ticket={ticket} /><RecordTools ticket={ticket} /></>} className="ticket approval-ticket document-ticket">
      <div className="standing">
        <StatusTag status={document.status} />
        <span className="quiet">{nameIn(document.type, currentLanguage())}</span>
        {document.official ? <b className="official-number">{document.official}</b> : <span className="quiet">{t("documents.noNumber")}</span>}
        {document.readers > 0 ? <span className="quiet">{t("documents.readers", { read: document.readers - document.unread, all: document.readers })}</span> : null}
      </div>
      <Note document={document} />
      {plan ? <PlanMine ticket={ticket} plan={plan} onEdit={edit} /> : null}
      <div className="ticket-columns">
        <div className="ticket-main">
          <Description ticket={ticket} />
          <FormPanel ticket={ticket} />
          {plan ? <PlanPanel ticket={ticket} plan={plan} /> : null}
          <Earlier ticket={ticket} />
          <Tabs
            className="panel padded story"
            items={[
              { key: "conversation", label: t("ticket.conversation"), children: <><Conversation number={ticket.number} /><Composer ticket={ticket} /></> },
              { key: "timeline", label: t("ticket.timeline"), children: <Timeline number={ticket.number} plan={plan} approval /> },
            ]}
          />
        </div>
        <aside className="ticket-side">
          <Block title={t("ticket.details")} extra={edit ? <Button size="small" type="text" icon={<EditOutlined aria-hidden />} onClick={edit}>{t("common.edit")}</Button> : null}>
            <Facts ticket={ticket} document={document} />
          </Block>
          <Archive number={ticket.number} document={document} />
          <Block title={t("ticket.attachments")}><Files ticket={ticket} /></Block>
          <Receipts number={ticket.number} />
        </aside>
      </div>
      {editing ? <EditRequest ticket={ticket} onClose={() => setEditing(false)} /> : null}
    </Page>
  )
}

/** What one must know before anything else: it is not in force, it may soon not be, or it is to be read. */
function Note({ document }: { document: DocumentFacts }) {
  const { t } = useTranslation()
  const why = document.revoke_reason
  if (document.status === "revoked") return <Alert className="document-note" type="error" showIcon title={t("documents.revokedBecause")} description={why} />
  if (document.status === "revoking") return <Alert className="document-note" type="warning" showIcon title={t("documents.revokingBy", { who: nameIn(document.revoke_asked_by, currentLanguage()) })} description={why} />
  if (why) return <Alert className="document-note" type="info" showIcon title={t("documents.keptBecause")} description={why} />
  return document.to_read ? <Alert className="document-note" type="info" showIcon title={t("documents.youRead")} /> : null
}

function Facts({ ticket, document }: { ticket: Ticket; document: DocumentFacts }) {
  const { t } = useTranslation()
  return (
    <dl className="facts">
      <Fact label={t("documents.official")}>{document.official || <span className="quiet">{t("documents.afterwards")}</span>}</Fact>
      <Fact label={t("documents.group")}><Name of={document.group} /></Fact>
      <Fact label={t("documents.type")}><Name of={document.type} /></Fact>
      <Fact label={t("documents.writtenBy")}><Name of={ticket.requester} /></Fact>
      {ticket.unit ? <Fact label={t("field.unit")}><Name of={ticket.unit} /></Fact> : null}
      <Fact label={t("documents.submitted")}><When at={ticket.created_at} as="deadline" /></Fact>
      {document.issued_at ? <Fact label={t("documents.issued")}><When at={document.issued_at} as="deadline" /></Fact> : null}
      {document.circulate_until && !document.circulated_at ? <Fact label={t("documents.readUntil")}><When at={document.circulate_until} as="deadline" /></Fact> : null}
      {document.archived_at ? <Fact label={t("documents.archived")}><When at={document.archived_at} as="deadline" /></Fact> : null}
      {document.keep_until ? <Fact label={t("documents.keptUntil")}>{document.keep_until.slice(0, 10)}</Fact> : null}
      {document.revoked_at ? <Fact label={t("documents.revoked")}><When at={document.revoked_at} as="deadline" /></Fact> : null}
    </dl>
  )
}

/** How it was decided before: the approval of what is to be revoked, and revocations that were asked for. */
function Earlier({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  if (ticket.earlier_plans.length === 0) return null
  return (
    <section className="panel padded" aria-label={t("documents.earlier")}>
      <h2>{t("documents.earlier")}</h2>
      {ticket.earlier_plans.map((plan) => (
        <details key={plan.id} className="earlier-plans">
          <summary>{t(`documents.earlierOf.${plan.stage === "revoke" ? "revoke" : "approve"}`)} <VerdictTag verdict={plan.verdict} approval /></summary>
          <PlanList plan={plan} idOf={(step) => `plan-${plan.id}-step-${step}`} onOffer={() => undefined} />
        </details>
      ))}
    </section>
  )
}
