import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { api } from "../../../api/client"
import type { Clock } from "../../../api/types"

const of = (number: string) => ({ params: { path: { number } } })
const minute = 60_000
const longest = 2 ** 31 - 1 // what a browser's timer can wait

/** The clocks of a ticket with all that led to where they stand. */
export const useExplained = (number: string, enabled = true) =>
  api.useQuery("get", "/api/v1/records/{number}/clocks", of(number), { enabled, refetchInterval: minute })

/** Reads the ticket anew when the first of its deadlines has passed; between that it is read each minute. */
export function useDeadline(number: string, clocks: readonly Clock[]) {
  const client = useQueryClient()
  const first = clocks.flatMap(({ state, late, due_at }) => (state === "running" && !late && due_at ? [due_at] : [])).sort()[0]
  useEffect(() => {
    if (!first) return
    const wait = Math.max(Date.parse(first) - Date.now(), 0) + 1_000 // the deadline itself is not late yet
    if (wait > longest) return
    const timer = setTimeout(() => {
      void client.invalidateQueries({ queryKey: api.queryOptions("get", "/api/v1/records/{number}", of(number)).queryKey })
    }, wait)
    return () => clearTimeout(timer)
  }, [client, number, first])
}
