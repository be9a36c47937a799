import { Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { readLength, sayLength } from "./model"

/** A length of working time, typed as "4h 30m": its value is seconds, null for none, NaN as long as it cannot be read. */
export function Length({ value, onChange, id, label, placeholder }: { value?: number | null; onChange?: (seconds: number | null) => void; id?: string; label: string; placeholder?: string }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const [typed, setTyped] = useState<string>()
  const shown = value && !Number.isNaN(value) ? sayLength(value, language) : ""
  return (
    <Input
      {...(id ? { id } : {})}
      aria-label={label}
      className="length"
      placeholder={placeholder ?? t("policies.noTarget")}
      value={typed ?? shown}
      onChange={({ target }) => {
        setTyped(target.value)
        onChange?.(readLength(target.value))
      }}
      onBlur={() => { if (!Number.isNaN(value)) setTyped(undefined) }}
    />
  )
}
