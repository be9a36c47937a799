import { CloseOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { type Interval, nextInterval, readTime } from "./model"

interface Props {
  value?: Interval[]
  onChange?: (list: Interval[]) => void
  /** Whose intervals they are: a weekday or a date. */
  of: string
}

const none: Interval[] = []

/** The working hours of one day, as many intervals as there are. */
export function Intervals({ value = none, onChange, of }: Props) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<Interval>) => onChange?.(value.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <div className="intervals">
      {value.length === 0 ? <span className="quiet">{t("calendars.closed")}</span> : null}
      {value.map((one, at) => (
        // An interval has no name but its place; with its times as key, leaving a field would draw the next one anew.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={at} className="interval">
          <Time value={one.from} label={t("calendars.from", { of, number: at + 1 })} onChange={(from) => set(at, { from })} />
          <span aria-hidden>–</span>
          <Time value={one.to} label={t("calendars.to", { of, number: at + 1 })} onChange={(to) => set(at, { to })} />
          <Button type="text" size="small" icon={<CloseOutlined aria-hidden />} aria-label={t("calendars.removeInterval", { of, number: at + 1 })} onClick={() => onChange?.(value.filter((_, index) => index !== at))} />
        </span>
      ))}
      <Button size="small" icon={<PlusOutlined aria-hidden />} aria-label={t("calendars.addInterval", { of })} onClick={() => onChange?.([...value, nextInterval(value)])} />
    </div>
  )
}

// A time of day to the minute, to 24:00: a browser's own field ends at 23:59.
function Time({ value, label, onChange }: { value: string; label: string; onChange: (time: string) => void }) {
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? value
  const done = () => {
    if (typed !== undefined) onChange(readTime(typed) ?? typed)
    setTyped(undefined)
  }
  return (
    <Input
      value={shown} aria-label={label} inputMode="numeric" maxLength={5} className="time-of-day" {...(readTime(shown) ? {} : { status: "error" as const })}
      onChange={(event) => setTyped(event.target.value)} onBlur={done} onPressEnter={done}
    />
  )
}
