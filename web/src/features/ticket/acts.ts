import type { Offer } from "../../api/types"

// These have a place of their own on the page: the composer, the work log, the files, the links.
const elsewhere = new Set(["reply", "note", "attach", "log_work", "link", "unlink"])

// What moves the ticket on comes first; the very first that is offered is what most people come for.
const order = [
  "answer_escalation", "accept", "take", "start", "resume", "resolve", "reject", "reopen", "assign", "hold", "classify", "close", "escalate", "cancel",
]
const inSight = 4

/** The acts as the page draws them. */
export interface Arranged {
  first: Offer | undefined
  beside: Offer[]
  more: Offer[]
}

/** Arranges the server's offer into one main button, some beside it and a menu. Nothing is added to the offer. */
export function arrange(acts: readonly Offer[], ticket: { taken: boolean }): Arranged {
  const rank = (offer: Offer) => {
    if (offer.verb === "take" && ticket.taken) return order.indexOf("hold") + 0.5 // somebody has it
    const at = order.indexOf(offer.verb)
    return at < 0 ? order.length : at
  }
  const [first, ...rest] = acts.filter((offer) => !elsewhere.has(offer.verb)).sort((a, b) => rank(a) - rank(b))
  const rare = (offer: Offer) => offer.verb === "cancel" || offer.verb === "escalate" || offer.verb === "close"
  const common = rest.filter((offer) => !rare(offer))
  return { first, beside: common.slice(0, inSight), more: [...common.slice(inSight), ...rest.filter(rare)] }
}

/** The offer of one verb, if the viewer may do it now. */
export const offered = (acts: readonly Offer[], verb: string) => acts.find((offer) => offer.verb === verb)

// The others go back, sideways or away: no button of theirs is the one that the eye should meet first.
const forward = new Set(["answer_escalation", "accept", "take", "start", "resume", "resolve", "reopen"])

/** Whether an act moves a ticket on, so that its button may stand out. */
export const isForward = (verb: string) => forward.has(verb)

/** Acts that end something: asked once more, and drawn as such. */
export const isGrave = (verb: string) => verb === "cancel"

/** What the form of an act asks for. */
export const fieldsOf = (offer: Offer) => offer.fields ?? []
