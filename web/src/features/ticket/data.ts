import { useQueryClient } from "@tanstack/react-query"
import { api } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { Ticket } from "../../api/types"

const of = (number: string) => ({ params: { path: { number } } })

const minute = 60_000

/** A ticket with what the viewer may do and who is waited for. */
export const useTicket = (number: string) =>
  api.useQuery("get", "/api/v1/records/{number}", of(number), {
    // The live stream does not tell of tickets that the viewer may not see, so whoever loses sight of this one must ask.
    refetchInterval: ({ state }) => (asProblem(state.error).status === 404 ? false : minute),
  })

// A long history comes in pages, the newest first.
const older = {
  pageParamName: "cursor",
  initialPageParam: "",
  getNextPageParam: ({ next }: { next: string }) => next || undefined,
}
export const useTimeline = (number: string, enabled = true) => api.useInfiniteQuery("get", "/api/v1/records/{number}/timeline", of(number), { ...older, enabled })
export const useMessages = (number: string) => api.useInfiniteQuery("get", "/api/v1/records/{number}/messages", of(number), older)

export const useWorkLog = (number: string) => api.useQuery("get", "/api/v1/records/{number}/work-log", of(number))
export const useLinks = (number: string) => api.useQuery("get", "/api/v1/records/{number}/links", of(number))
export const useAttachments = (number: string) => api.useQuery("get", "/api/v1/records/{number}/attachments", of(number))

/** After a change of ours: shows its answer at once, reads the rest of the ticket and the lists anew, and answers whether the viewer still sees it. */
export function useRefresh(number: string) {
  const client = useQueryClient()
  return async (answer?: Ticket): Promise<boolean> => {
    const key = api.queryOptions("get", "/api/v1/records/{number}", of(number)).queryKey
    const shown = answer?.out_of_sight ? undefined : answer // what was done may have moved it away: then it is asked for anew, in vain
    if (shown) client.setQueryData(key, shown)
    await client.invalidateQueries({
      predicate: ({ queryKey: [, path, init] }) => {
        const about = (init as { params?: { path?: { number?: string } } } | undefined)?.params?.path?.number
        return (about === number && (!shown || path !== "/api/v1/records/{number}")) || path === "/api/v1/incidents" || path === "/api/v1/work"
      },
    })
    return asProblem(client.getQueryState(key)?.error).status !== 404
  }
}

/** One act on a ticket, by its verb. */
export function useAct(number: string) {
  const refresh = useRefresh(number)
  return api.useMutation("post", "/api/v1/records/{number}/acts", { onSuccess: (answer) => void refresh(answer) })
}
