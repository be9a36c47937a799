import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api, http } from "../../api/client"
import type { NewApproval } from "../../api/types"
import type { components } from "../../api/schema.gen"

export type Template = components["schemas"]["Template"]

const most = 200
const pageOf = 20

/** The plans by which one may ask for an approval. */
export const useUsable = () => api.useQuery("get", "/api/v1/plan-templates", { params: { query: { kind: "approval", usable: true, limit: most } } })

/** The parts of the page of requests. */
export type Part = "waiting" | "ended" | "all"

/** What narrows the list of requests to a part: the viewer's own that run or have ended, or all that they may see. */
export const filterOf = (part: Part) => (part === "all" ? {} : { mine: true, open: part === "waiting" ? "true" as const : "false" as const })

export const useApprovals = (part: Part) =>
  api.useInfiniteQuery(
    "get", "/api/v1/approvals",
    { params: { query: { ...filterOf(part), limit: pageOf } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )

/** The way that a request would take if it were submitted as it is; nothing while no plan is chosen. */
export const useRehearsal = (body: NewApproval | undefined) =>
  useQuery({
    queryKey: ["rehearsal", body],
    queryFn: async () => (body ? (await http.POST("/api/v1/approvals/rehearsal", { body })).data ?? null : null),
    enabled: body !== undefined,
    placeholderData: keepPreviousData, // the way before stays while the new one is worked out
    staleTime: 10_000,
    retry: false,
  })
