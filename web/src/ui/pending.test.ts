// @vitest-environment happy-dom
import { expect, test } from "vitest"
import { addressOf, filesAsText, picture, toPending, withoutFile } from "./pending"

const screenshot = (name = "image.png") => new File(["x"], name, { type: "image/png" })
const log = new File(["x"], "log.txt", { type: "text/plain" })

test("pasted pictures are numbered on, other files keep their names", () => {
  const first = toPending([screenshot(), log], [])
  const next = toPending([screenshot()], first)
  expect([...first, ...next].map(({ name }) => name)).toEqual(["screenshot-1.png", "log.txt", "screenshot-3.png"])
  expect(toPending([screenshot()], next).map(({ name }) => name)).toEqual(["screenshot-4.png"])
  expect(first[1]?.preview).toBeUndefined()
  expect(new Set([...first, ...next].map(({ uuid }) => uuid)).size).toBe(3)
})

test("a picture stands in the text as it will for ever", () => {
  const [file] = toPending([screenshot("a [b].png")], [])
  if (!file) throw new Error("no file")
  expect(picture(file)).toBe(`![a b.png](/api/v1/attachments/${file.uuid})`)
  expect(addressOf(file)).toMatch(/^\/api\/v1\/attachments\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
})

test("removing a file removes its picture from the text, and no other", () => {
  const [file, other] = toPending([screenshot(), screenshot()], [])
  if (!file || !other) throw new Error("no file")
  expect(withoutFile(`before\n${picture(file)}\n${picture(other)}\nafter`, file)).toBe(`before\n${picture(other)}\nafter`)
})

test("files alone are said by their names", () => {
  const [file] = toPending([log], [])
  if (!file) throw new Error("no file")
  expect(filesAsText([file])).toBe(`[log.txt](${addressOf(file)})`)
})
