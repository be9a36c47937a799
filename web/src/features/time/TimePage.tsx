import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Segmented } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { TimeSpent } from "../../api/types"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { hours } from "../../time/format"
import { useNow } from "../../time/now"
import { boundsOf } from "../../time/period"
import { Page } from "../../ui/Page"
import { PeriodPick } from "../../ui/PeriodPick"
import { Name } from "../../ui/Person"
import { Nothing, Shown } from "../../ui/States"
import { useZone } from "../../ui/When"
import { type SumBy, sumsBy, type TimeSearch } from "./search"

const most = 200 // what the server sums at once

/** The time that was spent in a period, summed by ticket, person or customer. */
export function TimePage() {
  return useMe().permissions.desk ? <Time /> : <NotAllowed />
}

function Time() {
  const { t } = useTranslation()
  const search = useSearch({ from: "/shell/time" })
  const by = search.by ?? "record"
  const query = api.useQuery(
    "get", "/api/v1/work-log/sums",
    { params: { query: { by, ...boundsOf(search, useZone(), useNow()), limit: most } } },
    { staleTime: 0 }, // who comes from logging time wants to see it
  )
  return (
    <Page title={t("time.title")} className="time narrow">
      <p className="quiet page-text">{t("time.text")}</p>
      <Choice search={search} by={by} />
      <div className="panel table-box">
        <Shown query={query}>
          {({ items }) => items.length === 0 ? <Nothing title={t("time.empty")} text={t("time.emptyText")} /> : <Sums by={by} sums={items} />}
        </Shown>
      </div>
    </Page>
  )
}

function Choice({ search, by }: { search: TimeSearch; by: SumBy }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const go = (part: TimeSearch) => void navigate({ to: "/time", search: { ...search, ...part }, replace: true })
  return (
    <div className="filters">
      <Segmented<SumBy> aria-label={t("time.by")} value={by} onChange={(value) => go({ by: value })} options={sumsBy.map((value) => ({ value, label: t(`time.sumBy.${value}`) }))} />
      <PeriodPick value={search} fallback="month" onChange={go} />
    </div>
  )
}

function Sums({ by, sums }: { by: SumBy; sums: TimeSpent[] }) {
  const { t } = useTranslation()
  const longest = Math.max(...sums.map(({ minutes }) => minutes), 1)
  const total = (of: "minutes" | "entries") => sums.reduce((sum, one) => sum + one[of], 0)
  return (
    <table className="table sums" aria-label={t("time.title")}>
      <thead><tr><th>{t(`time.sumBy.${by}`)}</th><th className="figure">{t("time.entries")}</th><th className="figure">{t("time.hours")}</th></tr></thead>
      <tbody className="total">
        <tr>
          <th scope="row">{sums.length < most ? t("time.total") : t("time.totalShown", { count: most })}</th>
          <td className="figure quiet" data-label={t("time.entries")}>{total("entries")}</td>
          <td className="figure"><b>{hours(total("minutes"))}</b></td>
        </tr>
      </tbody>
      <tbody>
        {sums.map((sum) => (
          <tr key={sum.number ?? sum.person?.id ?? sum.customer?.id ?? "none"}>
            <td className="cell-title">
              <What by={by} sum={sum} />
              <span className="share" style={{ width: `${(100 * sum.minutes) / longest}%` }} />
            </td>
            <td className="figure quiet" data-label={t("time.entries")}>{sum.entries}</td>
            <td className="figure"><b>{hours(sum.minutes)}</b></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function What({ by, sum }: { by: SumBy; sum: TimeSpent }) {
  const { t } = useTranslation()
  if (by === "record" && sum.number) {
    return <Link to="/tickets/$number" params={{ number: sum.number }}><span className="num quiet">{sum.number}</span> {sum.title}</Link>
  }
  return <Name of={by === "person" ? sum.person : sum.customer} none={t("time.noCustomer")} />
}
