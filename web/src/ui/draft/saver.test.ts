import { beforeEach, expect, test, vi } from "vitest"
import { Problem } from "../../api/problem"
import type { Draft } from "../../api/types"
import type { LocalCopy } from "./model"
import { DraftSaver, type Ports } from "./saver"

// One server and one browser for several windows of one person.
let server: Map<string, Draft>
let browser: Map<string, LocalCopy>
let away: number // the status of every answer; 0 here means: the server is there
let ended: number
let saves: number

const refuse = (status: number) => new Problem(status, "x", `refused with ${status}`)

function ports(): Ports {
  const answer = async <T>(f: () => T): Promise<T> => {
    await Promise.resolve()
    if (away) throw refuse(away === -1 ? 0 : away)
    return f()
  }
  const read = (id: string) => {
    const draft = server.get(id)
    if (!draft) throw refuse(404)
    return { ...draft, payload: structuredClone(draft.payload) }
  }
  return {
    read: (id) => answer(() => read(id)),
    find: (kind, number) => answer(() => [...server.values()].find((draft) => draft.kind === kind && draft.number === number)),
    save: (id, revision, body) =>
      answer(() => {
        saves++
        const was = server.get(id) ?? (body.number ? [...server.values()].find(({ number, kind }) => number === body.number && kind === body.kind) : undefined)
        if (!was && revision > 0) throw refuse(404)
        if (was && JSON.stringify(was.payload) === JSON.stringify(body.payload)) return was
        if (was && (was.id !== id || was.revision !== revision)) throw refuse(412)
        const draft: Draft = { id, ...body, payload: structuredClone(body.payload), title: "", revision: revision + 1, files: [], created_at: "", updated_at: "" }
        server.set(id, draft)
        return draft
      }),
    discard: (id) => answer(() => void server.delete(id)),
    keep: (copy) => void browser.set(copy.id, structuredClone(copy)),
    drop: (id) => void browser.delete(id),
    wait: (ms, then) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
    sessionEnded: () => ended++,
  }
}

const window = (id = "a", number = "") => new DraftSaver(ports(), { id, kind: number ? "reply" : "incident", number, empty: { text: "" } })
const type = (saver: DraftSaver, text: string) => saver.change({ text }, text, text !== "")
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const onServer = (id = "a") => server.get(id)?.payload?.["text" as never] as string | undefined

beforeEach(() => {
  vi.useFakeTimers()
  server = new Map()
  browser = new Map()
  away = ended = saves = 0
})

test("what is typed is saved when the typing pauses, and now and then while it does not", async () => {
  const saver = window()
  type(saver, "D")
  expect(browser.get("a")?.payload).toEqual({ text: "D" })
  await later(800)
  expect([onServer(), saver.view.status, browser.size]).toEqual(["D", "saved", 0])
  for (let n = 1; n <= 50; n++) {
    type(saver, "D" + "e".repeat(n))
    await later(100)
  }
  expect(saves).toBeGreaterThanOrEqual(2)
  expect(saves).toBeLessThanOrEqual(4)
  await later(3000)
  expect(onServer()).toBe("D" + "e".repeat(50))
})

test("without words there is no draft, and emptied words discard it", async () => {
  const saver = window()
  type(saver, "")
  await later(3000)
  expect([server.size, browser.size, saver.view.status]).toEqual([0, 0, "none"])
  type(saver, "x")
  await later(1000)
  type(saver, "")
  await later(1000)
  expect([server.size, browser.size, saver.view.status]).toEqual([0, 0, "none"])
})

test("what is typed and taken back leaves things as they were", async () => {
  const saver = window()
  type(saver, "Dear")
  await later(1000)
  type(saver, "Dear x")
  expect(saver.view.status).toBe("saving")
  type(saver, "Dear")
  await later(1000)
  expect([saver.view.status, saves, browser.size]).toEqual(["saved", 1, 0])
})

test("however many want it saved, it is saved by one at a time", async () => {
  const saver = window()
  type(saver, "a")
  const first = saver.flush()
  type(saver, "ab")
  await Promise.all([first, saver.flush(), saver.ensure(), saver.flush()])
  await later(1000)
  expect([saver.view.status, onServer(), saves]).toEqual(["saved", "ab", 2])
})

