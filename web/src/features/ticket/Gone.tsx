import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { useMe } from "../../app/me"
import { Page } from "../../ui/Page"
import { Nothing } from "../../ui/States"

/** Instead of a ticket that the viewer may not see: never, or no longer, which is no failure and is not shown as one. */
export function Gone({ number, seen }: { number: string; seen: boolean }) {
  const { t } = useTranslation()
  const { desk } = useMe().permissions
  const back = desk ? <Link to="/desk" search={{}}>{t("work.toDesk")}</Link> : <Link to="/my-tickets" search={{}}>{t("portal.seeAll")}</Link>
  return (
    <Page title={number}>
      <div className="panel" role="status">
        {seen
          ? <Nothing title={t("ticket.goneTitle", { number })} text={t("ticket.goneText")} action={back} />
          : <Nothing title={t("common.notFoundTitle")} text={t("common.notFoundText")} action={back} />}
      </div>
    </Page>
  )
}
