import { QuestionCircleOutlined, ReadOutlined } from "@ant-design/icons"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Segmented, Select, Switch } from "antd"
import { useCallback, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { WorkItem } from "../../api/types"
import { useMe } from "../../app/me"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { useToRead } from "../documents/data"
import { AnswerBar } from "./AnswerBar"
import { AnswerDialog } from "./AnswerDialog"
import { type Answer, actOf, byVerb, mark, needsWords } from "./answers"
import { useInbox } from "./data"
import { InboxHelp } from "./InboxHelp"
import { InboxTable } from "./InboxTable"
import type { InboxSearch } from "./search"
import { useAnswers } from "./useAnswers"
import { useInboxKeys } from "./useInboxKeys"

const nothingMarked: ReadonlySet<number> = new Set()

/** Everything that waits on the viewer: in person, by a group or role, or as a deputy; answered one by one or many at once. */
export function WorkPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: "/shell/work" })
  const query = useInbox(search)
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const [help, setHelp] = useState(false)
  const { marked, toggle, setMarked, chosen } = useMarks(items)
  const answers = useAnswers()
  const [asking, setAsking] = useState<{ items: WorkItem[]; answer: Answer }>()

  const give = async (what: WorkItem[], answer: Answer, comment: string) => {
    setAsking(undefined)
    const done = new Set((await answers.run(what, answer, comment)).map(({ id }) => id))
    setMarked((before) => new Set([...before].filter((id) => !done.has(id))))
  }
  /** Alone and without need of words an answer is given at once; else it is asked for them. */
  const begin = (what: WorkItem[], answer: Answer) => {
    const [only] = what
    const offer = only && what.length === 1 ? actOf(only, answer) : undefined
    if (answers.progress || byVerb(what, answer).verbs.size === 0) return
    if (offer && !needsWords(offer)) void give(what, answer, "")
    else setAsking({ items: what, answer })
  }
  useInboxKeys(items, {
    mark: (item, range) => toggle(item.id, range),
    answer: (item, answer) => begin(chosen.length > 0 ? chosen : item ? [item] : [], answer),
    help: () => setHelp(true),
    reload: () => void query.refetch(),
  })
  return (
    <Page
      title={t("work.title")}
      className="inbox"
      actions={<Button type="text" icon={<QuestionCircleOutlined aria-hidden />} className="wide-only" onClick={() => setHelp(true)}>{t("shell.shortcuts")}</Button>}
    >
      <ToRead />
      <InboxFilters search={search} onChange={() => setMarked(nothingMarked)} />
      {chosen.length > 0 || answers.progress || answers.result ? <AnswerBar chosen={chosen} answers={answers} onAnswer={(answer) => begin(chosen, answer)} onClear={() => setMarked(nothingMarked)} /> : null}
      <div className="panel table-box">
        <Shown query={query}>
          {() => items.length === 0 ? <Empty search={search} /> : (
            <InboxTable items={items} marked={marked} onMark={toggle} onMarkAll={setMarked} busy={answers.progress !== undefined} onAnswer={(item, answer) => begin([item], answer)} />
          )}
        </Shown>
      </div>
      {query.hasNextPage ? <footer className="list-foot"><span className="grow" /><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button></footer> : null}
      {help ? <InboxHelp onClose={() => setHelp(false)} /> : null}
      {asking ? <AnswerDialog {...asking} onClose={() => setAsking(undefined)} onAnswer={(what, comment) => void give(what, asking.answer, comment)} /> : null}
    </Page>
  )
}

/** The marked items; those that are gone are marked no more. */
function useMarks(items: readonly WorkItem[]) {
  const [marked, setMarked] = useState(nothingMarked)
  const last = useRef<number>(undefined)
  const order = items.map(({ id }) => id).join()
  const toggle = useCallback((id: number, range: boolean) => {
    const before = last.current
    last.current = id
    setMarked((now) => mark(now, order.split(",").map(Number), id, before, range))
  }, [order])
  return { marked, setMarked, toggle, chosen: items.filter(({ id }) => marked.has(id)) }
}

/** What was circulated to the viewer waits on them too, in a list of its own. */
function ToRead() {
  const { t } = useTranslation()
  const { unread, more } = useToRead(!useMe().customer)
  if (unread === 0) return null
  return <p className="inbox-to-read"><Link to="/documents" search={{}}><ReadOutlined aria-hidden /> {more ? t("inbox.toReadMany", { count: unread }) : t("inbox.toRead", { count: unread })}</Link></p>
}

function InboxFilters({ search, onChange }: { search: InboxSearch; onChange: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const go = (part: InboxSearch) => {
    onChange()
    void navigate({ to: "/work", search: { ...search, ...part }, replace: true })
  }
  return (
    <div className="filters" role="group" aria-label={t("desk.filters")}>
      <Segmented<"all" | "me">
        aria-label={t("inbox.who")}
        value={search.who ?? "all"}
        onChange={(who) => go({ who: who === "me" ? "me" : undefined })}
        options={[{ value: "all", label: t("inbox.everybody") }, { value: "me", label: t("inbox.me") }]}
      />
      <Select<"all" | "incident" | "approval" | "document">
        aria-label={t("inbox.type")}
        className="filter-pick"
        value={search.kind ?? "all"}
        onChange={(kind) => go({ kind: kind === "all" ? undefined : kind })}
        options={(["all", "incident", "approval", "document"] as const).map((value) => ({ value, label: t(`inbox.types.${value}`) }))}
      />
      <label className="switch-label"><Switch size="small" checked={search.late === true} onChange={(late) => go({ late: late || undefined })} /> {t("inbox.late")}</label>
    </div>
  )
}

function Empty({ search }: { search: InboxSearch }) {
  const { t } = useTranslation()
  const me = useMe()
  if (search.who || search.kind || search.late) {
    return <Nothing title={t("inbox.noneFound")} text={t("inbox.noneFoundText")} action={<Link to="/work" search={{}}><Button>{t("inbox.clear")}</Button></Link>} />
  }
  return me.permissions.desk
    ? <Nothing title={t("work.empty")} text={t("work.emptyText")} action={<Link to="/desk" search={{}}><Button type="primary">{t("work.toDesk")}</Button></Link>} />
    : <Nothing title={t("work.empty")} />
}
