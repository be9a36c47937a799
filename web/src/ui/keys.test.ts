// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from "vitest"
import { onKeys } from "./keys"

const press = (key: string, on: Element = document.body, more: KeyboardEventInit = {}) =>
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }))

afterEach(() => {
  document.body.innerHTML = ""
})

test("a key acts on the page, not while something is typed or with a modifier", () => {
  document.body.innerHTML = "<input id=field><button id=plain>x</button>"
  const act = vi.fn()
  const unbind = onKeys({ a: act })
  press("a")
  press("a", document.querySelector("#plain") as Element)
  expect(act).toHaveBeenCalledTimes(2)
  press("a", document.querySelector("#field") as Element)
  press("a", document.body, { ctrlKey: true })
  press("b")
  expect(act).toHaveBeenCalledTimes(2)
  unbind()
  press("a")
  expect(act).toHaveBeenCalledTimes(2)
})

test("an open dialog keeps the keys", () => {
  const act = vi.fn()
  const unbind = onKeys({ a: act })
  document.body.innerHTML = "<div class='ant-modal-wrap'></div>"
  press("a")
  expect(act).not.toHaveBeenCalled()
  unbind()
})
