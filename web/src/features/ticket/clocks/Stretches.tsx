import { CheckOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ExplainedClock, Segment } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { moment } from "../../../time/format"
import { exactLength } from "../../../time/length"
import { secondsOf } from "./model"

const shownAtFirst = 10

/** The same as the picture, to be read: every stretch with its length and cause, to the second, and the sums. */
export function Stretches({ clock }: { clock: ExplainedClock }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const { segments, ahead } = clock
  const past = all ? segments : segments.slice(-shownAtFirst)
  const next = all ? ahead : ahead.slice(0, shownAtFirst)
  const hidden = segments.length - past.length + ahead.length - next.length
  return (
    <>
      <h4>{t("clocks.stretches")} <span className="quiet">({clock.zone})</span></h4>
      <table className="table stretches">
        <thead><tr><th>{t("clocks.from")}</th><th>{t("clocks.to")}</th><th className="figure">{t("clocks.length")}</th><th>{t("clocks.cause")}</th></tr></thead>
        <tbody>{past.map((one) => <Stretch key={one.from} of={one} zone={clock.zone} />)}</tbody>
        <Sum text={t("clocks.sumSpent")} of={segments} />
        {ahead.length > 0 ? (
          <>
            <tbody className="ahead">{next.map((one) => <Stretch key={one.from} of={one} zone={clock.zone} />)}</tbody>
            <Sum text={t("clocks.sumAhead")} of={ahead} />
          </>
        ) : null}
      </table>
      {hidden > 0 ? <Button size="small" className="below" onClick={() => setAll(true)}>{t("clocks.more", { count: hidden })}</Button> : null}
    </>
  )
}

function Stretch({ of, zone }: { of: Segment; zone: string }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  return (
    <tr className={of.counted ? "counts" : "quiet"}>
      <td className="num nowrap" data-label={t("clocks.from")}>{moment(of.from, zone, language)}</td>
      <td className="num nowrap" data-label={t("clocks.to")}>{moment(of.to, zone, language)}</td>
      <td className="num figure" data-label={t("clocks.length")}>{exactLength(secondsOf(of))}</td>
      <td className="stretch-cause">
        <i className={`swatch cause-${of.cause}${of.counted ? " counted" : ""}`} aria-hidden />{of.text}
        {of.counted ? <span className="tag counts-tag"><CheckOutlined aria-hidden /> {t("clocks.counts")}</span> : null}
      </td>
    </tr>
  )
}

function Sum({ text, of }: { text: string; of: readonly Segment[] }) {
  const { t } = useTranslation()
  const sum = (segments: readonly Segment[]) => exactLength(segments.reduce((seconds, one) => seconds + secondsOf(one), 0))
  return (
    <tbody className="sum">
      <tr>
        <th scope="row" colSpan={2}>{text}</th>
        <td className="num figure"><b>{sum(of.filter(({ counted }) => counted))}</b></td>
        <td className="quiet">{t("clocks.ofAll", { all: sum(of) })}</td>
      </tr>
    </tbody>
  )
}
