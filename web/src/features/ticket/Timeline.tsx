import { Button, Timeline as Line } from "antd"
import { useTranslation } from "react-i18next"
import type { Plan, TimelineEvent } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { Name } from "../../ui/Person"
import { Nothing, Shown } from "../../ui/States"
import { useZone, When } from "../../ui/When"
import { textIn } from "../form/model"
import { planDid, type Planned } from "../plan/history"
import { useTimeline } from "./data"
import { sayChanges } from "./changes"

/** What was done with a ticket, newest first, and what changed by it. */
export function Timeline({ number, plan = null, approval = false }: { number: string; plan?: Plan | null; approval?: boolean }) {
  const { t } = useTranslation()
  const query = useTimeline(number)
  return (
    <Shown query={query}>
      {({ pages }) => {
        const events = pages.flatMap(({ items }) => items)
        if (events.length === 0) return <Nothing title={t("ticket.noTimeline")} />
        return (
          <>
            <Line items={events.map((event) => ({ key: event.id, color: event.actor ? "var(--brand)" : "var(--line-strong)", content: <Entry event={event} planned={plan ? { plan, approval } : undefined} /> }))} />
            {query.hasNextPage ? <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("ticket.older")}</Button> : null}
          </>
        )
      }}
    </Shown>
  )
}

function Entry({ event, planned }: { event: TimelineEvent; planned: Planned | undefined }) {
  const { t } = useTranslation()
  const changes = sayChanges(t, event.changes, currentLanguage(), useZone(), planned)
  return (
    <div className="event">
      <div>
        <b>{event.actor ? <Name of={event.actor} /> : t("common.system")}</b>{" "}
        {event.impersonator ? <span className="quiet">({t("ticket.by")} <Name of={event.impersonator} />) </span> : null}
        {planDid(t, event.verb, event.changes, planned) || word(t, "did", event.verb)} <span className="quiet small"><When at={event.at} /></span>
      </div>
      {event.comment ? <p className="said">{event.comment}</p> : null}
      {changes.length + event.form.length > 0 ? (
        <ul className="changes">
          {changes.map(({ field, before, after }) => (
            <li key={field}><span className="quiet">{field}:</span> {before ? <><s>{before}</s> → </> : null}<span>{after || t("ticket.empty")}</span></li>
          ))}
          {event.form.map(({ field, name, before, after }) => (
            <li key={`form.${field}`}><span className="quiet">{textIn(name, currentLanguage())}:</span> {textIn(before, currentLanguage()) ? <><s>{textIn(before, currentLanguage())}</s> → </> : null}<span className="plain">{textIn(after, currentLanguage()) || t("ticket.empty")}</span></li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
