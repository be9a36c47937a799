import { UploadOutlined } from "@ant-design/icons"
import { useMutation } from "@tanstack/react-query"
import { Alert, Button, Input, Select } from "antd"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import type { components } from "../../../api/schema.gen"
import { currentLanguage } from "../../../i18n"
import { Dialog } from "../../../ui/Dialog"
import { nameIn } from "../../../ui/names"
import { DayKind, WeekdayOf } from "./ExceptionDays"
import { Said } from "./Said"
import { countingOf, decodeText, type Draft, type Exception } from "./model"

type Preview = components["schemas"]["HolidayPreview"]
type Source = Partial<Pick<components["schemas"]["HolidaysInputBody"], "text" | "builtin">>

const sets = ["china-2026", "china-2025", "china-2024", "germany-2027", "germany-2026", "germany-2025", "germany-2024"] as const

/** Holidays from a built-in set or a file, looked at before they are entered. */
export function ImportHolidays({ id, draft, onEnter, onClose }: { id: number; draft: Draft; onEnter: (part: Partial<Draft>) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState("")
  const preview = useMutation({
    mutationFn: async (source: Source) =>
      (await http.POST("/api/v1/calendars/{id}/holidays/preview", { params: { path: { id: String(id) } }, body: { ...source, definition: countingOf(draft) } })).data,
  })
  const found = preview.data
  const count = found?.changes.length ?? 0
  return (
    <Dialog
      title={t("calendars.importInto", { name: nameIn(draft as never, currentLanguage()) })}
      width={720}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="enter" type="primary" disabled={!found || count === 0} onClick={() => { if (found) onEnter({ exceptions: found.exceptions, entered_until: found.entered_until }) }}>{t("calendars.enter", { count })}</Button>,
      ]}
    >
      <Sources text={text} onText={setText} onPreview={(source) => preview.mutate(source)} busy={preview.isPending} />
      {preview.error ? <Alert type="error" showIcon role="alert" className="form-alert" title={<Said problem={asProblem(preview.error)} draft={draft} />} /> : null}
      {found ? <Found found={found} /> : null}
    </Dialog>
  )
}

function Sources({ text, onText, onPreview, busy }: { text: string; onText: (text: string) => void; onPreview: (source: Source) => void; busy: boolean }) {
  const { t } = useTranslation()
  const file = useRef<HTMLInputElement>(null)
  const [set, setSet] = useState<(typeof sets)[number]>()
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    const content = decodeText(await chosen.arrayBuffer())
    setSet(undefined)
    onText(content)
    onPreview({ text: content })
  }
  const say = (name: string) => {
    const [country, year] = name.split("-") as ["china" | "germany", string]
    return t(`calendars.sets.${country}`, { year })
  }
  return (
    <div className="import-sources">
      <label htmlFor="holiday-set">{t("calendars.builtin")}</label>
      <Select
        id="holiday-set" aria-label={t("calendars.builtin")} popupMatchSelectWidth={false} {...(set ? { value: set } : {})} placeholder={t("calendars.builtinHint")} options={sets.map((value) => ({ value, label: say(value) }))}
        onChange={(builtin) => { setSet(builtin); onText(""); onPreview({ builtin }) }}
      />
      <label htmlFor="holiday-text">{t("calendars.orFile")}</label>
      <Input.TextArea id="holiday-text" rows={4} value={text} placeholder={t("calendars.orFileHint")} onChange={(event) => onText(event.target.value)} className="mono" />
      <div className="import-buttons">
        <input ref={file} type="file" accept=".csv,.ics,text/csv,text/calendar,text/plain" className="hidden-file" aria-label={t("calendars.chooseFile")} onChange={(event) => { void read(event.target.files?.[0]); event.target.value = "" }} />
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => file.current?.click()}>{t("calendars.chooseFile")}</Button>
        <Button disabled={text.trim() === ""} loading={busy} onClick={() => { setSet(undefined); onPreview({ text }) }}>{t("calendars.preview")}</Button>
      </div>
    </div>
  )
}

function Found({ found }: { found: Preview }) {
  const { t } = useTranslation()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and nothing in it takes the keyboard
    <section className="import-found" aria-label={t("calendars.preview")} tabIndex={0}>
      <p role="status">{t("calendars.read", { count: found.read })}, {t("calendars.changes", { count: found.changes.length })}</p>
      {found.problems.length > 0 ? (
        <Alert
          type="warning" showIcon title={t("calendars.problems", { count: found.problems.length })}
          description={<ul>{found.problems.map(({ line, detail }) => <li key={`${line} ${detail}`}><b>{t("calendars.line", { line })}</b> {detail}</li>)}</ul>}
        />
      ) : null}
      {found.changes.length === 0 ? (
        found.read > 0 ? <p className="quiet">{t("calendars.nothingNew")}</p> : null
      ) : (
        <div className="table-box import-changes">
          <table className="table">
            <thead><tr><th>{t("calendars.date")}</th><th>{t("calendars.after")}</th><th>{t("calendars.before")}</th></tr></thead>
            <tbody>
              {found.changes.map(({ before, after }) => (
                <tr key={after?.date}>
                  <td className="num">{after?.date} {after ? <WeekdayOf date={after.date} /> : null}</td>
                  <td><Day day={after} /></td>
                  <td data-label={t("calendars.before")}>{before ? <Day day={before} /> : <span className="quiet">{t("calendars.notEntered")}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Day({ day }: { day: Exception | null }) {
  return day ? <><DayKind day={day} /> {nameIn({ name: day.name, name_en: day.name_en ?? "" }, currentLanguage())}</> : null
}
