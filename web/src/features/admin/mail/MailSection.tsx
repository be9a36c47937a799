import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Alert, App, Button, Input, Segmented } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import type { MailOut, MailWay } from "../../../api/types"
import { Name } from "../../../ui/Person"
import { Nothing, Shown } from "../../../ui/States"
import { When } from "../../../ui/When"
import { LetterDialog } from "./LetterDialog"

const look = 5_000 // whoever sets mail up wants to see it work

/** How mails leave and come in, and every mail that leaves. */
export default function MailSection() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const status = api.useQuery("get", "/api/v1/mail/status", {}, { refetchInterval: look })
  const test = api.useMutation("post", "/api/v1/mail/test", {
    onSuccess: ({ address }) => {
      void message.success(t("letters.tested", { address }))
      void client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/mail/out") })
    },
    onError: (error) => void message.error(asProblem(error).message),
  })
  return (
    <>
      <Shown query={status}>
        {({ out, in: into, out_counts, in_counts }) => (
          <div className="two cards mail-ways">
            <Way way={out} title={t("letters.out")} off={t("letters.offOut")} counts={Object.entries(out_counts).map(([state, count]) => [t(`letters.states.${state as "sent"}`), count])}>
              <Button loading={test.isPending} onClick={() => test.mutate({})}>{t("letters.test")}</Button>
            </Way>
            <Way way={into} title={t("letters.in")} off={t("letters.offIn")} counts={Object.entries(in_counts).map(([state, count]) => [t(`mail.states.${state as "held"}`), count])}>
              <Link to="/mail" search={{}}>{t("mail.title")}</Link>
            </Way>
          </div>
        )}
      </Shown>
      <Letters />
    </>
  )
}

function Way({ way, title, off, counts, children }: { way: MailWay; title: string; off: string; counts: [string, number][]; children: React.ReactNode }) {
  const { t } = useTranslation()
  const state = !way.configured ? "off" : way.why ? "fails" : way.worked_at ? "works" : "never"
  return (
    <section className="panel padded" aria-label={title}>
      <h2>{title} <span className={`tag mail-${state}`}>{t(`letters.${state}`)}</span></h2>
      <p className="wrap">{way.configured ? <span className="mono">{way.address}</span> : <span className="quiet">{off}</span>}</p>
      {way.why ? <Alert type="error" showIcon title={way.why} className="wrap" /> : null}
      {way.worked_at ? <p className="quiet small">{t("letters.worked")}: <When at={way.worked_at} /></p> : null}
      {counts.length > 0 ? <p className="mail-counts">{counts.map(([name, count]) => <span key={name}>{name} <b>{count}</b></span>)}</p> : null}
      <div>{children}</div>
    </section>
  )
}

const states = ["waiting", "sent", "refused", "bounced", "dropped"] as const
type State = (typeof states)[number] | "all"

function Letters() {
  const { t } = useTranslation()
  const [state, setState] = useState<State>("all")
  const [q, setQ] = useState("")
  const [shown, setShown] = useState<MailOut>()
  const query = api.useInfiniteQuery(
    "get", "/api/v1/mail/out", { params: { query: { q: q || undefined, state: state === "all" ? undefined : state } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined, refetchInterval: look },
  )
  return (
    <section aria-label={t("letters.list")}>
      <h2>{t("letters.list")}</h2>
      <div className="filters">
        <Segmented<State> aria-label={t("letters.state")} value={state} onChange={setState} options={(["all", ...states] as const).map((value) => ({ value, label: value === "all" ? t("letters.anyState") : t(`letters.states.${value}`) }))} />
        <Input.Search allowClear placeholder={t("letters.searchHint")} aria-label={t("common.search")} onSearch={(words) => setQ(words.trim())} />
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ pages }) => {
            const letters = pages.flatMap(({ items }) => items ?? [])
            return letters.length === 0 ? <Nothing title={t("letters.empty")} text={t("letters.emptyText")} /> : <Rows letters={letters} onShow={setShown} />
          }}
        </Shown>
      </div>
      {query.hasNextPage ? <div className="list-foot"><span /><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button></div> : null}
      {shown ? <LetterDialog letter={shown} onClose={() => setShown(undefined)} /> : null}
    </section>
  )
}

function Rows({ letters, onShow }: { letters: MailOut[]; onShow: (letter: MailOut) => void }) {
  const { t } = useTranslation()
  return (
    <table className="table">
      <thead><tr><th>{t("letters.to")}</th><th>{t("letters.kind")}</th><th>{t("letters.subject")}</th><th>{t("letters.state")}</th><th>{t("letters.when")}</th><th><span className="sr-only">{t("common.more")}</span></th></tr></thead>
      <tbody>
        {letters.map((letter) => (
          <tr key={letter.id}>
            <td><button type="button" className="link" onClick={() => onShow(letter)}><b>{letter.user ? <Name of={letter.user} /> : letter.address}</b></button> <span className="quiet small wrap">{letter.address}</span></td>
            <td data-label={t("letters.kind")}>{t(`letters.kinds.${letter.kind}`)}</td>
            <td data-label={letter.subject || letter.number ? t("letters.subject") : undefined} className="wrap">{letter.subject || letter.number}</td>
            <td data-label={t("letters.state")}><Standing letter={letter} /></td>
            <td className="nowrap quiet" data-label={t("letters.when")}><When at={letter.created_at} /></td>
            <td><Doing letter={letter} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Standing({ letter }: { letter: MailOut }) {
  const { t } = useTranslation()
  return (
    <>
      <span className={`tag mail-${letter.state}`}>{t(`letters.states.${letter.state}`)}</span>
      {letter.why ? <div className="quiet small wrap">{t(`letters.why.${letter.why as "read"}`, { defaultValue: letter.why })}</div> : null}
      {letter.state === "waiting" && letter.tries > 0 ? <div className="quiet small">{t("letters.tries")}: {letter.tries}, {t("letters.next")} <When at={letter.due_at} as="ahead" /></div> : null}
    </>
  )
}

/** What may be done with a letter: again at once, or not at all. */
function Doing({ letter }: { letter: MailOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const set = api.useMutation("patch", "/api/v1/mail/out/{id}", {
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/mail/") }),
    onError: (error) => void message.error(asProblem(error).message),
  })
  const to = (state: "waiting" | "dropped") => set.mutate({ params: { path: { id: letter.id } }, body: { state } })
  return (
    <span className="mail-doing">
      {letter.state !== "sent" && (letter.state !== "waiting" || letter.tries > 0) ? <Button size="small" loading={set.isPending} onClick={() => to("waiting")}>{t("letters.again")}</Button> : null}
      {letter.state === "waiting" ? <Button size="small" loading={set.isPending} onClick={() => to("dropped")}>{t("letters.drop")}</Button> : null}
    </span>
  )
}
