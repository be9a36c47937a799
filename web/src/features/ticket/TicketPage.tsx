import { useParams } from "@tanstack/react-router"
import { Skeleton } from "antd"
import { Page } from "../../ui/Page"
import { Shown } from "../../ui/States"
import { asProblem } from "../../api/problem"
import { useMe } from "../../app/me"
import { DocumentTicket } from "../documents/DocumentTicket"
import { ApprovalTicket } from "../plan/ApprovalTicket"
import { useTicket } from "./data"
import { DeskTicket } from "./DeskTicket"
import { Gone } from "./Gone"
import { PortalTicket } from "./PortalTicket"
import { Presence } from "./Presence"

/** A ticket: the desk sees everything on one page, the requester what concerns them. */
export function TicketPage() {
  const { number } = useParams({ from: "/shell/tickets/$number" })
  const me = useMe()
  const query = useTicket(number)
  const View = me.permissions.desk ? DeskTicket : PortalTicket
  // What was shown stays through failures, but not what the viewer may no longer see.
  if (asProblem(query.error).status === 404) return <Gone number={number} seen={query.data !== undefined} />
  return (
    <Shown query={query} loading={<Page title={number}><Skeleton active paragraph={{ rows: 8 }} /></Page>}>
      {(ticket) => (
        <Presence key={ticket.number} number={ticket.number}>
          {ticket.type === "document" ? <DocumentTicket ticket={ticket} /> : ticket.type === "approval" ? <ApprovalTicket ticket={ticket} /> : <View ticket={ticket} />}
        </Presence>
      )}
    </Shown>
  )
}
