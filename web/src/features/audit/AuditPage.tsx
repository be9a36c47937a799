import { SafetyCertificateOutlined } from "@ant-design/icons"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Alert, Button, Input } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { AuditEntry } from "../../api/types"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { Page } from "../../ui/Page"
import { Name } from "../../ui/Person"
import { Nothing, Shown } from "../../ui/States"
import { useZone, When } from "../../ui/When"
import { sayChanges } from "../ticket/changes"

/** The audit trail, and its verification. */
export function AuditPage() {
  return useMe().permissions.audit ? <Audit /> : <NotAllowed />
}

function Audit() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { subject } = useSearch({ from: "/shell/audit" })
  const query = api.useInfiniteQuery(
    "get", "/api/v1/audit", { params: { query: { subject } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
  return (
    <Page title={t("audit.title")}>
      <p className="quiet page-text">{t("audit.text")}</p>
      <Verify />
      <div className="filters">
        <Input.Search
          key={subject}
          defaultValue={subject}
          allowClear
          placeholder={t("audit.subjectHint")}
          aria-label={t("audit.subject")}
          onSearch={(text) => void navigate({ to: "/audit", search: { subject: text.trim() || undefined } })}
        />
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items ?? [])
            return rows.length === 0 ? <Nothing title={t("audit.empty")} text={t("audit.emptyText")} /> : <Rows rows={rows} />
          }}
        </Shown>
      </div>
      {query.hasNextPage ? <div className="list-foot"><span /><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button></div> : null}
    </Page>
  )
}

function Rows({ rows }: { rows: AuditEntry[] }) {
  const { t } = useTranslation()
  return (
    <table className="table">
      <thead><tr><th>{t("audit.when")}</th><th>{t("audit.subject")}</th><th>{t("audit.who")}</th><th>{t("audit.what")}</th><th>{t("audit.changes")}</th></tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="nowrap quiet"><When at={row.at} as="exact" /></td>
            <td className="nowrap">
              {row.subject.includes(":") ? <span className="mono">{row.subject}</span> : <Link to="/tickets/$number" params={{ number: row.subject }} className="num">{row.subject}</Link>}{" "}
              <span className="quiet small">#{row.seq}</span>
            </td>
            <td>{row.actor ? <Name of={row.actor} /> : t("common.system")}{row.impersonator ? <span className="quiet small"> ({t("ticket.by")} <Name of={row.impersonator} />)</span> : null}</td>
            <td>{word(t, row.subject.includes(":") ? "audited" : "did", row.verb)}{row.why ? <div className="quiet small">{row.why}</div> : null}</td>
            <td><Changes changes={row.changes} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Changes({ changes }: { changes: unknown }) {
  const { t } = useTranslation()
  const said = sayChanges(t, changes as Record<string, unknown[]>, currentLanguage(), useZone())
  return (
    <ul className="changes">
      {said.map(({ field, before, after }) => <li key={field}><span className="quiet">{field}:</span> {before ? <><s>{before}</s> → </> : null}{after || t("ticket.empty")}</li>)}
    </ul>
  )
}

/** Reads every row of the chain and tells whether it is intact. */
function Verify() {
  const { t } = useTranslation()
  const verify = api.useQuery("get", "/api/v1/audit/verify", {}, { enabled: false, gcTime: 0, staleTime: 0 })
  const { data } = verify
  return (
    <div className="verify">
      <Button icon={<SafetyCertificateOutlined aria-hidden />} loading={verify.isFetching} onClick={() => void verify.refetch()}>{verify.isFetching ? t("audit.verifying") : t("audit.verify")}</Button>
      {verify.error ? <Alert type="error" showIcon title={asProblem(verify.error).message} role="alert" /> : null}
      {data?.ok ? <Alert type="success" showIcon role="status" title={t("audit.intact", { rows: data.rows, subjects: data.subjects })} /> : null}
      {data && !data.ok ? (
        <Alert
          type="error" showIcon role="alert" title={t("audit.broken", { count: data.broken?.length ?? 0 })}
          description={<ul>{data.broken?.map((one) => <li key={`${one.subject}-${one.seq}`}>{t("audit.brokenAt", { subject: one.subject, seq: one.seq, why: one.why })}</li>)}</ul>}
        />
      ) : null}
    </div>
  )
}
