import { useQueryClient } from "@tanstack/react-query"
import { Link, useBlocker } from "@tanstack/react-router"
import { Alert, App, Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import { asProblem, type Problem } from "../../../api/problem"
import { currentLanguage } from "../../../i18n"
import { useNow } from "../../../time/now"
import { nameIn } from "../../../ui/names"
import { Basics } from "./Basics"
import { UsedBy } from "./Calendars"
import { ExceptionDays } from "./ExceptionDays"
import { type Calendar, daysLeft, type Draft, draftOf, warnDays, wrongAt } from "./model"
import { Said } from "./Said"
import { TryDeadline } from "./TryDeadline"
import { Week } from "./Week"

/** Edits one calendar as a whole: nothing counts before it is saved. */
export function CalendarEditor({ calendar, reload }: { calendar: Calendar; reload: () => Promise<Calendar | undefined> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [saved, setSaved] = useState(calendar)
  const [draft, setDraft] = useState(() => draftOf(calendar))
  const [problem, setProblem] = useState<Problem>()
  const [saving, setSaving] = useState(false)
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(saved))
  useBlocker({ shouldBlockFn: () => changed && !window.confirm(t("common.unsaved")), enableBeforeUnload: changed })
  const change = (part: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...part }))
    setProblem(undefined) // its days may have moved
  }
  const take = (now: Calendar) => {
    setSaved(now)
    setDraft(draftOf(now))
    setProblem(undefined)
  }
  const save = async () => {
    setSaving(true)
    try {
      const { data } = await http.PATCH("/api/v1/calendars/{id}", { params: { path: { id: String(saved.id) } }, body: { ...draft, version: saved.version } })
      if (!data) return
      take(data)
      void client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => (first === "pick" && second === "calendars") || String(second).startsWith("/api/v1/calendars") })
      void message.success(t("calendars.saved", { version: data.version }))
    } catch (error) {
      setProblem(asProblem(error))
    } finally {
      setSaving(false)
    }
  }
  const discard = async () => take((await reload()) ?? saved)
  const errors = Object.fromEntries((problem?.errors ?? []).map(({ field, detail }) => [field, detail]))
  return (
    <div className="calendar">
      <div className="calendar-head">
        <Link to="/admin/$section" params={{ section: "calendars" }}>← {t("calendars.all")}</Link>
        <h2>{nameIn(saved, currentLanguage())}</h2>
        <span className="quiet small">{t("calendars.version")} {saved.version} · {t("calendars.usedBy")}: <UsedBy calendar={saved} /></span>
        <span className="grow" />
        {changed ? <span className="small changed-hint">{t("calendars.unsaved")}</span> : null}
        <Button disabled={!changed} onClick={() => void discard()}>{t("calendars.discard")}</Button>
        <Button type="primary" disabled={!changed} loading={saving} onClick={() => void save()}>{t("common.save")}</Button>
      </div>
      {problem ? <Alert type="error" showIcon role="alert" className="form-alert" title={<Said problem={problem} draft={draft} />} /> : null}
      <Ending draft={draft} />
      <div className="calendar-columns">
        <div className="calendar-parts">
          <Basics draft={draft} errors={errors} change={change} />
          <Week week={draft.week} wrong={(field) => wrongAt(errors, field)} onChange={(week) => change({ week })} />
          <ExceptionDays id={saved.id} draft={draft} wrong={(field) => wrongAt(errors, field)} change={change} />
        </div>
        <TryDeadline draft={draft} />
      </div>
    </div>
  )
}

// The year's holidays must be entered before they come.
function Ending({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const left = daysLeft(draft.entered_until, useNow())
  if (left === undefined || left > warnDays) return null
  return <Alert type="warning" showIcon className="form-alert" title={left < 0 ? t("calendars.over", { date: draft.entered_until }) : t("calendars.soonOver", { count: left })} />
}
