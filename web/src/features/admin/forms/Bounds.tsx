import { Form as Fill, InputNumber } from "antd"
import { useId } from "react"
import { useTranslation } from "react-i18next"
import { type Column, type Field, has } from "./model"

type Bounded = Pick<Field, "kind" | "min" | "max" | "decimals" | "max_length">

/** How large, exact or long a value may be, by its kind. */
export function Bounds({ of, onEdit }: { of: Field | Column; onEdit: (part: Partial<Bounded>) => void }) {
  const { t } = useTranslation()
  const id = useId()
  const { numbers, decimals, length } = has(of.kind)
  if (!numbers && !length) return null
  const number = (name: "min" | "max" | "decimals" | "max_length", label: string, most?: number) => (
    <Fill.Item label={label} htmlFor={`${id}-${name}`}>
      <InputNumber<number> id={`${id}-${name}`} className="form-number" value={of[name] ?? null} onChange={(value) => onEdit({ [name]: value ?? undefined })} {...(most === undefined ? {} : { min: 0, max: most, precision: 0 })} />
    </Fill.Item>
  )
  return (
    <div className="form-bounds">
      {numbers ? <>{number("min", t("forms.min"))}{number("max", t("forms.max"))}</> : null}
      {decimals ? number("decimals", t("forms.decimals"), 6) : null}
      {length ? number("max_length", t("forms.maxLength"), 50_000) : null}
    </div>
  )
}
