import { ExclamationCircleFilled } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import type { Row } from "../api/types"
import { currentLanguage } from "../i18n"
import { word } from "../i18n/word"
import { absolute } from "../time/format"
import { roughSpan, spanOf } from "../time/length"
import { useNow } from "../time/now"
import { useZone } from "./When"

/** How long it is, by the clock on the wall, until the first deadline of a ticket; nothing when no clock of it runs. */
export function TimeLeft({ row }: { row: Pick<Row, "due_at" | "due_kind"> }) {
  const { t } = useTranslation()
  const zone = useZone()
  const now = useNow()
  if (!row.due_at) return null
  const language = currentLanguage()
  const seconds = (Date.parse(row.due_at) - Date.parse(now)) / 1000
  const span = spanOf(seconds, language)
  const rough = roughSpan(seconds, language)
  const late = seconds < 0
  const hint = t("clocks.leftHint", { kind: word(t, "clock", row.due_kind), time: absolute(row.due_at, zone, language) })
  return (
    <time dateTime={row.due_at} title={late ? `${hint} · ${t("clocks.late", { by: span })}` : hint} className={late ? "time-left late" : "time-left"}>
      {late ? <><ExclamationCircleFilled aria-hidden /> {t("clocks.leftLate", { by: rough })}</> : rough}
    </time>
  )
}
