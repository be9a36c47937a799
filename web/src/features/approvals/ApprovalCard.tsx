import { BellOutlined, ExclamationCircleFilled } from "@ant-design/icons"
import { useQueryClient } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { Alert, App, Button, Checkbox } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { ApprovalRow } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { useNow } from "../../time/now"
import { ago, duration } from "../../time/format"
import { nameIn } from "../../ui/names"
import { When } from "../../ui/When"
import { Owner, OwnerSign } from "../plan/Who"
import { verdictWord } from "../plan/words"

type Verdict = Parameters<typeof verdictWord>[1]

/** A request with on whom it waits, since when and until when. */
export function ApprovalCard({ row, mine, marked, onMark }: { row: ApprovalRow; mine: boolean; marked: boolean; onMark: (number: string) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const verdict = row.verdict as Verdict
  return (
    <li className="approval">
      <div className="approval-head">
        <Checkbox aria-label={t("paper.select", { number: row.number })} checked={marked} onChange={() => onMark(row.number)} />
        <Link to="/tickets/$number" params={{ number: row.number }} className="approval-title">{row.title}</Link>
        <span className={`tag verdict-${verdict || "running"}`}><i className="dot" aria-hidden />{verdictWord(t, verdict, true)}</span>
      </div>
      <p className="approval-facts small quiet">
        <span className="num">{row.number}</span>
        <span>{nameIn(row.template, language)}</span>
        <span>{mine ? t("approvals.asked") : t("approvals.askedBy", { who: nameIn(row.requester, language) })} <When at={row.created_at} /></span>
        {row.closed_at ? <span>{t("approvals.closed")} <When at={row.closed_at} /></span> : null}
      </p>
      {row.closed_at ? null : (
        <div className="approval-waits">
          <ul>
            {row.waiting_on.length === 0 ? <li className="quiet small">{t("approvals.onNobody")}</li> : row.waiting_on.map((wait) => <Wait key={`${wait.step} ${wait.person?.id} ${wait.group?.id} ${wait.role}`} wait={wait} />)}
          </ul>
          <Urge row={row} />
        </div>
      )}
    </li>
  )
}

function Wait({ wait }: { wait: ApprovalRow["waiting_on"][number] }) {
  const { t } = useTranslation()
  const now = useNow()
  const language = currentLanguage()
  const late = wait.until !== null && wait.until < now
  return (
    <li className="approval-wait">
      <OwnerSign of={wait} size={26} />
      <span>
        <b><Owner of={wait} /></b> <span className="quiet">{nameIn({ name: wait.step, name_en: wait.step_en }, language)}</span>
        <span className="approval-time small">
          <span className="quiet">{t("approvals.since", { since: duration(wait.since, language, now) })}</span>
          {wait.until ? (
            <span className={late ? "late" : undefined}>
              {late ? <ExclamationCircleFilled aria-hidden /> : null} {t(late ? "approvals.late" : "approvals.until")} <When at={wait.until} as="deadline" /> (<When at={wait.until} as="ahead" />)
            </span>
          ) : null}
        </span>
      </span>
    </li>
  )
}

/** Urges whoever is waited for, if the record offers it to this viewer now. */
function Urge({ row }: { row: ApprovalRow }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const now = useNow()
  const [refused, setRefused] = useState("")
  const record = api.useQuery("get", "/api/v1/records/{number}", { params: { path: { number: row.number } } })
  const act = api.useMutation("post", "/api/v1/records/{number}/acts", {
    onMutate: () => setRefused(""),
    onSuccess: () => void message.success(t("approvals.urgedDone", { number: row.number })),
    onError: (error) => setRefused(asProblem(error).message),
    onSettled: () => client.invalidateQueries({
      predicate: ({ queryKey: [, path, init] }) =>
        path === "/api/v1/approvals" || (init as { params?: { path?: { number?: string } } } | undefined)?.params?.path?.number === row.number,
    }),
  })
  const offered = record.data?.plan?.acts.some(({ verb }) => verb === "urge") ?? false
  return (
    <div className="approval-urge">
      {offered ? (
        <Button
          size="small"
          icon={<BellOutlined aria-hidden />}
          aria-label={`${t("approvals.urge")}: ${row.number}`}
          loading={act.isPending}
          onClick={() => act.mutate({ params: { path: { number: row.number }, header: { "Idempotency-Key": newKey() } }, body: { verb: "urge" } })}
        >
          {t("approvals.urge")}
        </Button>
      ) : null}
      {row.urged_at ? <span className="quiet small">{t("approvals.urged", { when: ago(row.urged_at, currentLanguage(), now) })}</span> : null}
      {refused ? <Alert type="warning" showIcon title={refused} role="alert" /> : null}
    </div>
  )
}
