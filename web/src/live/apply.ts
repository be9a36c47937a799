import type { Query, QueryClient } from "@tanstack/react-query"
import { tellLive } from "./bus"
import type { LiveEvent } from "./stream"

const listPaths = new Set(["/api/v1/incidents", "/api/v1/work", "/api/v1/approvals", "/api/v1/documents", "/api/v1/queues", "/api/v1/monitor", "/api/v1/monitor/tasks"])
const listPause = 1_000

/** The path and the record's number that a query of our client is about. */
function about(query: Query): { path: string; number: string | undefined } {
  const [, path, init] = query.queryKey as [string, string, { params?: { path?: { number?: string } } }?]
  return { path: String(path), number: init?.params?.path?.number }
}

/**
 * Answers what to do with each live event: what is shown of a changed record is fetched anew at once, lists at most once a
 * second however much happens, and everything after the connection was away.
 */
export function applyLive(client: QueryClient, setOnline: (online: boolean) => void): { hear: (event: LiveEvent) => void; stop: () => void } {
  let waiting: ReturnType<typeof setTimeout> | undefined
  let again = false

  const refreshLists = () => {
    if (waiting) {
      again = true
      return
    }
    void client.invalidateQueries({ predicate: (query) => listPaths.has(about(query).path) })
    waiting = setTimeout(() => {
      waiting = undefined
      if (again) {
        again = false
        refreshLists()
      }
    }, listPause)
  }

  const hear = (event: LiveEvent) => {
    tellLive(event)
    switch (event.kind) {
      case "changed": {
        const numbers = new Set(event.records)
        void client.invalidateQueries({ predicate: (query) => numbers.has(about(query).number ?? "") })
        if (event.lists || numbers.size > 0) refreshLists()
        break
      }
      case "notices":
        void client.invalidateQueries({ predicate: (query) => about(query).path === "/api/v1/notices" })
        break
      case "draft":
        void client.invalidateQueries({ predicate: (query) => about(query).path === "/api/v1/drafts" })
        break
      case "resync":
        void client.invalidateQueries()
        break
      case "online":
        setOnline(event.online)
    }
  }
  return { hear, stop: () => clearTimeout(waiting) }
}
