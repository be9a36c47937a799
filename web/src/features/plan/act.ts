import { App } from "antd"
import { api, http, newKey } from "../../api/client"
import type { PlanOffer, Ticket } from "../../api/types"
import { useRefresh } from "../ticket/data"
import { atField, bodyOf, type Values } from "./body"

const readingSeconds = 8

/**
 * Does an act on a plan. Where somebody was faster, the server's words say who, and the page is read anew to show what stands now: the form may
 * vanish by that, so they are said beside it too.
 */
export function usePlanAct(ticket: Ticket) {
  const { message } = App.useApp()
  const refresh = useRefresh(ticket.number)
  const act = api.useMutation("post", "/api/v1/records/{number}/acts")
  const send = async (offer: PlanOffer, values: Values, key = newKey()) => {
    try {
      const answer = await act.mutateAsync({ params: { path: { number: ticket.number }, header: { "Idempotency-Key": key } }, body: bodyOf(offer, values) })
      void refresh(answer)
    } catch (error) {
      const problem = atField(error)
      if (problem.status === 409) void message.error(problem.message, readingSeconds)
      if (problem.status === 409 || problem.status === 404) void refresh()
      throw problem
    }
  }
  return { send, pending: act.isPending, verb: act.variables?.body.verb }
}

/** Receipts what was circulated to the viewer. */
export const receipt = (number: string) => http.PUT("/api/v1/records/{number}/receipt", { params: { path: { number } } })
