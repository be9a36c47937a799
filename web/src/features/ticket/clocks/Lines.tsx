import { CheckOutlined } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import type { ExplainedClock } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { absolute } from "../../../time/format"
import { useZone, When } from "../../../ui/When"
import { isOpen, sayLine } from "./model"

/** The warnings, the deadline and the levels of escalation of a clock, and when each was or will be reached. */
export function Lines({ clock }: { clock: ExplainedClock }) {
  const { t } = useTranslation()
  const zone = useZone()
  if (clock.lines.length === 0) return null
  return (
    <>
      <h4>{t("clocks.lines")}</h4>
      <ol className="clock-lines small">
        {clock.lines.map(({ name, at, passed, told }) => (
          <li key={name} className={passed ? (name === "breach" || name.startsWith("level") ? "passed bad" : "passed") : undefined}>
            <span className="clock-icon">{passed ? <CheckOutlined aria-label={t("clocks.reached")} /> : <i className="dot" aria-hidden />}</span>
            <b>{sayLine(t, name)}</b>
            <span className="num">{at ? absolute(at, zone, currentLanguage()) : <span className="quiet">{isOpen(clock) ? t("clocks.notOnHold") : t("clocks.notReached")}</span>}</span>
            <span className="quiet">{at && !passed ? <When at={at} as="ahead" /> : null}{at && !told ? <span title={t("clocks.historyText")}>{t("clocks.history")}</span> : null}</span>
          </li>
        ))}
      </ol>
    </>
  )
}
