import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { word } from "../../i18n/word"
import { Page } from "../../ui/Page"
import { Name } from "../../ui/Person"
import { FormPanel } from "../form/FormPanel"
import { PrintMenu } from "../paper/PrintMenu"
import { PlanMine } from "../plan/PlanMine"
import { PlanPanel } from "../plan/PlanPanel"
import { Receipts } from "../plan/Receipts"
import { RatingPanel } from "../rating/RatingPanel"
import { ActBar } from "./ActBar"
import { Block } from "./Block"
import { Composer } from "./Composer"
import { Conversation } from "./Conversation"
import { Watch } from "./DeskTicket"
import { Description, Solution } from "./Description"
import { Fact, Instants } from "./Facts"
import { Files } from "./Files"
import { Heading, Standing } from "./Header"
import { AlsoHere } from "./Presence"
import { Waiting } from "./Waiting"

/** A ticket as its requester sees it: what happens next, the solution to accept, and the conversation. */
export function PortalTicket({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const asked = ticket.acts.some(({ verb }) => verb === "accept")
  return (
    <Page title={`${ticket.number} ${ticket.title}`} heading={<Heading ticket={ticket} />} actions={<><Watch ticket={ticket} /><PrintMenu number={ticket.number} /></>} className="ticket portal-ticket">
      <Standing ticket={ticket} />
      <AlsoHere />
      <Waiting ticket={ticket} />
      {ticket.plan ? <PlanMine ticket={ticket} plan={ticket.plan} /> : null}
      {asked ? (
        <div className="panel padded ask">
          <Solution ticket={ticket} />
          <p className="ask-words">{t("portal.acceptAsk")}</p>
          <ActBar ticket={ticket} />
        </div>
      ) : <ActBar ticket={ticket} />}
      <div className="ticket-columns">
        <div className="ticket-main">
          <RatingPanel ticket={ticket} />
          {asked ? null : <Solution ticket={ticket} />}
          <Description ticket={ticket} />
          <FormPanel ticket={ticket} />
          {ticket.plan ? <PlanPanel ticket={ticket} plan={ticket.plan} /> : null}
          <section className="panel padded story" aria-label={t("ticket.conversation")}>
            <h2>{t("ticket.conversation")}</h2>
            <Conversation number={ticket.number} />
            <Composer ticket={ticket} />
          </section>
        </div>
        <aside className="ticket-side">
          <Block title={t("ticket.details")}>
            <dl className="facts">
              <Fact label={t("field.kind")}>{word(t, "kind", ticket.kind)}</Fact>
              <Fact label={t("field.requester")}><Name of={ticket.requester} /></Fact>
              <Fact label={t("field.assignee")}><Name of={ticket.assignee} none={t("common.nobody")} /></Fact>
              {ticket.service ? <Fact label={t("field.service")}><Name of={ticket.service} /></Fact> : null}
              {ticket.category ? <Fact label={t("field.category")}><Name of={ticket.category} /></Fact> : null}
              {ticket.place ? <Fact label={t("field.place")}><Name of={ticket.place} /></Fact> : null}
              {ticket.serial_number ? <Fact label={t("field.serial_number")}>{ticket.serial_number}</Fact> : null}
            </dl>
            <Instants ticket={ticket} />
          </Block>
          <Block title={t("ticket.attachments")}><Files ticket={ticket} /></Block>
          {ticket.plan ? <Receipts number={ticket.number} /> : null}
        </aside>
      </div>
    </Page>
  )
}
