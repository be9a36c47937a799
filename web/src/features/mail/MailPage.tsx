import { useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Input, Segmented } from "antd"
import { Link } from "@tanstack/react-router"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { MailIn } from "../../api/types"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { When } from "../../ui/When"
import { MailDialog } from "./MailDialog"
import { mailStates, type MailState } from "./search"

/** Mails that came in: what the desk has to decide on, and what became of the others. */
export function MailPage() {
  return useMe().permissions.desk ? <Mails /> : <NotAllowed />
}

const look = 60_000 // nobody says when a mail comes in

function Mails() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: "/shell/mail" })
  const state = search.state ?? "held"
  const query = api.useInfiniteQuery(
    "get", "/api/v1/mail/in", { params: { query: { q: search.q, state: state === "all" ? undefined : state } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined, refetchInterval: look },
  )
  const go = (part: { state?: MailState | undefined; q?: string | undefined; mail?: number | undefined }) => void navigate({ to: "/mail", search: { ...search, ...part }, replace: true })
  return (
    <Page title={t("mail.title")}>
      <p className="quiet page-text">{t("mail.text")}</p>
      <div className="filters">
        <Segmented<MailState> aria-label={t("mail.state")} value={state} onChange={(value) => go({ state: value === "held" ? undefined : value })}
          options={mailStates.map((value) => ({ value, label: value === "all" ? t("mail.anyState") : t(`mail.states.${value}`) }))} />
        <Input.Search key={search.q} defaultValue={search.q} allowClear placeholder={t("mail.searchHint")} aria-label={t("common.search")} onSearch={(q) => go({ q: q.trim() || undefined })} />
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ pages }) => {
            const mails = pages.flatMap(({ items }) => items ?? [])
            if (mails.length === 0) return state === "held" && !search.q ? <Nothing title={t("mail.emptyHeld")} text={t("mail.emptyHeldText")} /> : <Nothing title={t("mail.empty")} />
            return <Rows mails={mails} onOpen={(mail) => go({ mail })} />
          }}
        </Shown>
      </div>
      {query.hasNextPage ? <div className="list-foot"><span /><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button></div> : null}
      {search.mail ? <MailDialog id={search.mail} onClose={() => go({ mail: undefined })} /> : null}
    </Page>
  )
}

function Rows({ mails, onOpen }: { mails: MailIn[]; onOpen: (id: number) => void }) {
  const { t } = useTranslation()
  return (
    <table className="table">
      <thead><tr><th>{t("mail.subject")}</th><th>{t("mail.from")}</th><th>{t("mail.state")}</th><th>{t("mail.why")}</th><th>{t("mail.ticket")}</th><th>{t("mail.when")}</th></tr></thead>
      <tbody>
        {mails.map((mail) => (
          <tr key={mail.id}>
            <td className="cell-title"><button type="button" className="link wrap" onClick={() => onOpen(mail.id)}><b>{mail.subject || t("mail.noSubject")}</b></button></td>
            <td data-label={t("mail.from")}><span className="wrap">{mail.name ? `${mail.name} ` : ""}<span className="quiet">{mail.address}</span></span></td>
            <td data-label={t("mail.state")}><span className={`tag mail-${mail.state}`}>{t(`mail.states.${mail.state}`)}</span></td>
            <td data-label={mail.reason ? t("mail.why") : undefined}>{mail.reason ? t(`mail.reason.${mail.reason as "own"}`, { defaultValue: mail.reason }) : null}</td>
            <td data-label={mail.number ? t("mail.ticket") : undefined}>{mail.number ? <Link to="/tickets/$number" params={{ number: mail.number }} className="num">{mail.number}</Link> : null}</td>
            <td className="nowrap quiet" data-label={t("mail.when")}><When at={mail.received_at} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
