import { DownloadOutlined } from "@ant-design/icons"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Select, Skeleton } from "antd"
import { lazy, Suspense } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { LevelLine, TicketLine } from "../../api/types"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { useNow } from "../../time/now"
import { boundsOf } from "../../time/period"
import { Page } from "../../ui/Page"
import { PeriodPick } from "../../ui/PeriodPick"
import { Pick } from "../../ui/pickers"
import { Nothing, Shown } from "../../ui/States"
import { useZone } from "../../ui/When"
import { type Figure, levelFigures, listOf, nameOfLine, ticketFigures } from "./figures"
import { fileOf, firstPeriod, levelsBy, type LevelsBy, narrowings, ofs, type ReportSearch, ticketsBy, type TicketsBy, toReportQuery } from "./search"

const Chart = lazy(() => import("./Chart"))
const mostDrawn = 15

/** What happened to tickets in a period, and how many promises were kept: as a chart, a table and a file. */
export function ReportsPage() {
  return useMe().permissions.desk ? <Reports /> : <NotAllowed />
}

function Reports() {
  const { t } = useTranslation()
  const search = useSearch({ from: "/shell/reports" })
  const of = search.of ?? "tickets"
  const query = toReportQuery(search, boundsOf({ ...search, period: search.period ?? firstPeriod }, useZone(), useNow()))
  return (
    <Page title={`${t("reports.title")}: ${t(`reports.of.${of}`)}`} heading={t("reports.title")} className="reports" actions={<Saving of={of} query={query} />}>
      <nav className="sections" aria-label={t("reports.title")}>
        {ofs.map((one) => (
          <Link key={one} to="/reports" search={{ ...search, of: one, by: (ticketsBy as readonly (string | undefined)[]).includes(search.by) ? search.by : undefined }} className={one === of ? "active" : ""} aria-current={one === of ? "page" : undefined}>
            {t(`reports.of.${one}`)}
          </Link>
        ))}
      </nav>
      <p className="quiet page-text no-lift">{t(`reports.text.${of}`)}</p>
      <Choice search={search} />
      {of === "tickets" ? <Tickets search={search} query={query} /> : <Levels search={search} query={query} />}
    </Page>
  )
}

type Query = ReturnType<typeof toReportQuery>

function Saving({ of, query }: { of: "tickets" | "levels"; query: Query }) {
  const { t } = useTranslation()
  return (["csv", "xlsx"] as const).map((format) => (
    <Button key={format} href={fileOf(of, query, format, currentLanguage())} download icon={<DownloadOutlined aria-hidden />}>{t(`reports.${format}`)}</Button>
  ))
}

function Choice({ search }: { search: ReportSearch }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const go = (part: ReportSearch) => void navigate({ to: "/reports", search: { ...search, ...part }, replace: true })
  return (
    <search className="filters" aria-label={t("reports.byLabel")}>
      <Select<LevelsBy>
        aria-label={t("reports.byLabel")} value={search.by ?? "month"} onChange={(by) => go({ by })} popupMatchSelectWidth={false} className="filter-pick"
        options={(search.of === "levels" ? levelsBy : ticketsBy).map((value) => ({ value, label: t(`reports.by.${value}`) }))}
      />
      <PeriodPick value={search} fallback={firstPeriod} onChange={go} />
      {narrowings.map((one) => (
        <span key={one} className="filter-pick">
          <Pick of={`${one}s`} label={t(`reports.by.${one}`)} placeholder={t(`reports.any.${one}`)} value={search[one] ?? null} onChange={(id) => go({ [one]: id ?? undefined })} />
        </span>
      ))}
    </search>
  )
}

function Tickets({ search, query }: { search: ReportSearch; query: Query }) {
  const by = query.by as TicketsBy // the address was read so
  const report = api.useQuery("get", "/api/v1/reports/tickets", { params: { query: { ...query, by } } }, { staleTime: 0 })
  return <Shown query={report}>{({ lines, total }) => <Figures search={search} figures={ticketFigures} lines={lines} total={total} />}</Shown>
}

function Levels({ search, query }: { search: ReportSearch; query: Query }) {
  const report = api.useQuery("get", "/api/v1/reports/levels", { params: { query } }, { staleTime: 0 })
  return <Shown query={report}>{({ lines, total }) => <Figures search={search} figures={levelFigures} lines={lines} total={total} stacked />}</Shown>
}

interface FiguresProps<Line> {
  search: ReportSearch
  figures: Figure<Line>[]
  lines: Line[]
  total: Line
  stacked?: boolean
}

function Figures<Line extends TicketLine | LevelLine>({ search, figures, lines, total, stacked = false }: FiguresProps<Line>) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const by = search.by ?? "month"
  if (lines.length === 0) return <div className="panel"><Nothing title={t("reports.empty")} text={t("reports.emptyText")} /></div>
  const byTime = by === "month" || by === "week"
  const drawn = byTime ? lines : lines.slice(0, mostDrawn)
  const names = drawn.map((line) => (byTime ? line.value.slice(0, by === "month" ? 7 : 10) : nameOfLine(t, by, line, language)))
  const series = figures.flatMap(({ name, drawn: how }) => (how ? [{ name: t(`reports.figures.${name}`), colour: how.colour, line: byTime && how.line === true, values: drawn.map(how.of) }] : []))
  return (
    <>
      <figure className="panel chart-box">
        <Suspense fallback={<Skeleton active />}>
          <Chart names={names} series={series} stacked={stacked} lying={!byTime} label={t("reports.chart", { what: t(`reports.of.${search.of ?? "tickets"}`), by: t(`reports.by.${by}`) })} />
        </Suspense>
        {drawn.length < lines.length ? <figcaption className="quiet">{t("reports.most", { count: drawn.length, all: lines.length })}</figcaption> : null}
      </figure>
      <Table search={search} figures={figures} lines={lines} total={total} />
    </>
  )
}

function Table<Line extends TicketLine | LevelLine>({ search, figures, lines, total }: FiguresProps<Line>) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const by = search.by ?? "month"
  const cells = (line: Line) => figures.map(({ name, written }) => <td key={name} className="figure" data-label={t(`reports.figures.${name}`)}>{written(line, language)}</td>)
  return (
    <div className="panel table-box">
      <table className="table report" aria-label={t(`reports.of.${search.of ?? "tickets"}`)}>
        <thead>
          <tr><th>{t(`reports.by.${by}`)}</th>{figures.map(({ name }) => <th key={name} className="figure">{t(`reports.figures.${name}`)}</th>)}</tr>
        </thead>
        <tbody className="total"><tr><th scope="row">{t("reports.total")}</th>{cells(total)}</tr></tbody>
        <tbody>
          {lines.map((line) => (
            <tr key={line.value}>
              <th scope="row"><LineName search={search} by={by} line={line} /></th>
              {cells(line)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function LineName({ search, by, line }: { search: ReportSearch; by: LevelsBy; line: TicketLine | LevelLine }) {
  const { t } = useTranslation()
  const name = nameOfLine(t, by, line, currentLanguage())
  const list = listOf(search.of ?? "tickets", by, line, Boolean(search.customer || search.service || search.group))
  return list ? <Link to="/desk" search={list} title={t("reports.toList")}>{name}</Link> : name
}
