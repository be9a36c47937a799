import {
  ApartmentOutlined, AuditOutlined, BarChartOutlined, ClockCircleOutlined, CustomerServiceOutlined, DashboardOutlined, FileDoneOutlined, FileTextOutlined, InboxOutlined, MailOutlined, QuestionCircleOutlined, SettingOutlined, SolutionOutlined, TeamOutlined,
} from "@ant-design/icons"
import type { ReactNode } from "react"
import type { Me } from "../api/types"

type Label = "portal" | "myTickets" | "desk" | "work" | "approvals" | "documents" | "units" | "monitor" | "reports" | "time" | "mail" | "users" | "admin" | "audit"

/** One entry of the main navigation. */
export interface Entry {
  to: "/portal" | "/my-tickets" | "/desk" | "/work" | "/approvals" | "/documents" | "/units" | "/monitor" | "/reports" | "/time" | "/mail" | "/users" | "/admin" | "/audit"
  label: Label
  icon: ReactNode
}

/** The pages that this person's permissions open, the most used first. */
export function entriesFor(me: Pick<Me, "permissions" | "customer">): Entry[] {
  const { desk, admin } = me.permissions
  const entries: (Entry | false)[] = [
    desk && { to: "/desk", label: "desk", icon: <CustomerServiceOutlined aria-hidden /> },
    desk && { to: "/work", label: "work", icon: <InboxOutlined aria-hidden /> },
    desk && { to: "/approvals", label: "approvals", icon: <SolutionOutlined aria-hidden /> },
    desk && { to: "/documents", label: "documents", icon: <FileDoneOutlined aria-hidden /> },
    !desk && { to: "/portal", label: "portal", icon: <QuestionCircleOutlined aria-hidden /> },
    !desk && { to: "/my-tickets", label: "myTickets", icon: <FileTextOutlined aria-hidden /> },
    !desk && { to: "/work", label: "work", icon: <InboxOutlined aria-hidden /> },
    !desk && { to: "/approvals", label: "approvals", icon: <SolutionOutlined aria-hidden /> },
    !desk && !me.customer && { to: "/documents", label: "documents", icon: <FileDoneOutlined aria-hidden /> },
    desk && { to: "/units", label: "units", icon: <ApartmentOutlined aria-hidden /> },
    desk && { to: "/monitor", label: "monitor", icon: <DashboardOutlined aria-hidden /> },
    desk && { to: "/reports", label: "reports", icon: <BarChartOutlined aria-hidden /> },
    desk && { to: "/time", label: "time", icon: <ClockCircleOutlined aria-hidden /> },
    desk && { to: "/mail", label: "mail", icon: <MailOutlined aria-hidden /> },
    admin && { to: "/users", label: "users", icon: <TeamOutlined aria-hidden /> },
    admin && { to: "/admin", label: "admin", icon: <SettingOutlined aria-hidden /> },
    me.permissions.audit && { to: "/audit", label: "audit", icon: <AuditOutlined aria-hidden /> },
  ]
  return entries.filter((entry) => entry !== false)
}
