import { Button } from "antd"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { Intervals } from "./Intervals"
import { dayName, type Interval, mondayFirst } from "./model"

const [monday, friday] = [1, 5]

/** The hours of the seven weekdays. */
export function Week({ week, wrong, onChange }: { week: Interval[][]; wrong: (field: string) => string; onChange: (week: Interval[][]) => void }) {
  const { t } = useTranslation()
  const set = (day: number, list: Interval[]) => onChange(week.map((now, at) => (at === day ? list : now)))
  const all = wrong("week")
  const ofDays = mondayFirst.map((day) => wrong(`week[${day}]`))
  return (
    <section className="panel padded">
      <h2>{t("calendars.week")}</h2>
      <ul className="week">
        {mondayFirst.map((day, at) => (
          <li key={day}>
            <span className="week-day">{dayName(day, currentLanguage())}</span>
            <Intervals of={dayName(day, currentLanguage())} value={week[day] ?? []} onChange={(list) => set(day, list)} />
            {ofDays[at] ? <span className="wrong">{ofDays[at]}</span> : null}
          </li>
        ))}
      </ul>
      {all && !ofDays.some(Boolean) ? <p className="wrong">{all}</p> : null}
      <Button size="small" onClick={() => onChange(week.map((now, day) => (day > monday && day <= friday ? (week[monday] ?? []) : now)))}>{t("calendars.copyMonday")}</Button>
    </section>
  )
}
