import { SearchOutlined } from "@ant-design/icons"
import { Button, Input, type InputRef, Select } from "antd"
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { word } from "../../i18n/word"
import { Pick } from "../../ui/pickers"
import { useSettled } from "../../ui/useSettled"
import { type DeskSearch, isNarrowed, sorts, states } from "./search"

interface Props {
  search: DeskSearch
  onChange: (search: DeskSearch) => void
  field: Ref<{ focus: () => void }>
}

const pause = 300

/** What narrows and orders the list; all of it stands in the address. */
export function Filters({ search, onChange, field }: Props) {
  const { t } = useTranslation()
  const input = useRef<InputRef>(null)
  useImperativeHandle(field, () => ({ focus: () => input.current?.focus({ cursor: "all" }) }), [])
  const set = (part: DeskSearch) => onChange({ ...search, ...part })
  const number = (value: string | undefined) => (value && /^\d+$/.test(value) ? Number(value) : null)
  return (
    <search className="filters" aria-label={t("desk.filters")}>
      <Words words={search.q ?? ""} onWords={(q) => set({ q })} input={input} />
      <Select
        aria-label={t("field.state")} value={search.state ?? ""} onChange={(state) => set({ state: state || undefined })} popupMatchSelectWidth={false}
        options={[{ value: "", label: search.view === "everything" ? t("desk.anyState") : t("desk.openStates") }, ...states.map((value) => ({ value: value as string, label: t(`state.${value}`) }))]}
      />
      <Select
        aria-label={t("field.priority")} value={search.priority ?? 0} onChange={(priority) => set({ priority: priority || undefined })} popupMatchSelectWidth={false}
        options={[{ value: 0, label: t("desk.anyPriority") }, ...[1, 2, 3, 4, 5].map((value) => ({ value, label: `P${value} ${word(t, "priority", value)}` }))]}
      />
      <span className="filter-pick"><Pick of="groups" label={t("field.group")} placeholder={t("desk.anyGroup")} value={number(search.group)} onChange={(id) => set({ group: id ? String(id) : undefined })} /></span>
      <span className="filter-pick"><Pick of="staff" label={t("field.assignee")} placeholder={t("desk.anyAssignee")} value={number(search.assignee)} onChange={(id) => set({ assignee: id ? String(id) : undefined })} /></span>
      <Select
        aria-label={t("desk.sort")} value={search.sort ?? "-number"} onChange={(sort) => set({ sort })} popupMatchSelectWidth={false}
        options={sorts.map((value) => ({ value, label: t(`desk.sortBy.${value}`) }))}
      />
      {isNarrowed(search) ? <Button type="link" onClick={() => onChange({ view: search.view, sort: search.sort })}>{t("desk.clearFilters")}</Button> : null}
    </search>
  )
}

function Words({ words, onWords, input }: { words: string; onWords: (words: string | undefined) => void; input: Ref<InputRef> }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState(words)
  const told = useRef(words)
  const typed = held.trim()
  const settled = useSettled(typed, pause)
  useEffect(() => {
    if (settled !== typed || settled === told.current) return
    told.current = settled
    onWords(settled || undefined)
  }, [settled, typed, onWords])
  useEffect(() => {
    if (words === told.current) return
    // The address was changed by something else than typing here, and wins.
    told.current = words
    // oxlint-disable-next-line react/set-state-in-effect -- the address is the outside system that this field follows
    setHeld(words)
  }, [words])
  return (
    <Input
      ref={input}
      className="filter-words"
      prefix={<SearchOutlined aria-hidden />}
      suffix={<kbd className="wide-only">/</kbd>}
      value={held}
      onChange={(event) => setHeld(event.target.value)}
      placeholder={t("desk.searchHint")}
      aria-label={t("common.search")}
    />
  )
}
