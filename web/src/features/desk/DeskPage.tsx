import { QuestionCircleOutlined } from "@ant-design/icons"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { Button } from "antd"
import { useCallback, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { useMe } from "../../app/me"
import { onKeys } from "../../ui/keys"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { SaveMenu } from "../paper/SaveMenu"
import { HeldMail } from "../mail/HeldMail"
import { BulkBar } from "./BulkBar"
import { DeskTable } from "./DeskTable"
import { Filters } from "./Filters"
import { KeyHelp } from "./KeyHelp"
import { type DeskSearch, firstView, isNarrowed, toQuery } from "./search"
import { useDeskList } from "./useDeskList"
import { useTake } from "./useTake"
import { useViewName, Views } from "./Views"

const nothingMarked: ReadonlySet<string> = new Set()

/** The desk: queues and views at the side, the list with its filters, everything by keyboard. */
export function DeskPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { roles } = useMe()
  const asked = useSearch({ from: "/shell/desk" })
  const search = { ...asked, view: asked.view ?? firstView(roles) }
  const [marked, setMarked] = useState(nothingMarked)
  const [help, setHelp] = useState(false)
  const searchField = useRef<{ focus: () => void }>(null)
  const { list, count, fetched, showAll } = useDeskList(toQuery(search))
  const name = useViewName(search.view)

  const go = useCallback((next: DeskSearch) => {
    setMarked(nothingMarked)
    void navigate({ to: "/desk", search: next, replace: true })
  }, [navigate])
  const mark = useCallback((number: string) => {
    setMarked((before) => {
      const after = new Set(before)
      if (!after.delete(number)) after.add(number)
      return after
    })
  }, [])
  useDeskKeys({ mark, showHelp: () => setHelp(true), focusSearch: () => searchField.current?.focus(), reload: showAll })

  const empty = search.view === "mine" ? t("desk.emptyMine") : t("desk.empty")
  return (
    <Page
      title={name}
      className="desk"
      actions={
        <>
          <Button type="text" icon={<QuestionCircleOutlined aria-hidden />} className="wide-only" onClick={() => setHelp(true)}>{t("shell.shortcuts")}</Button>
          <SaveMenu what={{ list: "incidents", filter: toQuery(search) }} label={t("paper.save")} />
        </>
      }
    >
      <HeldMail />
      <div className="desk-columns">
        <Views view={search.view} onView={(view) => go({ view, sort: search.sort })} />
        <div className="desk-main">
          <Filters search={search} onChange={go} field={searchField} />
          {marked.size > 0 ? <BulkBar numbers={[...marked]} onClear={() => setMarked(nothingMarked)} /> : null}
          {list && list.waiting > 0 ? <Button block type="dashed" className="new-rows" onClick={showAll}>{t("desk.newRows", { count: list.waiting })}</Button> : null}
          <div className="panel table-box">
            <Shown query={{ data: list, error: fetched.error, isPending: fetched.isPending, refetch: fetched.refetch }}>
              {({ rows }) => rows.length === 0 ? (
                <Nothing
                  title={isNarrowed(search) ? t("desk.empty") : empty}
                  {...(isNarrowed(search) ? { text: t("desk.emptyText"), action: <Button onClick={() => go({ view: search.view, sort: search.sort })}>{t("desk.clearFilters")}</Button> } : {})}
                />
              ) : <DeskTable rows={rows} marked={marked} onMark={mark} onMarkAll={setMarked} sort={search.sort} onSort={(sort) => go({ ...search, sort })} />}
            </Shown>
          </div>
          <footer className="list-foot">
            {count ? <span className="quiet">{count.capped ? t("common.totalCapped", { count: count.value }) : t("common.total", { count: count.value })}</span> : null}
            {fetched.hasNextPage ? <Button loading={fetched.isFetchingNextPage} onClick={() => void fetched.fetchNextPage()}>{t("common.loadMore")}</Button> : null}
          </footer>
        </div>
      </div>
      {help ? <KeyHelp onClose={() => setHelp(false)} /> : null}
    </Page>
  )
}

const rowLinks = () => [...document.querySelectorAll<HTMLAnchorElement>("a[data-ticket]")]
const focusedTicket = () => document.activeElement?.closest("tr")?.querySelector<HTMLAnchorElement>("a[data-ticket]")?.dataset.ticket

/** The desk's keys: the row that has the focus is the one that they act on. */
function useDeskKeys({ mark, showHelp, focusSearch, reload }: { mark: (number: string) => void; showHelp: () => void; focusSearch: () => void; reload: () => void }) {
  const navigate = useNavigate()
  const take = useTake()
  const acts = useRef({ mark, showHelp, focusSearch, reload, take })
  useEffect(() => {
    acts.current = { mark, showHelp, focusSearch, reload, take }
  })
  useEffect(() => {
    const step = (by: number) => {
      const links = rowLinks()
      const at = links.findIndex((link) => link.dataset.ticket === focusedTicket())
      const next = links[Math.min(Math.max(at + by, 0), links.length - 1)]
      next?.focus()
      next?.scrollIntoView({ block: "nearest" })
    }
    const onTicket = (act: (number: string) => void) => () => {
      const number = focusedTicket()
      if (number) act(number)
    }
    return onKeys({
      j: () => step(1),
      k: () => step(-1),
      a: onTicket((number) => acts.current.take(number)),
      x: onTicket((number) => acts.current.mark(number)),
      o: onTicket((number) => void navigate({ to: "/tickets/$number", params: { number } })),
      c: () => void navigate({ to: "/raise", search: {} }),
      "/": () => acts.current.focusSearch(),
      ".": () => acts.current.reload(),
      "?": () => acts.current.showHelp(),
    })
  }, [navigate])
}
