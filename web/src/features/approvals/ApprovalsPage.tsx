import { PlusOutlined } from "@ant-design/icons"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Segmented } from "antd"
import { useTranslation } from "react-i18next"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { MarkedBar, useMarked } from "../paper/Marked"
import { SaveMenu } from "../paper/SaveMenu"
import { ApprovalCard } from "./ApprovalCard"
import { filterOf, type Part, useApprovals } from "./data"

const parts = ["waiting", "ended", "all"] as const

/** What one has asked for and on whom it waits; what others ask, as far as one may see it. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { part = "waiting" } = useSearch({ from: "/shell/approvals" })
  const query = useApprovals(part)
  const { marked, mark, clear } = useMarked()
  const ask = <Link to="/approvals/new" search={{}}><Button type="primary" icon={<PlusOutlined aria-hidden />}>{t("approvals.ask")}</Button></Link>
  return (
    <Page title={t("approvals.title")} className="approvals narrow" actions={<><SaveMenu what={{ list: "approvals", filter: filterOf(part) }} label={t("paper.save")} />{ask}</>}>
      <div className="filters">
        <Segmented<Part>
          aria-label={t("approvals.title")}
          value={part}
          onChange={(next) => {
            clear()
            void navigate({ to: "/approvals", search: next === "waiting" ? {} : { part: next }, replace: true })
          }}
          options={parts.map((value) => ({ value, label: t(`approvals.parts.${value}`) }))}
        />
      </div>
      <MarkedBar list="approvals" marked={marked} onClear={clear} />
      <section className="panel" aria-label={t(`approvals.parts.${part}`)}>
        <Shown query={query}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items)
            if (rows.length === 0) return <Nothing title={t(`approvals.none.${part}`)} {...(part === "waiting" ? { text: t("approvals.noneText"), action: ask } : {})} />
            return (
              <>
                <ul className="approval-rows">{rows.map((row) => <ApprovalCard key={row.number} row={row} mine={part !== "all"} marked={marked.has(row.number)} onMark={mark} />)}</ul>
                {query.hasNextPage ? <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button> : null}
              </>
            )
          }}
        </Shown>
      </section>
    </Page>
  )
}
