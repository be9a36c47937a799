import { Alert, Button, Input } from "antd"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { Ticket } from "../../api/types"
import { useRefresh } from "../ticket/data"
import { ChooseStars } from "./Stars"

const longest = 2000

/** Asks how content the requester's side was, or for another opinion than the one given. */
export function RatingForm({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const { t } = useTranslation()
  const id = useId()
  const [stars, setStars] = useState(ticket.rating?.stars ?? 0)
  const [comment, setComment] = useState(ticket.rating?.comment ?? "")
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const refresh = useRefresh(ticket.number)
  const rate = api.useMutation("put", "/api/v1/records/{number}/rating", {
    onSuccess: (answer) => {
      void refresh(answer)
      onDone()
    },
    onError: (error) => {
      const { fields, general } = formProblem(asProblem(error), ["stars", "comment"])
      setWrong({ ...Object.fromEntries(fields.map(({ name, errors }) => [name, errors.join(" ")])), general })
      void refresh() // closed for changes meanwhile, perhaps
    },
  })
  const send = () => {
    setWrong(stars === 0 ? { stars: t("rating.choose") } : {})
    if (stars > 0) rate.mutate({ params: { path: { number: ticket.number } }, body: { stars, comment } })
  }
  const said = (field: "stars" | "comment") => (wrong[field] ? <p className="late small" role="alert">{wrong[field]}</p> : null)
  return (
    <form className="rating-form" onSubmit={(event) => { event.preventDefault(); send() }}>
      {wrong.general ? <Alert type="error" showIcon title={wrong.general} role="alert" /> : null}
      <ChooseStars value={stars} onChange={setStars} invalid={Boolean(wrong.stars)} />
      {said("stars")}
      <label htmlFor={id} className="small">{t("rating.comment")}</label>
      <Input.TextArea id={id} value={comment} maxLength={longest} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(event) => setComment(event.target.value)} />
      {said("comment")}
      <div className="inline-buttons">
        <Button type="primary" htmlType="submit" loading={rate.isPending}>{t(ticket.rating ? "common.save" : "rating.send")}</Button>
        {ticket.rating ? <Button onClick={onDone}>{t("common.cancel")}</Button> : null}
      </div>
    </form>
  )
}
