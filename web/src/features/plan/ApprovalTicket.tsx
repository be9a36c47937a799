import { EditOutlined, DeploymentUnitOutlined } from "@ant-design/icons"
import { Button, Tabs } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { PrintMenu } from "../paper/PrintMenu"
import { Block } from "../ticket/Block"
import { Composer } from "../ticket/Composer"
import { Conversation } from "../ticket/Conversation"
import { Description } from "../ticket/Description"
import { Watch } from "../ticket/DeskTicket"
import { Fact } from "../ticket/Facts"
import { Files } from "../ticket/Files"
import { Heading } from "../ticket/Header"
import { AlsoHere } from "../ticket/Presence"
import { Timeline } from "../ticket/Timeline"
import { EditRequest, mayEdit } from "./EditRequest"
import { amountIn } from "./model"
import { PlanMine } from "./PlanMine"
import { PlanPanel, VerdictTag } from "./PlanPanel"
import { Receipts } from "./Receipts"

/** A request for approval on one page, for the requester, whoever decides, and whoever may look on. */
export function ApprovalTicket({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const me = useMe()
  const [editing, setEditing] = useState(false)
  const { plan } = ticket
  const edit = mayEdit(ticket, plan, me) ? () => setEditing(true) : undefined
  return (
    <Page title={`${ticket.number} ${ticket.title}`} heading={<Heading ticket={ticket} />} actions={<RecordTools ticket={ticket} />} className="ticket approval-ticket">
      <div className="standing">
        <VerdictTag verdict={plan?.verdict ?? ""} approval />
        <span className="quiet">{t("plan.request.type")}</span>
        <span className="quiet">{t("plan.request.raisedBy", { who: nameIn(ticket.requester, currentLanguage()) })} <When at={ticket.created_at} /></span>
        {ticket.amount === null ? null : <span>{t("plan.request.amount")} <b className="num">{amountIn(ticket.amount, currentLanguage())}</b></span>}
      </div>
      <AlsoHere />
      {plan ? <PlanMine ticket={ticket} plan={plan} onEdit={edit} /> : null}
      <div className="ticket-columns">
        <div className="ticket-main">
          <Description ticket={ticket} />
          {plan ? <PlanPanel ticket={ticket} plan={plan} /> : <section className="panel padded"><p className="quiet">{t("plan.none")}</p></section>}
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
            <dl className="facts">
              <Fact label={t("plan.request.requester")}><Name of={ticket.requester} /></Fact>
              {ticket.unit ? <Fact label={t("field.unit")}><Name of={ticket.unit} /></Fact> : null}
              {ticket.amount === null ? null : <Fact label={t("plan.request.amount")}>{amountIn(ticket.amount, currentLanguage())}</Fact>}
              {plan?.template ? <Fact label={t("plan.request.template")}><Name of={plan.template} /></Fact> : null}
              <Fact label={t("plan.request.submitted")}><When at={ticket.created_at} as="deadline" /></Fact>
              {ticket.closed_at ? <Fact label={t("plan.request.closed")}><When at={ticket.closed_at} as="deadline" /></Fact> : null}
            </dl>
          </Block>
          <Block title={t("ticket.attachments")}><Files ticket={ticket} /></Block>
          <Receipts number={ticket.number} />
        </aside>
      </div>
      {editing ? <EditRequest ticket={ticket} onClose={() => setEditing(false)} /> : null}
    </Page>
  )
}

/** What may be done with such a page as a whole: watch, print, look at its process. */
export function RecordTools({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  return (
    <>
      <Watch ticket={ticket} />
      {ticket.temporal?.url ? (
        <Button icon={<DeploymentUnitOutlined aria-hidden />} href={ticket.temporal.url} target="_blank" rel="noreferrer" title={ticket.temporal.workflow_id} className="wide-only">{t("ticket.temporal")}</Button>
      ) : null}
      <PrintMenu number={ticket.number} />
    </>
  )
}
