import type { Ref } from "../api/types"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../i18n"
import { nameIn } from "./names"

/** A person's or thing's name; nobody is said as such. */
export function Name({ of, none }: { of: Ref | null | undefined; none?: string }) {
  const { t } = useTranslation()
  if (!of) return <span className="quiet">{none ?? t("common.none")}</span>
  return <span title={of.login ?? of.code}>{nameIn(of, currentLanguage())}</span>
}

/** A round sign of a person: the last two characters of a Chinese name, else the initials. */
export function Avatar({ name, size = 28 }: { name: string; size?: number }) {
  const hue = [...name].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 360, 7)
  return (
    <span className="avatar" aria-hidden style={{ width: size, height: size, fontSize: size * 0.4, background: `hsl(${hue} 32% 34%)` }}>
      {initials(name)}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  if (/\p{Script=Han}/u.test(name)) return name.replace(/\s/g, "").slice(-2)
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase()
}
