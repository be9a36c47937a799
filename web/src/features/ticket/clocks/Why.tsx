import { CheckCircleFilled, MinusCircleOutlined } from "@ant-design/icons"
import { Alert, Drawer } from "antd"
import { useTranslation } from "react-i18next"
import type { ExplainedClock, PolicyChoice } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { absolute } from "../../../time/format"
import { lengthOf } from "../../../time/length"
import { nameIn } from "../../../ui/names"
import { Shown } from "../../../ui/States"
import { useZone } from "../../../ui/When"
import { Fact } from "../Facts"
import { useExplained } from "./data"
import { Lines } from "./Lines"
import { LookIcon } from "./LookIcon"
import { isOpen, lookOf, nameClock, percentOf, sayClock } from "./model"
import { Picture } from "./Picture"
import { Stretches } from "./Stretches"

/** Why a ticket's deadlines lie where they do: the policy that applies, and of each clock what counted and what did not. */
export function Why({ number, onClose }: { number: string; onClose: () => void }) {
  const { t } = useTranslation()
  const query = useExplained(number)
  return (
    <Drawer open onClose={onClose} title={t("clocks.whyTitle", { number })} size={780} styles={{ wrapper: { maxWidth: "100vw" } }} classNames={{ body: "why" }}>
      <Shown query={query}>
        {({ choice, clocks }) => (
          <>
            <Choice choice={choice} clocks={clocks} />
            {[...clocks.filter(isOpen), ...clocks.filter((clock) => !isOpen(clock))].map((clock) => <Explained key={clock.id} clock={clock} />)}
          </>
        )}
      </Shown>
    </Drawer>
  )
}

function Choice({ choice: { policy, promised, calendar, tried }, clocks }: { choice: PolicyChoice; clocks: readonly ExplainedClock[] }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const another = clocks.some((clock) => isOpen(clock) && clock.policy !== policy?.code)
  return (
    <section className="why-policy" aria-label={t("clocks.policy")}>
      <p><b>{policy ? t("clocks.applies", { policy: nameIn(policy, language) }) : t("clocks.noPolicy")}</b></p>
      {policy && promised ? <p className="quiet small">{calendar ? t("clocks.countsBy", { calendar: nameIn(calendar, language) }) : t("clocks.countsPlain")}</p> : null}
      {policy && !promised ? <p>{t("clocks.noTarget", { policy: nameIn(policy, language) })}</p> : null}
      {tried.length > 0 ? (
        <ol className="tried">
          {tried.map((one) => (
            <li key={one.id} className={one.matched ? "matched" : ""}>
              {one.matched ? <CheckCircleFilled aria-hidden /> : <MinusCircleOutlined aria-hidden />}
              <span><b>{nameIn(one, language)}</b> {one.text}</span>
            </li>
          ))}
        </ol>
      ) : null}
      {another ? <Alert type="info" showIcon title={t("clocks.another")} /> : null}
    </section>
  )
}

function Explained({ clock }: { clock: ExplainedClock }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const mine = useZone()
  const kind = nameClock(t, clock, currentLanguage())
  const percent = percentOf(clock)
  return (
    <details className={`why-clock clock-${lookOf(clock)}`} open={isOpen(clock)}>
      <summary>
        <span className="clock-icon"><LookIcon clock={clock} /></span>
        <h3>{kind}</h3>
        <span className="clock-words">{sayClock(t, clock, language)}</span>
      </summary>
      <dl className="facts">
        <Fact label={t("clocks.policy")}>{nameIn({ name: clock.policy_name, name_en: clock.policy_name_en }, language)} <span className="quiet">· {t("clocks.version", { version: clock.policy_version })}</span></Fact>
        <Fact label={t("clocks.target")}>{lengthOf(clock.target, language)} <span className="quiet">· {t("clocks.spent", { spent: lengthOf(clock.elapsed, language) })}{percent <= 100 ? ` · ${t("clocks.used", { percent })}` : null}</span></Fact>
        <Fact label={t("clocks.deadline")}>
          {clock.due_at ? <time dateTime={clock.due_at}>{absolute(clock.due_at, clock.zone, language)}</time> : t("clocks.noDeadline")}
          {clock.due_at && mine !== clock.zone ? <div className="quiet small">{t("clocks.yours", { time: absolute(clock.due_at, mine, language) })}</div> : null}
        </Fact>
      </dl>
      {clock.beyond ? <Alert type="warning" showIcon title={t("clocks.beyond")} /> : null}
      <Picture clock={clock} />
      <Lines clock={clock} />
      <Stretches clock={clock} />
    </details>
  )
}
