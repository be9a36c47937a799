import { useMemo, useState } from "react"
import { api } from "../../api/client"
import type { Row } from "../../api/types"
import type { ListQuery } from "./search"
import { steady } from "./steady"

/** The rows of a list, steady while changes come in, with more of them on demand. */
export function useDeskList(query: ListQuery) {
  const name = JSON.stringify(query)
  const fetched = api.useInfiniteQuery(
    "get", "/api/v1/incidents",
    { params: { query: { ...query, count: true } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
  const fresh = useMemo(() => fetched.data?.pages.flatMap(({ items }) => items), [fetched.data])
  const [held, setHeld] = useState<{ name: string; shown: string[]; known: Map<string, Row> }>({ name: "", shown: [], known: new Map() })

  const current = held.name === name ? held : { name, shown: [], known: new Map<string, Row>() }
  const list = useMemo(() => (fresh ? steady(current.shown, current.known, fresh) : undefined), [current.shown, current.known, fresh])
  const shown = list?.rows.map(({ row }) => row.number) ?? []
  if (list && (held.name !== name || shown.length !== held.shown.length || shown.some((number, at) => number !== held.shown[at]))) {
    // What is drawn from now on is what later changes are measured against.
    setHeld({ name, shown, known: new Map(list.rows.map(({ row }) => [row.number, row])) })
  }
  const count = fetched.data?.pages[0]?.count
  return { list, count, fetched, showAll: () => setHeld({ name: "", shown: [], known: new Map() }) }
}

/** How many tickets a view has. */
export function useCount(query: ListQuery, enabled = true) {
  const { data } = api.useQuery("get", "/api/v1/incidents", { params: { query: { ...query, count: true, limit: 1 } } }, { enabled })
  return data?.count
}
