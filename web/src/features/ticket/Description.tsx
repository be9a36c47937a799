import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { word } from "../../i18n/word"
import { Markdown } from "../../ui/Markdown"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { useAttachments } from "./data"
import { PreviewLink } from "./PreviewLink"

/** What was reported. */
export function Description({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  return (
    <section className="panel padded" aria-label={t("ticket.description")}>
      <h2>{t("ticket.description")}</h2>
      {ticket.description ? <Markdown html={ticket.description_html} /> : <p className="quiet">{t("ticket.noDescription")}</p>}
      <Pictures ticket={ticket} />
    </section>
  )
}

/** The pictures that came with the report, and stand neither in its text nor in a message. */
function Pictures({ ticket: { number, description } }: { ticket: Ticket }) {
  const { data } = useAttachments(number)
  const pictures = data?.items.filter((file) => file.preview && file.media_type.startsWith("image/") && file.message_id === null && !file.internal && !description.includes(file.url)) ?? []
  if (pictures.length === 0) return null
  return (
    <ul className="pictures">
      {pictures.map((file) => (
        <li key={file.id}><PreviewLink file={file}><img src={`${file.url}?preview=1`} alt={file.name} loading="lazy" /></PreviewLink></li>
      ))}
    </ul>
  )
}

/** How it was solved, once it is. */
export function Solution({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  if (!ticket.resolution_code && !ticket.resolution_text) return null
  return (
    <section className="panel padded solution" aria-label={t("ticket.solution")}>
      <h2>{t("ticket.solution")} <span className="tag state-resolved">{word(t, "resolution", ticket.resolution_code)}</span></h2>
      <p className="plain">{ticket.resolution_text}</p>
      {ticket.resolved_at ? <p className="quiet small"><Name of={ticket.resolved_by} /> · <When at={ticket.resolved_at} /></p> : null}
    </section>
  )
}
