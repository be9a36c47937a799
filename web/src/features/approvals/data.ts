import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { api, http } from "../../api/client"
import type { NewApproval } from "../../api/types"
import type { components } from "../../api/schema.gen"

type NewDocument = components["schemas"]["NewDocument"]
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

/** What would be submitted. */
export type Asked = { approval: NewApproval } | { document: NewDocument }

/** The way that a request or document would take if it were submitted as it is; nothing while no plan is chosen. */
export const useRehearsal = (asked: Asked | undefined) =>
  useQuery({
    queryKey: ["rehearsal", asked],
    queryFn: async () => {
      if (!asked) return null
      const answer = "approval" in asked ? await http.POST("/api/v1/approvals/rehearsal", { body: asked.approval }) : await http.POST("/api/v1/documents/rehearsal", { body: asked.document })
      return answer.data ?? null
    },
    enabled: asked !== undefined,
    placeholderData: keepPreviousData, // the way before stays while the new one is worked out
    staleTime: 10_000,
    retry: false,
  })
