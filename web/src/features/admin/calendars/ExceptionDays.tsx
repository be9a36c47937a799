import { DeleteOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { useNow } from "../../../time/now"
import { nameIn } from "../../../ui/names"
import { Nothing } from "../../../ui/States"
import { ExceptionForm } from "./ExceptionForm"
import { ImportHolidays } from "./ImportHolidays"
import { dayName, type Draft, type Exception, sayIntervals, yearsOf } from "./model"

interface Props {
  id: number
  draft: Draft
  wrong: (field: string) => string
  change: (part: Partial<Draft>) => void
}

/** The days that differ from their weekday: holidays, and days worked for them. */
export function ExceptionDays({ id, draft, wrong, change }: Props) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState<Exception | "new">()
  const [importing, setImporting] = useState(false)
  const [chosen, setYear] = useState<string>()
  const years = yearsOf(draft.exceptions)
  const thisYear = useNow().slice(0, 4)
  const year = [chosen, thisYear].find((one) => one === "" || (one && years.includes(one))) ?? years.at(-1)
  const put = (day: Exception, before?: Exception) => {
    const others = draft.exceptions.filter((one) => one !== before)
    change({ exceptions: [...others, day].sort((a, b) => a.date.localeCompare(b.date)) })
    setYear(day.date.slice(0, 4))
    setEditing(undefined)
  }
  const shown = draft.exceptions.map((day, at) => ({ day, wrong: wrong(`exceptions[${at}]`) })).filter(({ day }) => !year || day.date.startsWith(year))
  return (
    <section className="panel padded">
      <div className="days-head">
        <h2>{t("calendars.days")}</h2>
        {years.length > 1 ? (
          <Select
            aria-label={t("calendars.year")} value={year ?? ""} onChange={setYear} popupMatchSelectWidth={false} className="days-year"
            options={[{ value: "", label: t("calendars.allYears") }, ...years.map((value) => ({ value, label: value }))]}
          />
        ) : null}
        <span className="grow" />
        <Button icon={<ImportOutlined aria-hidden />} onClick={() => setImporting(true)}>{t("calendars.import")}</Button>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEditing("new")}>{t("calendars.addDay")}</Button>
      </div>
      {shown.length === 0 ? <Nothing title={t("calendars.noDays")} text={t("calendars.noDaysText")} /> : <Days shown={shown} onEdit={setEditing} onRemove={(day) => change({ exceptions: draft.exceptions.filter((one) => one !== day) })} />}
      {editing ? <ExceptionForm day={editing === "new" ? undefined : editing} taken={draft.exceptions} onSave={put} onClose={() => setEditing(undefined)} /> : null}
      {importing ? <ImportHolidays id={id} draft={draft} onClose={() => setImporting(false)} onEnter={(part) => { change(part); setYear(undefined); setImporting(false) }} /> : null}
    </section>
  )
}

function Days({ shown, onEdit, onRemove }: { shown: { day: Exception; wrong: string }[]; onEdit: (day: Exception) => void; onRemove: (day: Exception) => void }) {
  const { t } = useTranslation()
  return (
    <div className="table-box">
      <table className="table days" aria-label={t("calendars.days")}>
        <thead><tr><th>{t("calendars.date")}</th><th>{t("admin.name")}</th><th>{t("calendars.kind")}</th><th><span className="sr-only">{t("common.remove")}</span></th></tr></thead>
        <tbody>
          {shown.map(({ day, wrong }) => (
            <tr key={day.date}>
              <td className="num"><button type="button" className="link" aria-label={t("calendars.editDay", { date: day.date })} onClick={() => onEdit(day)}>{day.date}</button> <WeekdayOf date={day.date} /></td>
              <td>{nameIn({ name: day.name, name_en: day.name_en ?? "" }, currentLanguage())}{wrong ? <div className="wrong">{wrong}</div> : null}</td>
              <td><DayKind day={day} /></td>
              <td className="cell-menu"><Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} aria-label={t("calendars.removeDay", { date: day.date })} onClick={() => onRemove(day)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The weekday of a date, in small. */
export function WeekdayOf({ date }: { date: string }) {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay()
  return <span className="quiet small">{Number.isNaN(day) ? "" : dayName(day, currentLanguage(), "short")}</span>
}

/** Whether a day is free, or at which hours it is worked. */
export function DayKind({ day }: { day: Exception }) {
  const { t } = useTranslation()
  const hours = day.intervals ?? []
  return hours.length === 0 ? <span className="tag day-off">{t("calendars.holiday")}</span> : <><span className="tag day-worked">{t("calendars.workday")}</span> <span className="num small">{sayIntervals(hours)}</span></>
}
