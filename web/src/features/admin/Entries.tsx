import { PlusOutlined } from "@ant-design/icons"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Button, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Name } from "../../ui/Person"
import { Nothing, Shown } from "../../ui/States"
import { useSettled } from "../../ui/useSettled"
import { EntryForm } from "./EntryForm"
import { type Entry, type Noun, waysOf } from "./nouns"

const pause = 250

/** A list of simple entries (queues, groups, …) to be found, made and changed. */
export default function Entries({ noun }: { noun: Noun }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState("")
  const [editing, setEditing] = useState<Entry | "new">()
  const q = useSettled(typed.trim(), pause) || undefined
  const query = useInfiniteQuery({
    queryKey: ["entries", noun, q],
    queryFn: ({ pageParam }) => waysOf(noun).list(q, pageParam),
    initialPageParam: "",
    getNextPageParam: (page) => page?.next || undefined,
  })
  return (
    <>
      <div className="filters">
        <Input value={typed} onChange={(event) => setTyped(event.target.value)} allowClear placeholder={t("common.search")} aria-label={t("common.search")} className="filter-words" />
        <span className="grow" />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing("new")}>{t("admin.newEntry")}</Button>
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page?.items ?? [])
            return entries.length === 0 ? <Nothing title={t("admin.empty")} text={t("admin.emptyText")} /> : <Table noun={noun} entries={entries} onEdit={setEditing} />
          }}
        </Shown>
      </div>
      {query.hasNextPage ? <div className="list-foot"><span /><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button></div> : null}
      {editing ? <EntryForm noun={noun} entry={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </>
  )
}

function Table({ noun, entries, onEdit }: { noun: Noun; entries: Entry[]; onEdit: (entry: Entry) => void }) {
  const { t } = useTranslation()
  const extra = useColumns(noun)
  return (
    <table className="table">
      <thead><tr><th>{t("admin.name")}</th><th>{t("admin.nameEn")}</th><th>{t("admin.code")}</th>{extra.map(({ title }) => <th key={title}>{title}</th>)}</tr></thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td><button type="button" className="link" onClick={() => onEdit(entry)}><b>{entry.name}</b></button></td>
            <td>{entry.name_en}</td>
            <td className="mono">{entry.code}</td>
            {extra.map(({ title, cell }) => <td key={title} data-label={title}>{cell(entry)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

// What each noun shows beside its names.
function useColumns(noun: Noun): { title: string; cell: (entry: Entry) => React.ReactNode }[] {
  const { t } = useTranslation()
  const language = currentLanguage()
  const above = (entry: Entry) => (entry.path ?? []).filter(({ id }) => id !== entry.id).map((one) => nameIn(one, language)).join(" / ") || "–"
  switch (noun) {
    case "queues":
      return [
        { title: t("admin.ownerGroup"), cell: (entry) => <Name of={entry.group} none="–" /> },
        { title: t("admin.openToDesk"), cell: (entry) => (entry.open_to_desk ? t("common.yes") : t("common.no")) },
        { title: t("admin.openRecords"), cell: (entry) => <span className="num">{entry.open}{entry.open_capped ? "+" : ""}</span> },
      ]
    case "groups":
      return [
        { title: t("admin.members"), cell: (entry) => <span className="num">{entry.members_count}</span> },
        { title: t("admin.manager"), cell: (entry) => <Name of={entry.manager} none="–" /> },
        { title: t("users.unit"), cell: (entry) => <Name of={entry.unit} none="–" /> },
      ]
    case "services":
      return [
        { title: t("admin.queue"), cell: (entry) => <Name of={entry.queue} none="–" /> },
        { title: t("calendars.own"), cell: (entry) => <Name of={entry.calendar} none={t("calendars.ownHint")} /> },
        { title: t("forms.ofService"), cell: (entry) => <Name of={entry.form} none="–" /> },
      ]
    case "categories":
      return [{ title: t("admin.parent"), cell: above }]
    case "places":
      return [
        { title: t("admin.placeKind"), cell: (entry) => t(`admin.placeKinds.${entry.kind as "site"}`, { defaultValue: entry.kind ?? "" }) },
        { title: t("admin.parent"), cell: above },
        { title: t("field.customer"), cell: (entry) => <Name of={entry.customer} none="–" /> },
      ]
    case "customers":
      return [{ title: t("units.people"), cell: (entry) => <span className="num">{entry.contacts_count}</span> }]
  }
}
