import { QueryClient, QueryObserver } from "@tanstack/react-query"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { applyLive } from "./apply"

let client: QueryClient
let fetched: string[]

// A query that somebody looks at, named as our client names them.
async function watch(path: string, number?: string) {
  const init = number ? { params: { path: { number } } } : {}
  const observer = new QueryObserver(client, {
    queryKey: ["get", path, init],
    queryFn: () => {
      fetched.push(number ? path.replace("{number}", number) : path)
      return "data"
    },
  })
  observer.subscribe(() => {})
  await vi.advanceTimersByTimeAsync(0)
}

beforeEach(async () => {
  vi.useFakeTimers()
  client = new QueryClient()
  fetched = []
  await watch("/api/v1/records/{number}", "INC-1")
  await watch("/api/v1/records/{number}/timeline", "INC-1")
  await watch("/api/v1/records/{number}", "INC-2")
  await watch("/api/v1/incidents")
  await watch("/api/v1/notices")
  fetched = []
})
afterEach(() => vi.useRealTimers())

test("a changed record is read anew, with its parts and the lists, and no other", async () => {
  const { hear } = applyLive(client, () => {})
  hear({ kind: "changed", records: ["INC-1"], lists: true })
  await vi.advanceTimersByTimeAsync(0)
  expect(fetched.sort()).toEqual(["/api/v1/incidents", "/api/v1/records/INC-1", "/api/v1/records/INC-1/timeline"])
})

test("a storm of changes reads the lists once a second", async () => {
  const { hear } = applyLive(client, () => {})
  for (let i = 0; i < 50; i++) {
    hear({ kind: "changed", records: ["INC-9"], lists: true })
    await vi.advanceTimersByTimeAsync(50)
  }
  await vi.advanceTimersByTimeAsync(2000)
  expect(fetched.filter((path) => path === "/api/v1/incidents").length).toBeLessThanOrEqual(4)
  expect(fetched.length).toBeGreaterThanOrEqual(3)
})

test("the last change of a storm is seen", async () => {
  const { hear } = applyLive(client, () => {})
  hear({ kind: "changed", records: [], lists: true })
  hear({ kind: "changed", records: [], lists: true })
  await vi.advanceTimersByTimeAsync(0)
  expect(fetched).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1100)
  expect(fetched).toHaveLength(2)
})

test("after the connection was away everything visible is read anew", async () => {
  const online = vi.fn()
  const { hear } = applyLive(client, online)
  hear({ kind: "online", online: false })
  hear({ kind: "online", online: true })
  hear({ kind: "resync" })
  await vi.advanceTimersByTimeAsync(0)
  expect(fetched).toHaveLength(5)
  expect(online.mock.calls).toEqual([[false], [true]])
})

test("a notice reads the notices only", async () => {
  applyLive(client, () => {}).hear({ kind: "notices", unread: 2 })
  await vi.advanceTimersByTimeAsync(0)
  expect(fetched).toEqual(["/api/v1/notices"])
})
