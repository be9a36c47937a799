import { FireFilled } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { Checkbox } from "antd"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { Row } from "../../api/types"
import { Name } from "../../ui/Person"
import { PriorityTag, StateTag } from "../../ui/Tags"
import { TimeLeft } from "../../ui/TimeLeft"
import { When } from "../../ui/When"
import type { Sort } from "./search"
import type { Steady } from "./steady"

interface Props {
  rows: readonly Steady<Row>[]
  marked: ReadonlySet<string>
  onMark: (number: string) => void
  onMarkAll: (numbers: ReadonlySet<string>) => void
  sort: Sort | undefined
  onSort: (sort: Sort) => void
}

/** The list of tickets, dense and in one line each. */
export function DeskTable({ rows, marked, onMark, onMarkAll, sort = "-number", onSort }: Props) {
  const { t } = useTranslation()
  const all = rows.length > 0 && rows.every(({ row }) => marked.has(row.number))
  return (
    <table className="table desk-table" aria-label={t("desk.list")}>
      <thead>
        <tr>
          <th>
            <Checkbox
              aria-label={t("desk.selectAll")}
              checked={all}
              indeterminate={!all && marked.size > 0}
              onChange={() => onMarkAll(all ? new Set() : new Set(rows.map(({ row }) => row.number)))}
            />
          </th>
          <Sortable name={t("desk.number")} now={sort} down="-number" up="number" onSort={onSort} />
          <Sortable name={t("field.priority")} now={sort} down="priority" up="priority" onSort={onSort} />
          <th>{t("desk.subject")}</th>
          <th>{t("field.state")}</th>
          <Sortable name={t("clocks.leftColumn")} now={sort} down="due" up="due" onSort={onSort} />
          <th>{t("desk.requester")}</th>
          <th>{t("field.group")}</th>
          <th>{t("field.assignee")}</th>
          <Sortable name={t("desk.updated")} now={sort} down="-updated" up="-updated" onSort={onSort} />
        </tr>
      </thead>
      <tbody>
        {rows.map(({ row, gone }) => <Line key={row.number} row={row} gone={gone} marked={marked.has(row.number)} onMark={onMark} />)}
      </tbody>
    </table>
  )
}

function Sortable({ name, now, down, up, onSort }: { name: string; now: Sort; down: Sort; up: Sort; onSort: (sort: Sort) => void }) {
  const order = now === down ? (down === "priority" || down === "due" ? "ascending" : "descending") : now === up ? "ascending" : undefined
  const sign = order === "ascending" ? "↑" : order === "descending" ? "↓" : ""
  return (
    <th aria-sort={order}>
      <button type="button" className="sort" onClick={() => onSort(now === down ? up : down)}>{name} <span aria-hidden>{sign}</span></button>
    </th>
  )
}

const Line = memo(function Line({ row, gone, marked, onMark }: { row: Row; gone: boolean; marked: boolean; onMark: (number: string) => void }) {
  const { t } = useTranslation()
  const className = [marked ? "marked" : "", gone ? "gone" : ""].join(" ").trim() || undefined
  return (
    <tr className={className} title={gone ? t("desk.gone") : undefined}>
      <td className="cell-mark"><Checkbox aria-label={t("desk.select", { number: row.number })} checked={marked} onChange={() => onMark(row.number)} /></td>
      <td className="num cell-number">
        <Link to="/tickets/$number" params={{ number: row.number }} tabIndex={-1} aria-hidden="true">{row.number}</Link>
        {row.escalated ? <FireFilled className="fire" title={t("ticket.escalated")} aria-label={t("ticket.escalated")} /> : null}
      </td>
      <td className="cell-priority"><PriorityTag priority={row.priority} brief /></td>
      <td className="cell-title"><Link to="/tickets/$number" params={{ number: row.number }} data-ticket={row.number}><span className="sr-only">{row.number} </span>{row.title}</Link></td>
      <td className="cell-state"><StateTag state={row.state} hold={row.hold_reason} brief /></td>
      <td className="nowrap num cell-left"><TimeLeft row={row} /></td>
      <td className="cut wide-cell"><Name of={row.requester} /></td>
      <td className="cut wide-cell"><Name of={row.group} none="–" /></td>
      <td className="cut cell-assignee"><Name of={row.assignee} none={t("common.nobody")} /></td>
      <td className="nowrap quiet cell-updated"><When at={row.updated_at} as="short" /></td>
    </tr>
  )
})
