import { Input, Select } from "antd"
import { useTranslation } from "react-i18next"
import { type Period, type PeriodSearch, periods } from "../time/period"

/** Chooses a period, by a name or by its first and last day. */
export function PeriodPick({ value, fallback, onChange }: { value: PeriodSearch; fallback: Period; onChange: (part: PeriodSearch) => void }) {
  const { t } = useTranslation()
  const { period = fallback, from, to } = value
  return (
    <>
      <Select
        aria-label={t("time.period")} value={period} popupMatchSelectWidth={false} className="filter-pick"
        onChange={(period) => onChange({ period, from: undefined, to: undefined })} options={periods.map((value) => ({ value, label: t(`time.periods.${value}`) }))}
      />
      {period === "dates" ? (
        <>
          <Input type="date" className="filter-day" aria-label={t("time.from")} prefix={t("time.from")} value={from ?? ""} {...(to ? { max: to } : {})} onChange={(event) => onChange({ from: event.target.value || undefined })} />
          <Input type="date" className="filter-day" aria-label={t("time.to")} prefix={t("time.to")} value={to ?? ""} {...(from ? { min: from } : {})} onChange={(event) => onChange({ to: event.target.value || undefined })} />
        </>
      ) : null}
    </>
  )
}
