import { useContext } from "react"
import { MeContext } from "../app/me"
import { currentLanguage } from "../i18n"
import { absolute, ago, ahead, browserZone, deadline, duration, exact, short } from "../time/format"
import { useNow } from "../time/now"

/** The viewer's zone; the browser's before sign-in. */
export const useZone = () => useContext(MeContext)?.zone ?? browserZone()

interface Props {
  at: string
  /** ago: 3 hours ago · ahead: in 3 hours · duration: 3 hours · short: for tables · deadline: with its zone · exact: to the second */
  as?: "ago" | "ahead" | "duration" | "short" | "deadline" | "exact"
}

/** An instant in the viewer's zone and language; the whole of it, with the zone, is its hint. */
export function When({ at, as = "ago" }: Props) {
  const zone = useZone()
  const language = currentLanguage()
  const now = useNow()
  const full = absolute(at, zone, language)
  const shown = {
    ago: () => ago(at, language, now),
    ahead: () => ahead(at, language, now),
    short: () => short(at, zone, now),
    duration: () => duration(at, language, now),
    deadline: () => deadline(at, zone, language, now),
    exact: () => exact(at, zone),
  }[as]()
  return <time dateTime={at} title={full} className="when">{shown}</time>
}
