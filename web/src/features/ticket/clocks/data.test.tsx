// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { renderHook } from "@testing-library/react"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Clock } from "../../../api/types"
import { useDeadline } from "./data"

const clock = (over: Partial<Clock>) => ({ state: "running", late: false, due_at: "2026-03-05T02:00:00Z", ...over }) as Clock

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-03-05T01:00:00Z") }))
afterEach(() => void vi.useRealTimers())

test("the ticket is read anew once its first deadline has passed, and not before", () => {
  const client = new QueryClient()
  const read = vi.spyOn(client, "invalidateQueries").mockResolvedValue()
  const clocks = [clock({ due_at: "2026-03-05T03:00:00Z" }), clock({}), clock({ state: "met", due_at: "2026-03-05T01:30:00Z" }), clock({ late: true, due_at: "2026-03-05T00:30:00Z" }), clock({ state: "paused", due_at: null })]
  renderHook(() => useDeadline("INC-000001", clocks), { wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider> })
  vi.advanceTimersByTime(3_600_000)
  expect(read).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(read).toHaveBeenCalledOnce()
  expect(read.mock.calls[0]?.[0]?.queryKey?.[2]).toEqual({ params: { path: { number: "INC-000001" } } })
})
