import { api } from "../../api/client"
import { type InboxSearch, toQuery } from "./search"

const few = 100
const pageOf = 50 // not as many as few: the cache tells a list in pages from a plain one by what is asked for

/** The open waits on the viewer, in person or also by group, role and as deputy: the first of them. */
export const useWork = (mine?: boolean) => api.useQuery("get", "/api/v1/work", { params: { query: { mine, limit: few } } })

/** The inbox, page by page. */
export const useInbox = (search: InboxSearch) =>
  api.useInfiniteQuery(
    "get", "/api/v1/work",
    { params: { query: { ...toQuery(search), limit: pageOf } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
