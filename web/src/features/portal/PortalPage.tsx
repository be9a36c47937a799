import { BulbOutlined, FrownOutlined, QuestionCircleOutlined, ToolOutlined } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { TicketRow } from "../../ui/TicketRow"
import { useWork } from "../work/data"
import { WaitLine } from "../work/WaitLine"
import { type Kind, kinds } from "./kinds"

const icons: Record<Kind, ReactNode> = {
  incident: <ToolOutlined aria-hidden />, question: <QuestionCircleOutlined aria-hidden />, consultation: <BulbOutlined aria-hidden />, complaint: <FrownOutlined aria-hidden />,
}
const few = 6

/** Where customers begin: raise a ticket, see what waits for them and what is open. */
export function PortalPage() {
  const { t } = useTranslation()
  const waiting = useWork(true)
  const open = api.useQuery("get", "/api/v1/incidents", { params: { query: { requester: "me", open: "true", sort: "-updated", limit: few } } })
  return (
    <Page title={t("portal.title")} className="portal">
      <p className="quiet page-text">{t("portal.intro")}</p>
      <ul className="kinds">
        {kinds.map((kind) => (
          <li key={kind}>
            <Link to="/raise" search={{ kind }} className="kind panel">
              <span className="kind-icon" aria-hidden>{icons[kind]}</span>
              <span><b>{t(`kind.${kind}`)}</b><span className="quiet">{t(`portal.kindText.${kind}`)}</span></span>
            </Link>
          </li>
        ))}
      </ul>
      <div className="two">
        <section className="panel padded" aria-label={t("portal.waitingForYou")}>
          <h2>{t("portal.waitingForYou")}</h2>
          <Shown query={waiting}>
            {({ items }) => items.length === 0 ? <Nothing small title={t("portal.noneWaiting")} /> : (
              <ul className="rows">{items.map((item) => <TicketRow key={item.id} row={item.record}><WaitLine item={item} /></TicketRow>)}</ul>
            )}
          </Shown>
        </section>
        <section className="panel padded" aria-label={t("portal.openTickets")}>
          <h2>{t("portal.openTickets")}</h2>
          <Shown query={open}>
            {({ items }) => items.length === 0 ? <Nothing title={t("portal.noOpen")} text={t("portal.noOpenText")} /> : (
              <>
                <ul className="rows">{items.map((row) => <TicketRow key={row.number} row={row} />)}</ul>
                <p className="rows-more"><Link to="/my-tickets" search={{}}>{t("portal.seeAll")}</Link></p>
              </>
            )}
          </Shown>
        </section>
      </div>
    </Page>
  )
}