test.each([[-1, 0], [503, 0], [401, 1]])("while the server cannot be reached (%i) this browser keeps it, and sends it later", async (status, times) => {
  const saver = window()
  away = status
  type(saver, "Dear")
  await later(1000)
  expect([saver.view.status, browser.get("a")?.payload, ended]).toEqual(["kept", { text: "Dear" }, times])
  away = 0
  if (status === 401) saver.again() // signed in again
  await later(70_000)
  expect([onServer(), saver.view.status, browser.size]).toEqual(["Dear", "saved", 0])
})

test("a page that opens again goes on with what this browser could not send", async () => {
  const first = window()
  type(first, "one")
  await later(1000)
  away = 401
  type(first, "one two")
  await later(1000)
  first.end()
  away = 0
  const again = window()
  again.open(await ports().read("a"), browser.get("a"))
  expect(again.view.payload).toEqual({ text: "one two" })
  await later(1000)
  expect([onServer(), again.view.status, browser.size]).toEqual(["one two", "saved", 0])
})

test("another window is followed where nothing else is written here", async () => {
  const [one, two] = [window(), window()]
  type(one, "one")
  await later(1000)
  two.open(await ports().read("a"), undefined)
  type(one, "one more")
  await later(1000)
  await two.hear(2)
  expect([two.view.payload, two.view.status]).toEqual([{ text: "one more" }, "saved"])
})

test.each(["mine", "theirs"] as const)("what two windows wrote is shown in both versions, and %s stays", async (whose) => {
  const [one, two] = [window(), window()]
  type(one, "one")
  await later(1000)
  two.open(await ports().read("a"), undefined)
  type(one, "from one")
  await later(1000)
  type(two, "from two")
  await later(1000)
  expect([two.view.status, two.view.theirs?.payload, two.view.payload]).toEqual(["conflict", { text: "from one" }, { text: "from two" }])
  type(two, "from two, more")
  await later(5000)
  expect([onServer(), browser.get("a")?.payload]).toEqual(["from one", { text: "from two, more" }])
  two.choose(whose)
  await later(1000)
  expect([two.view.status, onServer(), browser.size]).toEqual(["saved", whose === "mine" ? "from two, more" : "from one", 0])
})

test("two devices that begin a reply to one ticket see each other's words", async () => {
  const [one, two] = [window("a", "INC-1"), window("b", "INC-1")]
  type(one, "from one")
  await later(1000)
  type(two, "from two")
  await later(1000)
  expect([two.view.status, two.view.theirs?.id]).toEqual(["conflict", "a"])
  two.choose("mine")
  await later(1000)
  expect([onServer("a"), server.size, two.view.id, browser.size]).toEqual(["from two", 1, "a", 0])
})

test("what another window has sent is gone here too, unless more was written", async () => {
  const [clean, dirty] = [window(), window()]
  type(clean, "one")
  await later(1000)
  dirty.open(await ports().read("a"), undefined)
  type(dirty, "one and more")
  server.clear()
  await clean.hear(0)
  await dirty.hear(0)
  await later(3000)
  expect([clean.view.payload, clean.view.status]).toEqual([{ text: "" }, "none"])
  expect([dirty.view.payload, dirty.view.status, onServer()]).toEqual([{ text: "one and more" }, "saved", "one and more"])
})

test("what is sent is saved first, and leaves nothing behind", async () => {
  const saver = window()
  type(saver, "Dear")
  expect(await saver.flush()).toBe(true)
  expect(onServer()).toBe("Dear")
  server.clear() // by the server, with what was sent
  saver.sent()
  await later(70_000)
  expect([server.size, browser.size, saver.view.payload]).toEqual([0, 0, { text: "" }])
})

test("what cannot be saved is not sent, and says why", async () => {
  const saver = window()
  away = 422
  type(saver, "Dear")
  expect(await saver.flush()).toBe(false)
  expect([saver.view.status, saver.view.why, browser.size]).toEqual(["refused", "refused with 422", 1])
})

test("an answer that comes after the draft was sent changes nothing", async () => {
  const saver = window()
  type(saver, "Dear")
  const saving = saver.flush()
  saver.sent()
  await saving
  await later(5000)
  expect([saver.view.payload, saver.view.status]).toEqual([{ text: "" }, "none"])
})
