import { HistoryOutlined } from "@ant-design/icons"
import { Alert, App, Button, Progress } from "antd"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import type { LevelJob } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { absolute } from "../../../time/format"
import { useZone } from "../../../ui/When"

const look = 700 // milliseconds between two looks at a job that runs

/** Sets the clocks of all open tickets to the policies and calendars as they are now: first what would change, then the change. */
export function Recompute() {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const jobs = api.useQuery("get", "/api/v1/level-jobs", {}, { refetchInterval: ({ state }) => (state.data?.items.some(running) ? look : false) })
  const start = api.useMutation("post", "/api/v1/level-jobs", { onSuccess: () => jobs.refetch() })
  const job = jobs.data?.items[0]
  const busy = start.isPending || (job !== undefined && running(job))
  const apply = () =>
    modal.confirm({ title: t("recompute.sure", { count: job?.changed ?? 0 }), content: t("recompute.sureText"), okText: t("recompute.apply"), onOk: () => start.mutateAsync({ body: { dry: false } }).catch(() => {}) })
  return (
    <section className="panel padded recompute">
      <h2>{t("recompute.title")}</h2>
      <p className="quiet small">{t("recompute.text")}</p>
      <p className="recompute-buttons">
        <Button icon={<HistoryOutlined aria-hidden />} disabled={busy} loading={start.isPending} onClick={() => start.mutate({ body: { dry: true } })}>{t("recompute.preview")}</Button>
        {job && !running(job) && job.dry && job.changed > 0 ? <Button type="primary" disabled={busy} onClick={apply}>{t("recompute.apply")}</Button> : null}
      </p>
      {start.error ? <Alert type="error" showIcon role="alert" title={asProblem(start.error).message} /> : null}
      {jobs.error ? <Alert type="error" showIcon role="alert" title={asProblem(jobs.error).message} /> : null}
      {job ? <Outcome job={job} /> : null}
    </section>
  )
}

const running = (job: LevelJob) => job.finished_at === null

function Outcome({ job }: { job: LevelJob }) {
  const { t } = useTranslation()
  const percent = job.total === 0 ? 100 : Math.floor((100 * job.done) / job.total)
  if (running(job)) {
    return (
      <div role="status">
        <p>{t(job.dry ? "recompute.looking" : "recompute.setting", { done: job.done, total: job.total })}</p>
        <Progress percent={percent} aria-label={t("recompute.title")} />
      </div>
    )
  }
  return (
    <div role="status">
      <p><b>{job.changed === 0 ? t("recompute.nothing") : t(job.dry ? "recompute.would" : "recompute.did", { count: job.changed, total: job.total })}</b></p>
      {job.late > 0 ? <p>{t(job.dry ? "recompute.wouldLate" : "recompute.didLate", { count: job.late })}</p> : null}
      {job.rescued > 0 ? <p>{t(job.dry ? "recompute.wouldRescue" : "recompute.didRescue", { count: job.rescued })}</p> : null}
      {job.sample.length > 0 ? <Samples job={job} /> : null}
    </div>
  )
}

function Samples({ job }: { job: LevelJob }) {
  const { t } = useTranslation()
  const zone = useZone()
  const when = (at: string | null) => (at ? absolute(at, zone, currentLanguage()) : "–")
  return (
    <details>
      <summary>{t("recompute.which", { count: job.sample.length })}</summary>
      <div className="table-box" role="region" aria-label={t("recompute.which", { count: job.sample.length })}>
        <table className="table">
          <thead><tr><th>{t("recompute.ticket")}</th><th>{t("recompute.before")}</th><th>{t("recompute.after")}</th></tr></thead>
          <tbody>
            {job.sample.map((row) => (
              <tr key={row.number}>
                <td><Link to="/tickets/$number" params={{ number: row.number }} className="num">{row.number}</Link></td>
                <td>{when(row.before)}</td><td>{when(row.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
