import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Load } from "../../api/types"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { TimeLeft } from "../../ui/TimeLeft"
import { byUnit, figures, sum } from "./loads"

/** All running work by unit and person, who is overdue first; it follows what happens. */
export function MonitorPage() {
  return useMe().permissions.desk ? <Monitor /> : <NotAllowed />
}

const fallback = 30_000 // deadlines pass without anybody's doing

function Monitor() {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/monitor", {}, { refetchInterval: fallback })
  return (
    <Page title={t("monitor.title")} className="monitor">
      <p className="quiet page-text">{t("monitor.text")}</p>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <div className="panel"><Nothing title={t("monitor.empty")} text={t("monitor.emptyText")} /></div> : <Everything loads={items} />}
      </Shown>
    </Page>
  )
}

function Everything({ loads }: { loads: Load[] }) {
  const { t } = useTranslation()
  const all = sum(loads)
  return (
    <>
      <dl className="monitor-sums">
        {figures.map((figure) => (
          <div key={figure} className={`panel ${figure === "overdue" && all.overdue > 0 ? "bad" : ""}`}>
            <dt>{t(`monitor.figures.${figure}`)}</dt>
            <dd>{all[figure]}</dd>
          </div>
        ))}
      </dl>
      {byUnit(loads).map(({ unit, people }) => (
        <section key={unit?.id ?? 0} className="panel table-box">
          <h2 className="monitor-unit">{unit ? nameIn(unit, currentLanguage()) : t("monitor.noUnit")}</h2>
          <table className="table loads" aria-label={unit ? nameIn(unit, currentLanguage()) : t("monitor.noUnit")}>
            <thead>
              <tr>
                <th>{t("monitor.person")}</th>
                {figures.map((figure) => <th key={figure} className="figure">{t(`monitor.figures.${figure}`)}</th>)}
                <th>{t("monitor.next")}</th>
              </tr>
            </thead>
            <tbody>{people.map((load) => <Person key={load.person?.id ?? 0} load={load} />)}</tbody>
          </table>
        </section>
      ))}
    </>
  )
}

function Person({ load }: { load: Load }) {
  const { t } = useTranslation()
  const { person } = load
  const search = person ? { view: "open", assignee: String(person.id), sort: "due" as const } : { view: "unassigned", sort: "due" as const }
  return (
    <tr className={load.overdue > 0 ? "overdue" : ""}>
      <td className="cell-title"><Link to="/desk" search={search}>{person ? nameIn(person, currentLanguage()) : t("monitor.nobody")}</Link></td>
      {figures.map((figure) => (
        <td key={figure} data-label={t(`monitor.figures.${figure}`)} className={`figure ${load[figure] === 0 ? "quiet" : ""} ${figure === "overdue" && load.overdue > 0 ? "bad" : ""}`}>{load[figure]}</td>
      ))}
      <td data-label={t("monitor.next")}><TimeLeft row={{ due_at: load.next_due, due_kind: load.next_kind }} /></td>
    </tr>
  )
}
