import { Link, useParams } from "@tanstack/react-router"
import { Skeleton } from "antd"
import { lazy, Suspense } from "react"
import { useTranslation } from "react-i18next"
import { NotAllowed, NotFound } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { Page } from "../../ui/Page"

const sections = ["matrix", "settings", "policies", "calendars", "templates", "documents", "forms", "canned", "mail", "queues", "groups", "services", "categories", "places", "customers"] as const
type Section = (typeof sections)[number]

const Matrix = lazy(() => import("./Matrix"))
const Settings = lazy(() => import("./Settings"))
const Policies = lazy(() => import("./policies/Policies"))
const Calendars = lazy(() => import("./calendars/Calendars"))
const Templates = lazy(() => import("./templates/Templates"))
const DocumentTypes = lazy(() => import("./documents/DocumentTypes"))
const Forms = lazy(() => import("./forms/Forms"))
const CannedReplies = lazy(() => import("../canned/CannedReplies"))
const MailSection = lazy(() => import("./mail/MailSection"))
const Entries = lazy(() => import("./Entries"))

/** What administrators set, one section a page. */
export function AdminPage() {
  const { t } = useTranslation()
  const { section } = useParams({ from: "/shell/admin/$section" })
  if (!useMe().permissions.admin) return <NotAllowed />
  if (!(sections as readonly string[]).includes(section)) return <NotFound />
  const now = section as Section
  return (
    <Page title={`${t("admin.title")}: ${t(`admin.sections.${now}`)}`} heading={t("admin.title")}>
      <nav className="sections" aria-label={t("admin.title")}>
        {sections.map((one) => <Link key={one} to="/admin/$section" params={{ section: one }}>{t(`admin.sections.${one}`)}</Link>)}
      </nav>
      <Suspense fallback={<Skeleton active />}>
        {now === "matrix" ? <Matrix /> : now === "settings" ? <Settings /> : now === "policies" ? <Policies /> : now === "calendars" ? <Calendars /> : now === "templates" ? <Templates /> : now === "documents" ? <DocumentTypes /> : now === "forms" ? <Forms /> : now === "canned" ? <CannedReplies /> : now === "mail" ? <MailSection /> : <Entries key={now} noun={now} />}
      </Suspense>
    </Page>
  )
}
