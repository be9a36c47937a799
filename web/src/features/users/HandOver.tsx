import { Alert, Button, Form, Input, Progress } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { components } from "../../api/schema.gen"
import type { Ref, User } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { Dialog } from "../../ui/Dialog"
import { nameIn } from "../../ui/names"
import { Pick } from "../../ui/pickers"
import { Shown } from "../../ui/States"

type Belongings = components["schemas"]["Belongings"]
type Run = components["schemas"]["HandOver"]

const look = 1000

/** Hands everything that waits on a person to somebody else, and follows it to its end. */
export function HandOver({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation()
  const [to, setTo] = useState<number | null>(null)
  const [reason, setReason] = useState("")
  const [wrong, setWrong] = useState<{ field: string; text: string }>()
  const [started, setStarted] = useState<number>()
  const [busy, setBusy] = useState(false)
  const path = { path: { id: String(user.id) } }
  const query = api.useQuery("get", "/api/v1/users/{id}/hand-over", { params: path }, { staleTime: 0, gcTime: 0 })
  const under = started ?? (query.data?.last && !query.data.last.finished_at ? query.data.last.id : undefined)
  const start = async () => {
    setBusy(true)
    setWrong(undefined)
    try {
      const { data } = await http.POST("/api/v1/users/{id}/hand-over", { params: path, body: { to, reason } })
      setStarted(data?.id)
    } catch (error) {
      const { field, message } = asProblem(error)
      setWrong({ field, text: message })
    } finally {
      setBusy(false)
    }
  }
  const at = (field: string) => (wrong?.field === field ? { validateStatus: "error" as const, help: wrong.text } : {})
  return (
    <Dialog
      title={t("handOver.title", { name: nameIn(user, currentLanguage()) })} onCancel={onClose}
      footer={under ? <Button onClick={onClose}>{t("common.close")}</Button> : [
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="go" type="primary" disabled={to === null || reason.trim() === ""} loading={busy} onClick={() => void start()}>{t("handOver.action")}</Button>,
      ]}
    >
      <p className="quiet form-text">{t("handOver.text")}</p>
      {wrong && wrong.field !== "to" && wrong.field !== "reason" ? <Alert type="error" showIcon role="alert" className="form-alert" title={wrong.text} /> : null}
      <Shown query={query}>{(belongings) => (under ? <Following id={under} /> : (
        <>
          <What belongings={belongings} />
          <Form layout="vertical" component="div" requiredMark={false}>
            <Form.Item label={t("handOver.to")} htmlFor="hand-over-to" {...at("to")}><Pick id="hand-over-to" of="colleagues" label={t("handOver.to")} value={to} onChange={setTo} /></Form.Item>
            <Form.Item label={t("handOver.reason")} htmlFor="hand-over-reason" {...at("reason")}><Input id="hand-over-reason" maxLength={1000} value={reason} onChange={({ target }) => setReason(target.value)} /></Form.Item>
          </Form>
        </>
      ))}</Shown>
    </Dialog>
  )
}

function What({ belongings: { incidents, items, requests, ...byHand } }: { belongings: Belongings }) {
  const { t } = useTranslation()
  const names = (refs: Ref[]) => refs.map((one) => nameIn(one, currentLanguage())).join(", ")
  const settle = (["groups", "manages", "heads", "templates"] as const).filter((one) => byHand[one].length > 0)
  return (
    <dl className="belongings">
      <dt>{t("handOver.incidents")}</dt><dd className="num">{incidents}</dd>
      <dt>{t("handOver.items")}</dt><dd className="num">{items}</dd>
      <dt>{t("handOver.requests")}</dt><dd className="num">{requests}</dd>
      <dt>{t("handOver.byHand")}</dt>
      <dd>{settle.length === 0 ? <span className="quiet">{t("handOver.nothing")}</span> : settle.map((one) => <div key={one}><span className="quiet">{t(`handOver.${one}`)}:</span> {names(byHand[one])}</div>)}</dd>
    </dl>
  )
}

function Following({ id }: { id: number }) {
  const query = api.useQuery("get", "/api/v1/hand-overs/{id}", { params: { path: { id } } }, { refetchInterval: ({ state }) => (state.data?.finished_at ? false : look) })
  return <Shown query={query}>{(run) => <Progressing run={run} />}</Shown>
}

function Progressing({ run: { id, total, done, moved, finished_at } }: { run: Run }) {
  const { t } = useTranslation()
  const stuck = api.useQuery("get", "/api/v1/hand-overs/{id}/items", { params: { path: { id }, query: { stuck: true } } }, { enabled: Boolean(finished_at) && moved < done })
  return (
    <div role="status">
      <Progress aria-label={t("handOver.action")} percent={finished_at ? 100 : Math.floor((100 * done) / Math.max(1, total))} {...(finished_at ? { status: moved < done ? ("exception" as const) : ("success" as const) } : {})} />
      <p>{t("handOver.progress", { done, total, moved })}{finished_at ? ` · ${t("handOver.finished")}` : ""}</p>
      {stuck.data && stuck.data.items.length > 0 ? (
        <>
          <h3>{t("handOver.stuck")}</h3>
          <ul className="stuck">{stuck.data.items.map(({ n, number, title, why }) => <li key={n}><b>{number}</b> {title} <span className="quiet">{why}</span></li>)}</ul>
        </>
      ) : null}
    </div>
  )
}
