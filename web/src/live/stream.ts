import type { Someone } from "../api/types"

/** What the server's stream tells, and what the connection itself tells. */
export type LiveEvent =
  | { kind: "changed"; records: string[]; lists: boolean }
  | { kind: "notices"; unread: number }
  | { kind: "presence"; number: string; people: Someone[] }
  | { kind: "draft"; id: string; revision: number }
  | { kind: "resync" } // the connection was away: what is visible may be old
  | { kind: "online"; online: boolean }

/** The parts of the browser that the stream stands on; tests bring their own. */
export interface Ports {
  locks: Pick<LockManager, "request"> | undefined
  channel: (name: string) => Pick<BroadcastChannel, "postMessage" | "close" | "onmessage">
  source: (url: string) => EventSource
  wait: (ms: number, then: () => void) => () => void
}

const url = "/api/v1/events"
const firstRetry = 1_000
const lastRetry = 30_000
const closed = 2 // EventSource.CLOSED

const browser: Ports = {
  locks: typeof navigator === "undefined" ? undefined : navigator.locks, // absent on plain http from afar
  channel: (name) => new BroadcastChannel(name),
  source: (address) => new EventSource(address),
  wait: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/**
 * Listens to the server's changes with one connection per browser: the tab that holds the lock connects and passes on
 * what it hears; when it closes, the next in line takes over. Without locks each tab connects by itself. The answer ends it.
 */
export function listenLive(login: string, hear: (event: LiveEvent) => void, ports: Ports = browser): () => void {
  if (!ports.locks) return connect(hear, ports)

  const name = `steward-live-${login}`
  const channel = ports.channel(name)
  channel.onmessage = (message: MessageEvent<LiveEvent>) => hear(message.data)
  const tell = (event: LiveEvent) => {
    hear(event)
    channel.postMessage(event)
  }
  const ended = new AbortController()
  let release = () => {}
  const lead = () =>
    new Promise<void>((resolve) => {
      const stop = connect(tell, ports)
      release = () => {
        stop()
        resolve()
      }
    })
  ports.locks.request(name, { signal: ended.signal }, lead).catch(() => {
    // Only our own end rejects: the tab went before its turn came.
  })
  return () => {
    ended.abort()
    release()
    channel.close()
  }
}

function connect(hear: (event: LiveEvent) => void, ports: Ports): () => void {
  let source: EventSource | undefined
  let retry = firstRetry
  let cancelRetry = () => {}

  const open = () => {
    const current = ports.source(url)
    source = current
    current.addEventListener("open", () => {
      retry = firstRetry
      hear({ kind: "online", online: true })
      hear({ kind: "resync" }) // whatever happened between the first reading and now
    })
    current.addEventListener("changed", (event) => {
      const data = JSON.parse((event as MessageEvent<string>).data) as { records?: string[]; lists?: boolean; all?: boolean }
      if (data.all) hear({ kind: "resync" }) // more than could be named
      else hear({ kind: "changed", records: data.records ?? [], lists: data.lists ?? false })
    })
    current.addEventListener("notices", (event) => {
      hear({ kind: "notices", unread: (JSON.parse((event as MessageEvent<string>).data) as { unread: number }).unread })
    })
    current.addEventListener("presence", (event) => {
      hear({ kind: "presence", ...(JSON.parse((event as MessageEvent<string>).data) as { number: string; people: Someone[] }) })
    })
    current.addEventListener("draft", (event) => {
      hear({ kind: "draft", ...(JSON.parse((event as MessageEvent<string>).data) as { id: string; revision: number }) })
    })
    current.addEventListener("error", () => {
      hear({ kind: "online", online: false })
      if (current.readyState !== closed) return // the browser itself reconnects
      cancelRetry = ports.wait(retry, open)
      retry = Math.min(retry * 2, lastRetry)
    })
  }
  open()
  return () => {
    cancelRetry()
    source?.close()
  }
}
