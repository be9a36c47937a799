import { describe, expect, test } from "vitest"
import type { Offer } from "../../api/types"
import { arrange, offered } from "./acts"

const offer = (...verbs: string[]): Offer[] => verbs.map((verb) => ({ verb, fields: [] }))
const verbs = (offers: Offer[]) => offers.map((o) => o.verb)

describe("the buttons of a ticket", () => {
  test("come from the offer only", () => {
    const acts = offer("accept", "reject", "reply", "attach", "escalate")
    const { first, beside, more } = arrange(acts, { taken: false })
    expect(first?.verb).toBe("accept")
    expect(verbs(beside)).toEqual(["reject"])
    expect(verbs(more)).toEqual(["escalate"])
  })

  test("nothing offered, nothing drawn", () => {
    expect(arrange([], { taken: false })).toEqual({ first: undefined, beside: [], more: [] })
    expect(arrange(offer("note"), { taken: true }).first).toBeUndefined()
  })

  test("a ticket of nobody is taken first; from somebody it is rarely taken over", () => {
    const acts = offer("take", "start", "assign", "hold", "resolve", "classify", "cancel", "log_work", "reply", "note", "attach", "link", "unlink")
    expect(arrange(acts, { taken: false }).first?.verb).toBe("take")
    const mine = arrange(acts, { taken: true })
    expect(mine.first?.verb).toBe("start")
    expect(verbs(mine.beside)).toEqual(["resolve", "assign", "hold", "take"])
    expect(verbs(mine.more)).toEqual(["classify", "cancel"])
  })

  test("every offered act is drawn once, also one of a newer server", () => {
    const acts = offer("take", "start", "assign", "hold", "resolve", "classify", "cancel", "escalate", "close", "dance")
    const { first, beside, more } = arrange(acts, { taken: false })
    expect([first?.verb, ...verbs(beside), ...verbs(more)].sort()).toEqual(verbs(acts).sort())
  })

  test("an act that is not offered is not found", () => {
    expect(offered(offer("reply"), "note")).toBeUndefined()
  })
})
