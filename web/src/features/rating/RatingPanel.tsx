import { EditOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { useNow } from "../../time/now"
import { Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { RatingForm } from "./RatingForm"
import { Stars } from "./Stars"

/** What the requester's side thinks of a closed ticket: asked for, changeable for a while, and then as it is. */
export function RatingPanel({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  const now = useNow()
  const { rating } = ticket
  const may = ticket.may_rate && (!rating || Date.parse(now) < Date.parse(rating.until))
  if (!rating && !may) return null
  const asks = may && (!rating || changing)
  return (
    <section className={asks ? "panel padded rating asks" : "panel padded rating"} aria-label={t("rating.title")}>
      <h2>{t(rating || !may ? "rating.title" : "rating.ask")}</h2>
      {asks ? <RatingForm ticket={ticket} onDone={() => setChanging(false)} /> : null}
      {rating && !asks ? (
        <>
          <Stars value={rating.stars} />
          {rating.comment ? <p className="plain">{rating.comment}</p> : null}
          <p className="quiet small"><Name of={rating.by} /> · <When at={rating.changed_at} /></p>
        </>
      ) : null}
      {may ? <p className="quiet small rating-until">{rating ? <>{t("rating.until")} <When at={rating.until} as="deadline" /></> : t("rating.hint")}</p> : null}
      {may && rating && !changing ? <Button size="small" icon={<EditOutlined aria-hidden />} onClick={() => setChanging(true)}>{t("rating.change")}</Button> : null}
    </section>
  )
}
