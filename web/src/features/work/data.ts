import { api } from "../../api/client"
import { type InboxSearch, toQuery } from "./search"

const atOnce = 100

/** The open waits on the viewer, in person or also by group, role and as deputy: the first of them. */
export const useWork = (mine?: boolean) => api.useQuery("get", "/api/v1/work", { params: { query: { mine, limit: atOnce } } })

/** The inbox, page by page. */
export const useInbox = (search: InboxSearch) =>
  api.useInfiniteQuery(
    "get", "/api/v1/work",
    { params: { query: { ...toQuery(search), limit: atOnce } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
