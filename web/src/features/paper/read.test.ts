import { describe, expect, test } from "vitest"
import { Problem } from "../../api/problem"
import { type Progress, readExport } from "./read"

/** A stream of these parts, as a network may cut them. */
const streamOf = (...parts: string[]) => new ReadableStream<Uint8Array>({
  start(controller) {
    for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
    controller.close()
  },
})

const read = async (...parts: string[]) => {
  const told: Progress[] = []
  const saved = await readExport(streamOf(...parts), (progress) => told.push(progress))
  return { told, name: saved.name, leftOut: saved.leftOut, type: saved.blob.type, text: await saved.blob.text() }
}

describe("an export", () => {
  const end = '{"done":2,"total":2,"left_out":1,"file":{"name":"a.csv","type":"text/csv","size":8}}\n'
  test("tells how far it is, and then is a file, wherever the network cuts it", async () => {
    const whole = `{"done":0,"total":2}\n{"done":1,"total":2}\n${end}a,b\n中\n`
    const want = { told: [{ done: 0, total: 2 }, { done: 1, total: 2 }, { done: 2, total: 2 }], name: "a.csv", leftOut: 1, type: "text/csv", text: "a,b\n中\n" }
    expect(await read(whole)).toEqual(want)
    for (let at = 1; at < whole.length; at++) expect(await read(whole.slice(0, at), whole.slice(at))).toEqual(want)
  })
  test("throws the problem that it tells", async () => {
    const refused = read('{"done":0,"total":2}\n', '{"done":0,"total":2,"problem":{"status":503,"code":"unavailable","detail":"No font"}}\n')
    await expect(refused).rejects.toThrow("No font")
    await expect(refused).rejects.toBeInstanceOf(Problem)
  })
  test("that broke off is no file", async () => {
    await expect(read('{"done":0,"total":2}\n')).rejects.toBeInstanceOf(TypeError)
    await expect(read(end, "a,b")).rejects.toBeInstanceOf(TypeError)
  })
})
