import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router"
import { readDeskSearch } from "../features/desk/search"
import { readDocumentSearch } from "../features/documents/search"
import { readMailSearch } from "../features/mail/search"
import { readReportSearch } from "../features/reports/search"
import { readInboxSearch } from "../features/work/search"
import { readTimeSearch } from "../features/time/search"
import { Broken, NotFound } from "./Fallback"
import { Shell, ShellLoading } from "./Shell"

// An address's "45" is read as a number, though it may be words to search.
const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) || undefined : undefined)
const number = (value: unknown) => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined)

const rootRoute = createRootRoute({ notFoundComponent: NotFound, errorComponent: Broken })

// Pages for everybody ------------------------------------------------------------------------------------------------

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): { next?: string; ended?: boolean } => ({ next: text(search.next), ended: search.ended === true || undefined }),
  component: lazyRouteComponent(() => import("../features/session/SignInPage"), "SignInPage"),
})
const forgot = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot",
  component: lazyRouteComponent(() => import("../features/session/ForgotPage"), "ForgotPage"),
})
const password = createRoute({
  getParentRoute: () => rootRoute,
  path: "/password",
  validateSearch: (search): { token?: string } => ({ token: text(search.token) }),
  component: lazyRouteComponent(() => import("../features/session/PasswordPage"), "PasswordPage"),
})

// Pages for who is signed in -----------------------------------------------------------------------------------------

const shell = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  component: Shell,
  pendingComponent: ShellLoading,
})
const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("./Home"), "Home"),
})
const portal = createRoute({
  getParentRoute: () => shell,
  path: "/portal",
  component: lazyRouteComponent(() => import("../features/portal/PortalPage"), "PortalPage"),
})
const raise = createRoute({
  getParentRoute: () => shell,
  path: "/raise",
  validateSearch: (search): { kind?: string; requester?: string; draft?: string } => ({ kind: text(search.kind), requester: text(search.requester), draft: text(search.draft) }),
  component: lazyRouteComponent(() => import("../features/portal/RaisePage"), "RaisePage"),
})
const myTickets = createRoute({
  getParentRoute: () => shell,
  path: "/my-tickets",
  validateSearch: (search): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import("../features/portal/MyTicketsPage"), "MyTicketsPage"),
})
const ticket = createRoute({
  getParentRoute: () => shell,
  path: "/tickets/$number",
  component: lazyRouteComponent(() => import("../features/ticket/TicketPage"), "TicketPage"),
})
const desk = createRoute({
  getParentRoute: () => shell,
  path: "/desk",
  validateSearch: readDeskSearch,
  component: lazyRouteComponent(() => import("../features/desk/DeskPage"), "DeskPage"),
})
const work = createRoute({
  getParentRoute: () => shell,
  path: "/work",
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(() => import("../features/work/WorkPage"), "WorkPage"),
})
const approvals = createRoute({
  getParentRoute: () => shell,
  path: "/approvals",
  validateSearch: (search): { part?: "ended" | "all" } => ({ part: search.part === "ended" || search.part === "all" ? search.part : undefined }),
  component: lazyRouteComponent(() => import("../features/approvals/ApprovalsPage"), "ApprovalsPage"),
})
const newApproval = createRoute({
  getParentRoute: () => shell,
  path: "/approvals/new",
  validateSearch: (search): { template?: string; draft?: string } => ({ template: text(search.template), draft: text(search.draft) }),
  component: lazyRouteComponent(() => import("../features/approvals/NewApprovalPage"), "NewApprovalPage"),
})
const documents = createRoute({
  getParentRoute: () => shell,
  path: "/documents",
  validateSearch: readDocumentSearch,
  component: lazyRouteComponent(() => import("../features/documents/DocumentsPage"), "DocumentsPage"),
})
const newDocument = createRoute({
  getParentRoute: () => shell,
  path: "/documents/new",
  validateSearch: (search): { type?: string; draft?: string } => ({ type: text(search.type), draft: text(search.draft) }),
  component: lazyRouteComponent(() => import("../features/documents/NewDocumentPage"), "NewDocumentPage"),
})
const notices = createRoute({
  getParentRoute: () => shell,
  path: "/notices",
  component: lazyRouteComponent(() => import("../features/notices/NoticesPage"), "NoticesPage"),
})
const units = createRoute({
  getParentRoute: () => shell,
  path: "/units",
  validateSearch: (search): { unit?: number } => ({ unit: number(search.unit) }),
  component: lazyRouteComponent(() => import("../features/units/UnitsPage"), "UnitsPage"),
})
const time = createRoute({
  getParentRoute: () => shell,
  path: "/time",
  validateSearch: readTimeSearch,
  component: lazyRouteComponent(() => import("../features/time/TimePage"), "TimePage"),
})
const monitor = createRoute({
  getParentRoute: () => shell,
  path: "/monitor",
  component: lazyRouteComponent(() => import("../features/monitor/MonitorPage"), "MonitorPage"),
})
const reports = createRoute({
  getParentRoute: () => shell,
  path: "/reports",
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import("../features/reports/ReportsPage"), "ReportsPage"),
})
const mail = createRoute({
  getParentRoute: () => shell,
  path: "/mail",
  validateSearch: readMailSearch,
  component: lazyRouteComponent(() => import("../features/mail/MailPage"), "MailPage"),
})
const users = createRoute({
  getParentRoute: () => shell,
  path: "/users",
  validateSearch: (search): { q?: string; role?: string } => ({ q: text(search.q), role: text(search.role) }),
  component: lazyRouteComponent(() => import("../features/users/UsersPage"), "UsersPage"),
})
const admin = createRoute({
  getParentRoute: () => shell,
  path: "/admin/$section",
  validateSearch: (search): { calendar?: number; template?: number; form?: number } => ({ calendar: number(search.calendar), template: number(search.template), form: number(search.form) }),
  component: lazyRouteComponent(() => import("../features/admin/AdminPage"), "AdminPage"),
})
const adminHome = createRoute({
  getParentRoute: () => shell,
  path: "/admin",
  beforeLoad: () => {
    throw redirect({ to: "/admin/$section", params: { section: "matrix" } })
  },
})
const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  validateSearch: (search): { subject?: string } => ({ subject: text(search.subject) }),
  component: lazyRouteComponent(() => import("../features/audit/AuditPage"), "AuditPage"),
})
const drafts = createRoute({
  getParentRoute: () => shell,
  path: "/drafts",
  component: lazyRouteComponent(() => import("../features/drafts/DraftsPage"), "DraftsPage"),
})
const cannedReplies = createRoute({
  getParentRoute: () => shell,
  path: "/canned-replies",
  component: lazyRouteComponent(() => import("../features/canned/CannedPage"), "CannedPage"),
})
const profile = createRoute({
  getParentRoute: () => shell,
  path: "/profile",
  component: lazyRouteComponent(() => import("../features/profile/ProfilePage"), "ProfilePage"),
})

const tree = rootRoute.addChildren([
  signIn, forgot, password,
  shell.addChildren([home, portal, raise, myTickets, ticket, desk, work, approvals, newApproval, documents, newDocument, notices, units, monitor, reports, time, mail, users, admin, adminHome, audit, profile, drafts, cannedReplies]),
])

/** Every page by its address; each is fetched when it is first opened. */
export function makeRouter() {
  return createRouter({ routeTree: tree, defaultPreload: "intent", scrollRestoration: true, defaultPendingMs: 300 })
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
