import { describe, expect, test } from "vitest"
import type { Offer, WorkItem } from "../../api/types"
import { actOf, byVerb, mark, needsWords } from "./answers"
import { readInboxSearch, toQuery } from "./search"

const words = (required: boolean) => [{ name: "comment", required, options: null }] as unknown as NonNullable<Offer["fields"]>
const item = (id: number, plan: boolean, step: string, ...verbs: string[]) =>
  ({ id, plan, step, acts: verbs.map((verb) => ({ verb, fields: words(verb === "reject" || verb === "fail") })) }) as unknown as WorkItem

describe("plain answers", () => {
  test("of a plan are those that the server offers", () => {
    const approval = item(1, true, "head", "approve", "reject")
    expect(actOf(approval, "yes")?.verb).toBe("approve")
    const no = actOf(approval, "no")
    expect(no?.verb).toBe("reject")
    expect(no && needsWords(no)).toBe(true)
    expect(actOf(item(2, true, "start", "complete"), "no")).toBeUndefined()
  })
  test("an unclaimed pool's is claimed at once, without words", () => {
    const pool = { ...item(5, true, "stock", "complete"), acts: [{ verb: "claim", fields: [] }] } as unknown as WorkItem
    expect(actOf(pool, "claim")?.verb).toBe("claim")
    expect(actOf(item(1, true, "head", "approve", "reject"), "claim")).toBeUndefined()
    expect([...byVerb([pool, item(1, true, "head", "approve")], "claim").verbs.keys()]).toEqual(["claim"])
  })
  test("of a ticket are only those to its acceptance: the desk's work is done on its page", () => {
    expect(actOf(item(1, false, "accept", "accept", "reject"), "yes")?.verb).toBe("accept")
    expect(actOf(item(2, false, "handle", "take", "reject"), "no")).toBeUndefined()
  })
  test("that ask for more than words are given on the page", () => {
    const odd = { ...item(1, true, "x", "approve"), acts: [{ verb: "approve", fields: [...words(false), { name: "to", required: true }] }] } as unknown as WorkItem
    expect(actOf(odd, "yes")).toBeUndefined()
  })
  test("are sorted by verb, and what cannot be answered is told", () => {
    const { verbs, rest } = byVerb([item(1, true, "a", "approve"), item(2, true, "b", "complete"), item(3, false, "handle", "take"), item(4, true, "c", "approve")], "yes")
    expect([...verbs].map(([verb, items]) => [verb, items.map(({ id }) => id)])).toEqual([["approve", [1, 4]], ["complete", [2]]])
    expect(rest.map(({ id }) => id)).toEqual([3])
  })
})

describe("the selection", () => {
  const order = [1, 2, 3, 4, 5]
  test.each([
    ["one by one", [], 3, undefined, false, [3]],
    ["off again", [3], 3, 3, false, []],
    ["with Shift all in between", [2], 4, 2, true, [2, 3, 4]],
    ["with Shift upwards", [4], 1, 4, true, [1, 2, 3, 4]],
    ["with Shift off again", [1, 2, 3], 3, 1, true, []],
    ["with Shift from one that is gone", [], 3, 9, true, [3]],
  ])("%s", (_, marked, id, last, range, want) => {
    expect([...mark(new Set(marked), order, id, last, range)].sort()).toEqual(want)
  })
})

test("the address holds the filters and nothing else", () => {
  expect(readInboxSearch({ who: "me", kind: "approval", late: true, more: 1 })).toEqual({ who: "me", kind: "approval", late: true })
  expect(readInboxSearch({ who: "you", kind: "x", late: "no" })).toEqual({})
  expect(toQuery({ who: "me", kind: "incident", late: true })).toEqual({ mine: true, kind: "incident", late: true })
  expect(toQuery({})).toEqual({})
})
