import { expect, test, vi } from "vitest"
import { safeNext, signedOut } from "./session"

test.each([
  [undefined, "/"],
  ["/tickets/INC-000045?tab=timeline", "/tickets/INC-000045?tab=timeline"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["/sign-in?next=/desk", "/"],
])("after sign-in, %s leads to %s", (next, to) => {
  expect(safeNext(next)).toBe(to)
})

test("a session that ended leads to sign-in and back; open pages stay", () => {
  const navigate = vi.fn()
  const at = (pathname: string, href: string) => ({ state: { location: { pathname, href } }, navigate })
  signedOut(at("/desk", "/desk?view=mine"))
  expect(navigate).toHaveBeenCalledExactlyOnceWith({ to: "/sign-in", search: { next: "/desk?view=mine", ended: true } })
  signedOut(at("/password", "/password?token=x"))
  expect(navigate).toHaveBeenCalledTimes(1)
})
