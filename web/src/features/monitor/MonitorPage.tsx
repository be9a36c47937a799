import { Link } from "@tanstack/react-router"
import { useState } from "react"
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
import { byUnit, figures, sum, type Figure } from "./loads"

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
          <div key={figure} className={`panel ${alarms.has(figure) && all[figure] > 0 ? "bad" : ""}`}>
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

const alarms: ReadonlySet<Figure> = new Set(["overdue", "late"] as const)

function Person({ load }: { load: Load }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { person } = load
  const search = person ? { view: "open", assignee: String(person.id), sort: "due" as const } : { view: "unassigned", sort: "due" as const }
  const name = person ? nameIn(person, currentLanguage()) : t("monitor.nobody")
  return (
    <>
    <tr className={load.overdue + load.late > 0 ? "overdue" : ""}>
      <td className="cell-title"><Link to="/desk" search={search}>{name}</Link></td>
      {figures.map((figure) => (
        <td key={figure} data-label={t(`monitor.figures.${figure}`)} className={`figure ${load[figure] === 0 ? "quiet" : ""} ${alarms.has(figure) && load[figure] > 0 ? "bad" : ""}`}>
          {figure === "tasks" && load.tasks > 0
            ? <button type="button" className="link" aria-expanded={open} aria-label={t("monitor.showTasks", { name, count: load.tasks })} onClick={() => setOpen(!open)}>{load.tasks}</button>
            : load[figure]}
        </td>
      ))}
      <td data-label={t("monitor.next")}><TimeLeft row={{ due_at: load.next_due, due_kind: load.next_kind }} /></td>
    </tr>
    {open ? <tr className="tasks"><td colSpan={figures.length + 2}><Tasks person={person?.id ?? 0} /></td></tr> : null}
    </>
  )
}

/** What waits on one person in plans, due first. */
function Tasks({ person }: { person: number }) {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/monitor/tasks", { params: { query: { person } } }, { refetchInterval: fallback })
  return (
    <Shown query={query}>
      {({ items }) => (
        <ul className="monitor-tasks">
          {items.map((task) => (
            <li key={task.id}>
              <Link to="/tickets/$number" params={{ number: task.number }}>{task.number}</Link>
              <strong>{nameIn(task, currentLanguage())}</strong>
              <span className="quiet">{task.title}</span>
              {task.group ? <span>{nameIn(task.group, currentLanguage())}</span> : null}
              <TimeLeft row={{ due_at: task.due_at, due_kind: "task" }} />
            </li>
          ))}
          {items.length === 0 ? <li className="quiet">{t("monitor.noTasks")}</li> : null}
        </ul>
      )}
    </Shown>
  )
}
