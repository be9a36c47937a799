import { useContext } from "react"
import { MeContext } from "../app/me"
import { currentLanguage } from "../i18n"
import { absolute, browserZone, deadline, relative, short } from "../time/format"
import { useNow } from "../time/now"

/** The viewer's zone; the browser's before sign-in. */
export const useZone = () => useContext(MeContext)?.zone ?? browserZone()

interface Props {
  at: string
  /** relative: 3 hours ago · short: for tables · deadline: with its zone · full: everything */
  as?: "relative" | "short" | "deadline" | "full"
}

/** An instant in the viewer's zone and language; the whole of it, with the zone, is its hint. */
export function When({ at, as = "relative" }: Props) {
  const zone = useZone()
  const language = currentLanguage()
  const now = useNow()
  const full = absolute(at, zone, language)
  const shown = {
    relative: () => relative(at, language, now),
    short: () => short(at, zone, now),
    deadline: () => `${deadline(at, zone, language, now)}`,
    full: () => full,
  }[as]()
  return <time dateTime={at} title={full} className="when">{shown}</time>
}
