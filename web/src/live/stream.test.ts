import { beforeEach, expect, test } from "vitest"
import { type LiveEvent, listenLive, type Ports } from "./stream"

class Source extends EventTarget {
  static all: Source[] = []
  readyState = 0
  constructor(readonly url: string) {
    super()
    Source.all.push(this)
  }
  close() {
    this.readyState = 2
  }
  say(type: string, data?: unknown) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
}

// One browser: its locks are granted in order, its channels reach each other and never their sender.
function makeBrowser() {
  const queue: { signal: AbortSignal | undefined; run: () => void }[] = []
  let held = false
  const next = () => {
    const first = queue.shift()
    if (!first) return
    if (first.signal?.aborted) return next()
    held = true
    first.run()
  }
  const channels: { name: string; onmessage: ((e: MessageEvent) => void) | null }[] = []
  const waits: { ms: number; go: () => void }[] = []
  const ports = {
    locks: {
      request: (_name: string, options: LockOptions, work: () => Promise<void>) =>
        new Promise<void>((resolve) => {
          queue.push({ signal: options.signal, run: () => void work().then(() => { held = false; resolve(); next() }) })
          if (!held) next()
        }),
    },
    channel: (name: string) => {
      const mine = {
        name,
        onmessage: null as ((e: MessageEvent) => void) | null,
        postMessage: (data: unknown) => {
          for (const other of channels) if (other !== mine && other.name === name) other.onmessage?.(new MessageEvent("message", { data }))
        },
        close: () => channels.splice(channels.indexOf(mine), 1),
      }
      channels.push(mine)
      return mine
    },
    source: (url: string) => new Source(url),
    wait: (ms: number, go: () => void) => {
      waits.push({ ms, go })
      return () => {}
    },
  }
  return { ports: ports as unknown as Ports, waits }
}

const settle = () => new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(undefined))))
beforeEach(() => {
  Source.all = []
})

test("one connection serves all tabs", () => {
  const { ports } = makeBrowser()
  const first: LiveEvent[] = []
  const second: LiveEvent[] = []
  listenLive("wang", (e) => first.push(e), ports)
  listenLive("wang", (e) => second.push(e), ports)
  expect(Source.all).toHaveLength(1)

  Source.all[0]?.say("changed", { records: ["INC-000045"], lists: true })
  Source.all[0]?.say("notices", { unread: 3 })
  const heard = [
    { kind: "changed", records: ["INC-000045"], lists: true },
    { kind: "notices", unread: 3 },
  ]
  expect(first).toEqual(heard)
  expect(second).toEqual(heard)
})

test("more changes than can be named mean: read everything anew", () => {
  const { ports } = makeBrowser()
  const heard: LiveEvent[] = []
  listenLive("wang", (e) => heard.push(e), ports)
  Source.all[0]?.say("changed", { records: [], lists: true, all: true })
  expect(heard).toEqual([{ kind: "resync" }])
})

test("the next tab takes over when the leader closes", async () => {
  const { ports } = makeBrowser()
  const second: LiveEvent[] = []
  const stopFirst = listenLive("wang", () => {}, ports)
  listenLive("wang", (e) => second.push(e), ports)
  stopFirst()
  await settle()
  expect(Source.all).toHaveLength(2)
  expect(Source.all[0]?.readyState).toBe(2)
  Source.all[1]?.dispatchEvent(new Event("open"))
  expect(second).toContainEqual({ kind: "resync" })
})

test("a tab that closes before its turn never connects", async () => {
  const { ports } = makeBrowser()
  const stopFirst = listenLive("wang", () => {}, ports)
  const stopSecond = listenLive("wang", () => {}, ports)
  stopSecond()
  stopFirst()
  await settle()
  expect(Source.all).toHaveLength(1)
})

test("a refused connection is tried again, later and later, and tells everybody to read anew", () => {
  const { ports, waits } = makeBrowser()
  const heard: LiveEvent[] = []
  listenLive("wang", (e) => heard.push(e), ports)
  for (let round = 0; round < 7; round++) {
    const source = Source.all.at(-1)
    if (source) source.readyState = 2
    source?.dispatchEvent(new Event("error"))
    waits.at(-1)?.go()
  }
  expect(waits.map((w) => w.ms)).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000])
  Source.all.at(-1)?.dispatchEvent(new Event("open"))
  expect(heard.slice(-2)).toEqual([{ kind: "online", online: true }, { kind: "resync" }])
})

test("while the browser itself reconnects nothing is opened beside it", () => {
  const { ports, waits } = makeBrowser()
  const heard: LiveEvent[] = []
  listenLive("wang", (e) => heard.push(e), ports)
  Source.all[0]?.dispatchEvent(new Event("error")) // readyState 0: connecting
  expect(waits).toHaveLength(0)
  expect(heard).toEqual([{ kind: "online", online: false }])
})

test("without locks every tab has its own connection", () => {
  const { ports } = makeBrowser()
  const alone = { ...ports, locks: undefined }
  listenLive("wang", () => {}, alone)
  listenLive("wang", () => {}, alone)
  expect(Source.all).toHaveLength(2)
})
