import { ClockCircleOutlined } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import type { Me, Ticket, Waiting as Wait } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { useNow } from "../../time/now"
import { nameIn } from "../../ui/names"
import { When } from "../../ui/When"

/** Whether a wait is for this viewer. */
export const isMine = (wait: Pick<Wait, "person" | "group" | "role">, me: Pick<Me, "id" | "groups" | "roles">) =>
  wait.person ? wait.person.id === me.id : wait.group ? me.groups.some(({ id }) => id === wait.group?.id) : wait.role !== "" && me.roles.includes(wait.role)

/** For whom a wait is, in words. */
export function WaitsFor({ wait }: { wait: Pick<Wait, "person" | "group" | "role"> }) {
  const { t } = useTranslation()
  const me = useMe()
  if (wait.person?.id === me.id) return <>{t("common.you")}</>
  if (wait.person) return <>{nameIn(wait.person, currentLanguage())}</>
  if (wait.group) return <>{nameIn(wait.group, currentLanguage())}</>
  return <>{wait.role ? t("ticket.role", { role: word(t, "role", wait.role) }) : t("common.nobody")}</>
}

/** Says who a ticket waits on, since when, until when, and what happens then by itself. */
export function Waiting({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const me = useMe()
  const now = useNow()
  const planned = new Set(ticket.plan?.items.map(({ work }) => work)) // the plan tells of these itself
  const waits = ticket.waiting_on.filter(({ item }) => !planned.has(item))
  if (ticket.waiting_on.length === 0) return <Over ticket={ticket} now={now} />
  if (waits.length === 0) return null
  return (
    <ul className="waiting" aria-label={t("ticket.waitingFor")}>
      {waits.map((wait) => {
        const mine = isMine(wait, me)
        const late = wait.until != null && wait.until < now
        return (
          <li key={wait.item} className={mine ? "wait mine" : "wait"}>
            <ClockCircleOutlined aria-hidden />
            <span>
              <b>{mine && wait.person ? t("ticket.waitsForYou") : <>{t("ticket.waitingFor")} <WaitsFor wait={wait} /></>}</b>
              {": "}{word(t, "step", wait.step)}
            </span>
            <span className="quiet"><Words text={t("ticket.waitingSince", { since: "\u0000" })} at={wait.since} as="duration" /></span>
            {wait.until ? (
              <span className={late ? "late" : undefined}>
                <Words text={t("ticket.waitingUntil", { until: "\u0000" })} at={wait.until} as="deadline" />
                <span className="quiet"> (<When at={wait.until} as="ahead" />)</span>
              </span>
            ) : null}
            {wait.then_text ? <span className="quiet">{t("ticket.waitingThen", { what: wait.then_text })}</span> : null}
          </li>
        )
      })}
    </ul>
  )
}

function Over({ ticket, now }: { ticket: Ticket; now: string }) {
  const { t } = useTranslation()
  if (!ticket.closed_at) return null
  const again = ticket.reopen_until && ticket.reopen_until > now
  return (
    <p className="waiting over quiet">
      {again && ticket.reopen_until ? <Words text={t("ticket.openUntil", { until: "\u0000" })} at={ticket.reopen_until} as="deadline" /> : t("ticket.closedForGood")}
    </p>
  )
}

/** A sentence with an instant at the place of the zero sign. */
function Words({ text, at, as }: { text: string; at: string; as: "duration" | "deadline" }) {
  const [before, after] = text.split("\u0000")
  return <>{before}<When at={at} as={as} />{after}</>
}
