import { ExclamationCircleFilled } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { Button, Checkbox } from "antd"
import { memo } from "react"
import { useTranslation } from "react-i18next"
import type { WorkItem } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { useNow } from "../../time/now"
import { nameIn } from "../../ui/names"
import { Name } from "../../ui/Person"
import { PriorityTag } from "../../ui/Tags"
import { TimeLeft } from "../../ui/TimeLeft"
import { When } from "../../ui/When"
import { WaitsFor } from "../ticket/Waiting"
import { type Answer, actOf } from "./answers"
import { answerWord, askedFor } from "./words"

interface Props {
  items: readonly WorkItem[]
  marked: ReadonlySet<number>
  busy: boolean
  onMark: (id: number, range: boolean) => void
  onMarkAll: (ids: ReadonlySet<number>) => void
  onAnswer: (item: WorkItem, answer: Answer) => void
}

/** What waits, one line each; on a phone one card each with its answers at the thumb. */
export function InboxTable({ items, marked, busy, onMark, onMarkAll, onAnswer }: Props) {
  const { t } = useTranslation()
  const all = items.every(({ id }) => marked.has(id))
  return (
    <table className="table inbox-table" aria-label={t("inbox.list")}>
      <thead>
        <tr>
          <th>
            <Checkbox
              aria-label={t("desk.selectAll")}
              checked={all}
              indeterminate={!all && marked.size > 0}
              onChange={() => onMarkAll(all ? new Set() : new Set(items.map(({ id }) => id)))}
            />
          </th>
          <th>{t("work.step")}</th><th>{t("inbox.from")}</th><th>{t("work.forWhom")}</th><th>{t("work.due")}</th><th><span className="sr-only">{t("plan.mine.title")}</span></th>
        </tr>
      </thead>
      <tbody>{items.map((item) => <Line key={item.id} item={item} marked={marked.has(item.id)} busy={busy} onMark={onMark} onAnswer={onAnswer} />)}</tbody>
    </table>
  )
}

type LineProps = Pick<Props, "busy" | "onMark" | "onAnswer"> & { item: WorkItem; marked: boolean }

const Line = memo(function Line({ item, marked, busy, onMark, onAnswer }: LineProps) {
  const { t } = useTranslation()
  const { record } = item
  const name = askedFor(t, item)
  return (
    <tr className={marked ? "marked" : undefined}>
      <td className="cell-mark">
        <Checkbox aria-label={t("inbox.select", { name, number: record.number })} checked={marked} onChange={({ nativeEvent }) => onMark(item.id, "shiftKey" in nativeEvent && nativeEvent.shiftKey === true)} />
      </td>
      <td className="cell-what">
        <b>{name}</b>
        <span className="inbox-record">
          {record.type === "incident" ? <PriorityTag priority={record.priority} brief /> : null}
          <Link to="/tickets/$number" params={{ number: record.number }} data-item={item.id}><span className="num">{record.number}</span> {record.title}</Link>
          {record.type === "incident" && record.due_at ? <span className="small quiet nowrap"><TimeLeft row={record} /></span> : null}
        </span>
      </td>
      <td className="cut" data-label={t("inbox.from")}><Name of={record.requester} /></td>
      <td className="cell-for" data-label={t("work.forWhom")}>{item.for ? t("inbox.deputyFor", { who: nameIn(item.for, currentLanguage()) }) : <WaitsFor wait={item} />}</td>
      <td className="cell-due"><Due item={item} /></td>
      <td className="cell-answer"><Answers item={item} busy={busy} onAnswer={onAnswer} /></td>
    </tr>
  )
})

/** Until when, and what happens then if nobody acts. */
function Due({ item }: { item: WorkItem }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!item.due_at) return <span className="quiet">–</span>
  const late = item.due_at < now
  return (
    <>
      <span className={late ? "late" : undefined}>
        {late ? <><ExclamationCircleFilled aria-hidden /> {t("plan.late")} </> : null}<When at={item.due_at} as="deadline" /> (<When at={item.due_at} as="ahead" />)
      </span>
      {item.then_text ? <span className="quiet small inbox-then">{t("ticket.waitingThen", { what: item.then_text })}</span> : null}
    </>
  )
}

function Answers({ item, busy, onAnswer }: Pick<LineProps, "item" | "busy" | "onAnswer">) {
  const { t } = useTranslation()
  const buttons = (["claim", "no", "yes"] as const).filter((answer) => actOf(item, answer))
  if (buttons.length === 0) return <Link to="/tickets/$number" params={{ number: item.record.number }} tabIndex={-1}><Button size="small" tabIndex={-1}>{t("inbox.openIt")}</Button></Link>
  return (
    <span className="inbox-answers">
      {buttons.map((answer) => (
        <Button
          key={answer}
          size="small"
          {...(answer === "yes" ? { type: "primary" as const, ghost: true } : {})}
          disabled={busy}
          aria-label={`${answerWord(t, item, answer)}: ${item.record.number}`}
          onClick={() => onAnswer(item, answer)}
        >
          {answerWord(t, item, answer)}
        </Button>
      ))}
    </span>
  )
}
