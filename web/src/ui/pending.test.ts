// @vitest-environment happy-dom
import { expect, test } from "vitest"
import { placeholder, toPending, withAddresses, withNames, withoutFile } from "./pending"

const picture = (name = "image.png") => new File(["x"], name, { type: "image/png" })

test("pasted pictures are numbered on, other files keep their names", () => {
  const first = toPending([picture(), new File(["x"], "log.txt", { type: "text/plain" })], [])
  const next = toPending([picture()], first.slice(1))
  expect([...first, ...next].map((f) => [f.mark, f.file.name])).toEqual([
    ["attachment:1", "screenshot-1.png"],
    ["attachment:2", "log.txt"],
    ["attachment:3", "screenshot-3.png"],
  ])
  expect(first[1]?.preview).toBeUndefined()
  expect(new Set([...first, ...next].map((f) => f.key)).size).toBe(3)
})

test("marks become addresses, only those of files", () => {
  const [file] = toPending([picture()], [])
  if (!file) throw new Error("no file")
  const text = `Look:\n${placeholder(file)}\nattachment:1 stays`
  expect(withAddresses(text, [{ ...file, url: "/api/v1/attachments/u" }])).toBe("Look:\n![screenshot-1.png](/api/v1/attachments/u)\nattachment:1 stays")
  expect(withAddresses(text, [file])).toBe(text)
})

test("attachment:1 is not the beginning of attachment:12", () => {
  const file = { ...toPending([picture()], [])[0], url: "/one" } as ReturnType<typeof toPending>[0]
  expect(withAddresses("![a](attachment:12)", [file])).toBe("![a](attachment:12)")
})

test("before anything is stored, pictures are named", () => {
  const [file] = toPending([picture()], [])
  if (!file) throw new Error("no file")
  expect(withNames(`See ${placeholder(file)}, please`, [file])).toBe("See [screenshot-1.png], please")
})

test("removing a file removes its picture from the text", () => {
  const [file] = toPending([picture()], [])
  if (!file) throw new Error("no file")
  expect(withoutFile(`before\n${placeholder(file)}\nafter`, file)).toBe("before\nafter")
})
