import { DownOutlined } from "@ant-design/icons"
import { App, Button, Dropdown } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { Offer, Ticket } from "../../api/types"
import { word } from "../../i18n/word"
import { ActForm } from "./ActForm"
import { arrange, fieldsOf, isForward, isGrave } from "./acts"
import { useAct, useRefresh } from "./data"

/** The acts that the server offers: an act without a question is done at once, the others open their form. */
export function ActBar({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [open, setOpen] = useState<Offer>()
  const act = useAct(ticket.number)
  const refresh = useRefresh(ticket.number)
  const { first, beside, more } = arrange(ticket.acts, { taken: ticket.assignee !== null })

  const done = (offer: Offer) => message.success(t("ticket.done", { verb: word(t, "verb", offer.verb) }))
  const choose = (offer: Offer) => {
    if (asks(offer)) {
      setOpen(offer)
      return
    }
    act.mutate(
      { params: { path: { number: ticket.number }, header: { "Idempotency-Key": newKey() } }, body: { verb: offer.verb } },
      {
        onSuccess: () => done(offer),
        onError: async (error) => {
          if (await refresh()) void message.error(asProblem(error).message)
        },
      },
    )
  }
  const button = (offer: Offer, main = false) => (
    <Button
      key={offer.verb}
      type={main && isForward(offer.verb) ? "primary" : "default"}
      danger={isGrave(offer.verb)}
      disabled={act.isPending}
      loading={act.isPending && act.variables.body.verb === offer.verb}
      onClick={() => choose(offer)}
    >
      {word(t, "verb", offer.verb)}
    </Button>
  )
  return (
    <>
      <div className="act-bar">
        {first ? button(first, true) : null}
        {beside.map((offer) => button(offer))}
        {more.length === 1 && more[0] ? button(more[0]) : null}
        {more.length > 1 ? (
          <Dropdown
            trigger={["click"]}
            menu={{ items: more.map((offer) => ({ key: offer.verb, label: word(t, "verb", offer.verb), danger: isGrave(offer.verb), onClick: () => choose(offer) })) }}
          >
            <Button icon={<DownOutlined aria-hidden />} iconPlacement="end">{t("common.more")}</Button>
          </Dropdown>
        ) : null}
      </div>
      {open ? <ActForm ticket={ticket} offer={open} onClose={() => setOpen(undefined)} onDone={() => { done(open); setOpen(undefined) }} /> : null}
    </>
  )
}

// Taking, starting, resuming and accepting are one click: their comment is rarely wanted, and a reply says it better.
const asks = (offer: Offer) => fieldsOf(offer).some(({ required }) => required) || !["take", "start", "resume", "accept"].includes(offer.verb)
