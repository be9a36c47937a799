import { QuestionCircleOutlined } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Clock, Ticket } from "../../../api/types"
import { useMe } from "../../../app/me"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import { When } from "../../../ui/When"
import { Block } from "../Block"
import { useDeadline, useExplained } from "./data"
import { LookIcon } from "./LookIcon"
import { isOpen, lookOf, nameClock, percentOf, sayClock } from "./model"
import { Why } from "./Why"

/** What is promised for a ticket and how much time is left, with the reasons behind a button. */
export function Clocks({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const [why, setWhy] = useState(false)
  useDeadline(ticket.number, ticket.clocks)
  const open = ticket.clocks.filter(isOpen)
  const ended = ticket.clocks.filter((clock) => !isOpen(clock))
  const button = <Button size="small" type="text" icon={<QuestionCircleOutlined aria-hidden />} onClick={() => setWhy(true)}>{t("clocks.why")}</Button>
  return (
    <Block title={t("clocks.title")} extra={button} className="clocks-block">
      {ticket.clocks.length === 0 ? <NothingPromised number={ticket.number} /> : null}
      {open.length > 0 ? <ul className="clocks">{open.map((clock) => <Running key={clock.id} clock={clock} />)}</ul> : null}
      {ended.length === 0 ? null : open.length === 0 ? <Ended clocks={ended} /> : (
        <details className="clocks-ended">
          <summary>{t("clocks.ended", { count: ended.length })}</summary>
          <Ended clocks={ended} />
        </details>
      )}
      {why ? <Why number={ticket.number} onClose={() => setWhy(false)} /> : null}
    </Block>
  )
}

function Running({ clock }: { clock: Clock }) {
  const { t } = useTranslation()
  const percent = percentOf(clock)
  const kind = nameClock(t, clock, currentLanguage())
  return (
    <li className={`clock clock-${lookOf(clock)}`}>
      <div className="clock-head"><span className="clock-icon"><LookIcon clock={clock} /></span><b>{kind}</b></div>
      <div className="clock-words">{sayClock(t, clock, currentLanguage())}</div>
      <div className="clock-bar" role="meter" aria-label={t("clocks.meter", { kind })} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.min(percent, 100)} aria-valuetext={t("clocks.used", { percent })}>
        <span style={{ width: `${Math.min(percent, 100)}%` }} />
      </div>
      <div className="clock-foot quiet small">
        {clock.due_at ? <span>{t("clocks.due")} <When at={clock.due_at} as="deadline" /></span> : <span>{t("clocks.noDeadline")}</span>}
        {percent <= 100 ? <span className="num" aria-hidden>{t("clocks.used", { percent })}</span> : null}
      </div>
    </li>
  )
}

function Ended({ clocks }: { clocks: readonly Clock[] }) {
  const { t } = useTranslation()
  return (
    <ul className="clocks-list small">
      {clocks.map((clock) => (
        <li key={clock.id} className={`clock-${lookOf(clock)}`}>
          <span className="clock-icon"><LookIcon clock={clock} /></span>
          <span><b>{nameClock(t, clock, currentLanguage())}</b>{t("clocks.colon")}{sayClock(t, clock, currentLanguage())}</span>
        </li>
      ))}
    </ul>
  )
}

function NothingPromised({ number }: { number: string }) {
  const { t } = useTranslation()
  const { admin } = useMe().permissions
  const { data } = useExplained(number)
  if (!data) return null
  const { policy, promised } = data.choice
  return (
    <>
      <p className="nothing-small">{policy === null ? t("clocks.noPolicy") : promised ? t("clocks.noClock") : t("clocks.noTarget", { policy: nameIn(policy, currentLanguage()) })}</p>
      {admin ? <Link to="/admin/$section" params={{ section: "policies" }} className="small">{t("clocks.toAdmin")}</Link> : null}
    </>
  )
}
