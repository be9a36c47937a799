import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { Alert, Button, Input, InputNumber, Select } from "antd"
import dayjs from "dayjs"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import type { components } from "../../../api/schema.gen"
import type { Segment } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { absolute, hours } from "../../../time/format"
import { RowsLoading } from "../../../ui/States"
import { useSettled } from "../../../ui/useSettled"
import { useZone } from "../../../ui/When"
import { Said } from "./Said"
import { countingOf, type Draft } from "./model"

type Deadline = components["schemas"]["Deadline"]

const pause = 300
const form = "YYYY-MM-DDTHH:mm" // of a datetime-local field
const shownAtFirst = 24

/** Tries the calendar as it is edited: a moment and working time, and where the deadline would lie. */
export function TryDeadline({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const [moment, setMoment] = useState(() => dayjs().tz(draft.zone).format(form))
  const [amount, setAmount] = useState<number | null>(8)
  const [unit, setUnit] = useState<"hours" | "days">("hours")
  const begins = dayjs.tz(moment, draft.zone)
  const ready = begins.isValid() && amount !== null && amount > 0
  const time = unit === "days" ? { days: Math.round(amount ?? 1) } : { minutes: Math.round((amount ?? 1) * 60) }
  const body = useSettled(JSON.stringify({ definition: countingOf(draft), from: ready ? begins.toISOString() : "", ...time }), pause)
  const query = useQuery({
    queryKey: ["try-deadline", body, currentLanguage()],
    queryFn: async () => (await http.POST("/api/v1/calendars/preview-deadline", { body: JSON.parse(body) as components["schemas"]["DeadlineInputBody"] })).data,
    enabled: ready,
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <section className="panel padded try-deadline" aria-label={t("calendars.tryTitle")}>
      <h2>{t("calendars.tryTitle")}</h2>
      <div className="try-fields">
        <label htmlFor="try-moment">{t("calendars.moment", { zone: draft.zone })}</label>
        <Input id="try-moment" type="datetime-local" value={moment} onChange={(event) => setMoment(event.target.value)} />
        <label htmlFor="try-amount">{t("calendars.amount")}</label>
        <div className="try-amount">
          <InputNumber id="try-amount" min={0} max={unit === "days" ? 1000 : 10_000} value={amount} onChange={setAmount} />
          <Select aria-label={t("calendars.unit")} value={unit} onChange={setUnit} options={(["hours", "days"] as const).map((value) => ({ value, label: t(`calendars.units.${value}`) }))} />
        </div>
      </div>
      {!ready ? null : query.error ? <Alert type="error" showIcon role="alert" className="form-alert" title={<Said problem={asProblem(query.error)} draft={draft} />} /> : query.data ? <Answer key={body} deadline={query.data} /> : <RowsLoading rows={3} />}
    </section>
  )
}

const minutesOf = ({ from, to }: Pick<Segment, "from" | "to">) => Math.round((Date.parse(to) - Date.parse(from)) / 60_000)

function Answer({ deadline: { deadline, beyond, zone, segments } }: { deadline: Deadline }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const mine = useZone()
  const [all, setAll] = useState(false)
  const last = segments.at(-1)
  const sums = {
    counted: hours(segments.filter(({ counted }) => counted).reduce((sum, one) => sum + minutesOf(one), 0)),
    all: hours(segments.reduce((sum, one) => sum + minutesOf(one), 0)),
  }
  const shown = all ? segments : segments.slice(0, shownAtFirst)
  return (
    <>
      <div role="status" className="try-answer">
        <span className="quiet small">{t("calendars.deadline")}</span>
        <b className="num"><time dateTime={deadline}>{absolute(deadline, zone, language)}</time></b>
        {mine === zone ? null : <span className="quiet small">{t("calendars.yours", { time: absolute(deadline, mine, language) })}</span>}
        <span className="small">{t("calendars.counted", sums)}</span>
      </div>
      {beyond ? <Alert type="warning" showIcon className="form-alert" title={t("calendars.beyond")} /> : null}
      <div className="segment-bar" role="img" aria-label={t("calendars.barLabel", sums)}>
        {segments.map((one) => <span key={one.from} className={`cause-${one.cause}`} style={{ flexGrow: minutesOf(one) }} title={`${one.text}: ${hours(minutesOf(one))}`} />)}
      </div>
      <ol className="segments" aria-label={t("calendars.segments")}>
        {shown.map((one) => (
          <li key={one.from} className={one.counted ? "counted" : ""}>
            <span className={`segment-dot cause-${one.cause}`} aria-hidden />
            <span className="num small">{range(one, zone, language)}</span>
            <span className="segment-text">{one.text}</span>
            <span className="num small segment-length">{hours(minutesOf(one))}{one.counted ? <span className="sr-only"> {t("calendars.counts")}</span> : null}</span>
          </li>
        ))}
      </ol>
      {shown.length < segments.length ? <Button size="small" onClick={() => setAll(true)}>{t("calendars.moreSegments", { count: segments.length - shown.length })}</Button> : null}
      {last && Date.parse(last.to) < Date.parse(deadline) ? <p className="quiet small">{t("calendars.cut")}</p> : null}
    </>
  )
}

// A stretch by the calendar's clock; the day is said once where it is the same, and 24:00 ends its day.
function range({ from, to }: Segment, zone: string, language: "zh" | "en"): string {
  const local = (at: string) => dayjs(at).tz(zone).locale(language === "zh" ? "zh-cn" : "en")
  const [begin, end] = [local(from), local(to)]
  const day = "MM-DD ddd"
  if (begin.isSame(end, "day")) return `${begin.format(`${day} HH:mm`)} – ${end.format("HH:mm")}`
  if (end.format("HH:mm") !== "00:00") return `${begin.format(`${day} HH:mm`)} – ${end.format(`${day} HH:mm`)}`
  const before = end.subtract(1, "day")
  return `${begin.format(`${day} HH:mm`)} – ${begin.isSame(before, "day") ? "" : `${before.format(day)} `}24:00`
}
