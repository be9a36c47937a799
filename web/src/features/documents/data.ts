import { api } from "../../api/client"
import type { components } from "../../api/schema.gen"
import type { DocumentSearch } from "./search"

export type DocumentRow = components["schemas"]["DocumentRow"]
export type DocumentType = components["schemas"]["DocumentType"]
export type DocumentFacts = NonNullable<components["schemas"]["Record"]["document"]>

const most = 200
const pageOf = 25

/** The groups of types. */
export const useGroups = () => api.useQuery("get", "/api/v1/document-groups", { params: { query: { limit: most } } })

/** The types by which one may begin a document. */
export const useUsableTypes = () => api.useQuery("get", "/api/v1/document-types", { params: { query: { usable: true, limit: most } } })

const counted = 99

/** How many documents the viewer has to read; more than are counted say so. */
export function useToRead(enabled: boolean): { unread: number; more: boolean } {
  const { data } = api.useQuery("get", "/api/v1/documents", { params: { query: { to_read: true, limit: counted } } }, { enabled })
  return { unread: data?.items.length ?? 0, more: Boolean(data?.next) }
}

/** The parts of the page: what one has to read comes first. */
export type Part = "mine" | "to_read" | "all"

/** What narrows the list of documents to what the page shows. */
export const filterOf = ({ group, type, status, q }: DocumentSearch, part: Part) => ({
  ...(part === "mine" ? { mine: true } : part === "to_read" ? { to_read: true } : {}), ...(group ? { group } : {}), ...(type ? { type } : {}),
  ...(status ? { status: [status] } : {}), ...(q ? { q } : {}),
})

/** The documents of a part of the page. */
export const useDocuments = (search: DocumentSearch, part: Part) =>
  api.useInfiniteQuery(
    "get", "/api/v1/documents",
    { params: { query: { ...filterOf(search, part), limit: pageOf } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
