import { ClockCircleOutlined, LockOutlined } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import { word } from "../i18n/word"

/** A ticket's state; on hold says for what. */
export function StateTag({ state, hold, brief = false }: { state: string; hold?: string; brief?: boolean }) {
  const { t } = useTranslation()
  const waits = state === "on_hold" && hold ? word(t, "hold", hold) : undefined
  return (
    <span className={`tag state-${state}`} title={waits}>
      {state === "on_hold" ? <ClockCircleOutlined aria-hidden /> : <i className="dot" aria-hidden />}
      {waits && hold && brief ? word(t, "holdBrief", hold) : (waits ?? word(t, "state", state))}
    </span>
  )
}

/** A ticket's priority, by number and word. */
export function PriorityTag({ priority, brief = false }: { priority: number; brief?: boolean }) {
  const { t } = useTranslation()
  const name = word(t, "priority", priority)
  return (
    <span className={`priority p${priority}`} title={`${t("field.priority")} ${priority}: ${name}`}>
      <b>P{priority}</b>
      {brief ? null : <span>{name}</span>}
    </span>
  )
}

/** Marks what the customer does not see. */
export function InternalTag() {
  const { t } = useTranslation()
  return <span className="tag internal"><LockOutlined aria-hidden />{t("ticket.attachmentInternal")}</span>
}
