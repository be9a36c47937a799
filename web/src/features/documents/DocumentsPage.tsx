import { PlusOutlined } from "@ant-design/icons"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Checkbox, Input, Segmented, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { When } from "../../ui/When"
import { MarkedBar, useMarked } from "../paper/Marked"
import { SaveMenu } from "../paper/SaveMenu"
import { type DocumentRow, filterOf, type Part, useDocuments, useGroups, useUsableTypes } from "./data"
import { type DocumentSearch, statuses } from "./search"
import { StatusTag } from "./StatusTag"

const parts = ["to_read", "mine", "all"] as const

/** What one has to read, what one has written, and whatever else one may see; by group, type and state. */
export function DocumentsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: "/shell/documents" })
  const part: Part = search.part ?? "to_read"
  const query = useDocuments(search, part)
  const { marked, mark, clear } = useMarked()
  const show = (change: Partial<DocumentSearch>) => {
    clear()
    void navigate({ to: "/documents", search: { ...search, ...change }, replace: true })
  }
  const write = <Link to="/documents/new" search={{}}><Button type="primary" icon={<PlusOutlined aria-hidden />}>{t("documents.write")}</Button></Link>
  const narrowed = Boolean(search.group ?? search.type ?? search.status ?? search.q)
  return (
    <Page title={t("documents.title")} className="documents narrow" actions={<><SaveMenu what={{ list: "documents", filter: filterOf(search, part) }} label={t("paper.save")} />{write}</>}>
      <div className="filters">
        <Segmented<Part> aria-label={t("documents.title")} value={part} onChange={(next) => show({ part: next === "to_read" ? undefined : next })} options={parts.map((value) => ({ value, label: t(`documents.parts.${value}`) }))} />
      </div>
      <Filters search={search} show={show} />
      <MarkedBar list="documents" marked={marked} onClear={clear} />
      <section className="panel" aria-label={t(`documents.parts.${part}`)}>
        <Shown query={query}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items)
            if (rows.length === 0) return <Nothing title={narrowed ? t("documents.noneFound") : t(`documents.none.${part}`)} {...(part === "mine" && !narrowed ? { action: write } : {})} />
            return (
              <>
                <ul className="approval-rows">{rows.map((row) => <Card key={row.number} row={row} marked={marked.has(row.number)} onMark={mark} />)}</ul>
                {query.hasNextPage ? <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button> : null}
              </>
            )
          }}
        </Shown>
      </section>
    </Page>
  )
}

function Filters({ search, show }: { search: DocumentSearch; show: (change: Partial<DocumentSearch>) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const [words, setWords] = useState(search.q ?? "")
  const groups = useGroups().data?.items ?? []
  const types = (useUsableTypes().data?.items ?? []).filter(({ group }) => !search.group || group?.code === search.group)
  const named = (things: readonly { code: string; name: string; name_en: string }[]) => things.map((one) => ({ value: one.code, label: nameIn(one, language) }))
  return (
    <div className="filters document-filters">
      <Select allowClear aria-label={t("documents.filter.group")} placeholder={t("documents.allGroups")} value={search.group} options={named(groups)} onChange={(group: string | undefined) => show({ group, type: undefined })} />
      <Select allowClear aria-label={t("documents.filter.type")} placeholder={t("documents.allTypes")} value={search.type} options={named(types)} onChange={(type: string | undefined) => show({ type })} />
      <Select allowClear aria-label={t("documents.filter.status")} placeholder={t("documents.allStatuses")} value={search.status} options={statuses.map((value) => ({ value, label: t(`documents.status.${value}`) }))} onChange={(status: DocumentSearch["status"]) => show({ status })} />
      <Input.Search allowClear aria-label={t("documents.filter.q")} placeholder={t("documents.filter.q")} value={words} onChange={({ target }) => setWords(target.value)} onSearch={(q) => show({ q: q.trim() || undefined })} maxLength={200} />
    </div>
  )
}

function Card({ row, marked, onMark }: { row: DocumentRow; marked: boolean; onMark: (number: string) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  return (
    <li className="approval">
      <div className="approval-head">
        <Checkbox aria-label={t("paper.select", { number: row.official || row.number })} checked={marked} onChange={() => onMark(row.number)} />
        <Link to="/tickets/$number" params={{ number: row.number }} className="approval-title">{row.title}</Link>
        {row.to_read ? <span className="tag to-read">{t("documents.toRead")}</span> : null}
        <StatusTag status={row.status} />
      </div>
      <p className="approval-facts small quiet">
        <b className="num">{row.official || row.number}</b>
        {row.official ? <span className="num">{row.number}</span> : <span>{t("documents.noNumber")}</span>}
        <span>{nameIn(row.type, language)}</span>
        <span>{t("documents.by", { who: nameIn(row.requester, language) })}</span>
        <When at={row.issued_at ?? row.created_at} />
      </p>
    </li>
  )
}
