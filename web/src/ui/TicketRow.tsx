import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import type { Row } from "../api/types"
import { PriorityTag, StateTag } from "./Tags"
import { When } from "./When"

/** A ticket in a list of few: two lines that lead to it. */
export function TicketRow({ row, children }: { row: Row; children?: ReactNode }) {
  return (
    <li className="ticket-row">
      <Link to="/tickets/$number" params={{ number: row.number }}>
        <span className="ticket-row-title">{row.title}</span>
        <span className="ticket-row-facts">
          <span className="num">{row.number}</span>
          <StateTag state={row.state} hold={row.hold_reason} />
          {row.type === "incident" ? <PriorityTag priority={row.priority} brief /> : null}
          <span className="quiet"><When at={row.updated_at} /></span>
        </span>
      </Link>
      {children}
    </li>
  )
}
