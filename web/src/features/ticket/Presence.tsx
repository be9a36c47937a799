import { EditOutlined, EyeOutlined, LockOutlined } from "@ant-design/icons"
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import type { Someone } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { onLive } from "../../live/bus"
import { nameIn } from "../../ui/names"
import { newUuid } from "../../ui/uuid"

type Doing = Someone["doing"]
type Here = Someone & { until: number }

const beat = 15_000

const PresenceContext = createContext<{ others: readonly Someone[]; say: (doing: Doing) => void }>({ others: [], say: () => {} })

/** Who else is at the ticket, and the way to tell them what one does here. */
export const usePresence = () => useContext(PresenceContext)

/** Tells the others that this page is open, and hears of them, as long as it is drawn and looked at. */
export function Presence({ number, children }: { number: string; children: ReactNode }) {
  const [doing, say] = useState<Doing>("viewing")
  const [here, setHere] = useState<Here[]>([])
  const [seat] = useState(newUuid)
  const hear = useCallback((people: readonly Someone[]) => {
    const now = Date.now()
    setHere(people.map((one) => ({ ...one, until: now + one.expires_in * 1000 })))
  }, [])

  useEffect(() => onLive((event) => { if (event.kind === "presence" && event.number === number) hear(event.people) }), [number, hear])
  useEffect(() => {
    const tell = (said: Doing | "left") =>
      http.PUT("/api/v1/records/{number}/presence", { params: { path: { number } }, body: { seat, doing: said }, keepalive: said === "left" })
    const look = () => {
      if (document.visibilityState === "hidden") tell("left").catch(() => undefined)
      else tell(doing).then(({ data }) => hear(data?.items ?? []), () => undefined) // nobody is bothered if it fails: it is said again
    }
    look()
    const timer = setInterval(() => { if (document.visibilityState !== "hidden") look() }, beat)
    document.addEventListener("visibilitychange", look)
    return () => {
      clearInterval(timer)
      document.removeEventListener("visibilitychange", look)
    }
  }, [number, seat, doing, hear])
  useEffect(() => {
    const leave = () => void http.PUT("/api/v1/records/{number}/presence", { params: { path: { number } }, body: { seat, doing: "left" }, keepalive: true }).catch(() => undefined)
    addEventListener("pagehide", leave)
    return () => {
      removeEventListener("pagehide", leave)
      leave()
    }
  }, [number, seat])
  useEffect(() => { // whoever says no more is gone
    const next = Math.min(...here.map(({ until }) => until))
    if (!Number.isFinite(next)) return
    const timer = setTimeout(() => setHere((all) => all.filter(({ until }) => until > Date.now())), Math.max(0, next - Date.now()) + 50)
    return () => clearTimeout(timer)
  }, [here])

  const value = useMemo(() => ({ others: here, say }), [here])
  return <PresenceContext value={value}>{children}</PresenceContext>
}

const signs = { replying: EditOutlined, noting: LockOutlined, viewing: EyeOutlined }

/** Who else is here, what they do, those first who answer. */
export function AlsoHere({ only }: { only?: Doing }) {
  const { t } = useTranslation()
  const { others } = usePresence()
  const language = currentLanguage()
  const groups = (["replying", "noting", "viewing"] as const)
    .filter((doing) => !only || doing === only)
    .map((doing) => ({ doing, names: others.filter((one) => one.doing === doing).map(({ person }) => nameIn(person, language)) }))
    .filter(({ names }) => names.length > 0)
  return (
    <p className={groups.length > 0 ? "also-here" : "sr-only"} role="status">
      {groups.map(({ doing, names }) => {
        const Icon = signs[doing]
        return <span key={doing} className={`here-${doing}`}><Icon aria-hidden /> {t(`presence.${doing}`, { names: names.join(language === "zh" ? "、" : ", ") })}</span>
      })}
    </p>
  )
}
