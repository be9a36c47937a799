import { Link } from "@tanstack/react-router"
import { Button } from "antd"
import { useTranslation } from "react-i18next"
import type { WorkItem } from "../../api/types"
import { word } from "../../i18n/word"
import { useNow } from "../../time/now"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { PriorityTag, StateTag } from "../../ui/Tags"
import { TimeLeft } from "../../ui/TimeLeft"
import { When } from "../../ui/When"
import { WaitsFor } from "../ticket/Waiting"
import { useWork } from "./data"

/** Everything that waits on the viewer, on a group or on a role of theirs. */
export function WorkPage() {
  const { t } = useTranslation()
  const query = useWork()
  return (
    <Page title={t("work.title")}>
      <p className="quiet page-text">{t("work.text")}</p>
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing title={t("work.empty")} text={t("work.emptyText")} action={<Link to="/desk" search={{}}><Button type="primary">{t("work.toDesk")}</Button></Link>} />
          ) : (
            <div className="panel table-box">
              <table className="table">
                <thead>
                  <tr>
                    <th>{t("desk.number")}</th><th>{t("desk.subject")}</th><th>{t("clocks.leftColumn")}</th><th>{t("work.step")}</th><th>{t("work.forWhom")}</th><th>{t("work.due")}</th><th>{t("work.otherwise")}</th>
                  </tr>
                </thead>
                <tbody>{items.map((item) => <Item key={item.id} item={item} />)}</tbody>
              </table>
            </div>
          )}
      </Shown>
    </Page>
  )
}

function Item({ item }: { item: WorkItem }) {
  const { t } = useTranslation()
  const now = useNow()
  const late = item.due_at !== null && item.due_at < now
  const { record } = item
  return (
    <tr>
      <td className="num"><PriorityTag priority={record.priority} brief /> <Link to="/tickets/$number" params={{ number: record.number }}>{record.number}</Link></td>
      <td className="cell-title"><Link to="/tickets/$number" params={{ number: record.number }}>{record.title}</Link> <StateTag state={record.state} hold={record.hold_reason} /></td>
      <td data-label={t("clocks.leftColumn")} className="nowrap num"><TimeLeft row={record} /></td>
      <td data-label={t("work.step")}>{word(t, "step", item.step)}</td>
      <td data-label={t("work.forWhom")}><WaitsFor wait={item} /></td>
      <td data-label={t("work.due")} className={late ? "late" : undefined}>{item.due_at ? <><When at={item.due_at} as="deadline" />{late ? <> · {t("work.overdue")}</> : null}</> : "–"}</td>
      <td data-label={t("work.otherwise")} className="quiet">{item.then_text}</td>
    </tr>
  )
}
