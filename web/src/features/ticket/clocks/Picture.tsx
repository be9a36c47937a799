import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ExplainedClock, Segment } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { word } from "../../../i18n/word"
import { moment } from "../../../time/format"
import { lengthOf, spanOf } from "../../../time/length"
import { isOpen, layOut, sayLine, secondsOf, sumByCause } from "./model"

/** A clock's time as one line: what counts stands high, what does not low, what is to come pale; below a legend with sums. */
export function Picture({ clock }: { clock: ExplainedClock }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const [pointed, setPointed] = useState<Segment>()
  const { parts, place } = layOut(clock.segments, clock.ahead)
  const first = parts[0]?.segment
  const last = parts.at(-1)?.segment
  if (!first || !last) return null
  const now = isOpen(clock) ? clock.segments.at(-1)?.to : undefined
  const sums = sumByCause([...clock.segments, ...clock.ahead])
  const marks = clock.lines.flatMap(({ name, at }) => {
    const left = at ? place(at) : undefined
    return at && left !== undefined ? [{ name, at, left }] : []
  })
  return (
    <figure className="picture">
      <div className="picture-line" role="img" aria-label={t("clocks.pictureLabel", { counted: lengthOf(clock.elapsed, language), all: spanOf((Date.parse(last.to) - Date.parse(first.from)) / 1000, language) })} onPointerLeave={() => setPointed(undefined)}>
        {parts.map(({ segment, left, width, ahead }) => (
          <span
            key={segment.from}
            className={`part cause-${segment.cause}${segment.counted ? " counted" : ""}${ahead ? " ahead" : ""}${pointed?.from === segment.from ? " pointed" : ""}`}
            style={{ left: `${left}%`, width: `${width}%` }}
            onPointerEnter={() => setPointed(segment)}
          />
        ))}
        {marks.map(({ name, at, left }) => <i key={name} className={name === "breach" ? "mark breach" : "mark"} style={{ left: `${left}%` }} title={`${sayLine(t, name)}: ${moment(at, clock.zone, language)}`} />)}
        {now && place(now) !== undefined ? <i className="mark now" style={{ left: `${place(now)}%` }}><b className={(place(now) ?? 0) > 50 ? "before" : undefined}>{t("clocks.now")}</b></i> : null}
      </div>
      <div className="picture-ends num small quiet"><span>{moment(first.from, clock.zone, language)}</span><span>{moment(last.to, clock.zone, language)}</span></div>
      <p className="picture-says small" aria-hidden>
        {pointed ? <><b>{pointed.text}</b> {moment(pointed.from, clock.zone, language)} – {moment(pointed.to, clock.zone, language)} · {spanOf(secondsOf(pointed), language)}</> : <span className="quiet wide-only">{t("clocks.point")}</span>}
      </p>
      <ul className="legend small">
        {sums.map(({ cause, counted, seconds }) => (
          <li key={cause}><i className={`swatch cause-${cause}${counted ? " counted" : ""}`} aria-hidden />{word(t, "cause", cause)} <span className="quiet num">{(counted ? lengthOf : spanOf)(seconds, language)}</span></li>
        ))}
        {clock.ahead.length > 0 ? <li><i className="swatch counted ahead cause-working" aria-hidden />{t("clocks.toCome")}</li> : null}
      </ul>
    </figure>
  )
}
