import { describe, expect, test } from "vitest"
import type { Plan, PlanItem, PlanStep } from "../../api/types"
import { atItem, byDeputy, dueOf, inOrder, minesOf, returnOf, roundsOf, stepName, votesOf, waitedFor, weightOf } from "./model"

const who = (id: number) => ({ id, name: `P${id}`, name_en: "", login: `p${id}` })
const step = (id: string, rest: Partial<PlanStep> = {}): PlanStep => ({
  id, kind: "approval", name: { en: id.toUpperCase(), zh: "" }, ask: { en: "", zh: "" }, in: "", after: [], back: [], when: "", mode: "all", status: "open", round: 1, places: [], weights: [], extra: [],
  opened_at: null, ended_at: null, added_by: null, ...rest,
})
const item = (n: number, rest: Partial<PlanItem> = {}): PlanItem => ({
  item: n, step: "a", round: 1, person: who(n), group: null, role: "", status: "open", why: "", adviser: false, opinion: "", comment: "", by: null, added_by: null, opened_at: null, due_at: null,
  then: "remind", ended_at: null, ...rest, // oxlint-disable-line unicorn/no-thenable -- so the server calls it
})
const plan = (steps: PlanStep[], items: PlanItem[] = [], acts: Plan["acts"] = []): Plan => ({
  id: 1, stage: "approve", template: null, version: 1, verdict: "", ended_at: null, urged_at: null, steps, items, acts,
})

describe("a plan", () => {
  test("a return belongs to what it opened, not to what comes later", () => {
    const at = (minute: number) => `2026-01-05T09:0${minute}:00Z`
    const back = item(2, { status: "closed", why: "returned", by: who(2), ended_at: at(2), comment: "Say more" })
    const beside = item(3, { status: "closed", why: "returned", ended_at: at(2) }) // was only ended by it
    const items = [item(1, { status: "yes", ended_at: at(1) }), back, beside]
    expect(returnOf({ items }, item(4, { opened_at: at(2) }))).toBe(back)
    expect(returnOf({ items: [...items, item(4, { status: "yes", ended_at: at(3) })] }, item(5, { opened_at: at(3) }))).toBeUndefined()
    expect(returnOf({ items }, item(6, { opened_at: at(1) }))).toBeUndefined()
  })

  test("votes: a place says yes when its whole chain has; an opinion is no vote against", () => {
    const items = [item(1, { status: "yes" }), item(2, { status: "advised", opinion: "no" }), item(3, { status: "yes" }), item(4), item(5, { status: "yes" })]
    const places = [[1], [2, 3], [4, 5]]
    expect(votesOf(plan([], items), step("a", { places }))).toEqual({ yes: 2, total: 3, enough: 3 })
    expect(votesOf(plan([], items), step("a", { places, mode: "any" }))?.enough).toBe(1)
    expect(votesOf(plan([], items), step("a", { places, mode: "share", percent: 50 }))?.enough).toBe(2)
    expect(votesOf(plan([], items), step("a", { places, mode: "quorum", count: 9 }))?.enough).toBe(3)
    expect(votesOf(plan([], items), step("a", { places, weights: [3, 1, 2], mode: "weighted", percent: 51 }))).toEqual({ yes: 4, total: 6, enough: 4 })
    expect([1, 4].map((n) => weightOf(step("a", { places, weights: [3, 1, 2], mode: "weighted" }), item(n)))).toEqual([3, 2])
    expect(weightOf(step("a", { places, weights: [1, 1, 1] }), item(1))).toBeUndefined()
    expect(votesOf(plan([], items), step("a"))).toBeUndefined()
  })

  test("rounds: signers stand in the order of signing, after whoever handed on; a step to come has only earlier rounds", () => {
    const items = [item(1), item(2, { status: "closed", why: "transferred" }), item(3), item(4, { round: 0, status: "closed" })]
    const { present, earlier } = roundsOf(plan([], items), step("a", { places: [[3, 1]] }))
    expect(present?.items.map((one) => one.item)).toEqual([2, 3, 1])
    expect(earlier.map(({ round }) => round)).toEqual([0])
    const waiting = roundsOf(plan([], items), step("a", { status: "waiting" }))
    expect(waiting.present).toBeUndefined()
    expect(waiting.earlier.map(({ round }) => round)).toEqual([1, 0])
  })

  test("steps follow each other, those that were added later too, and a circle ends", () => {
    const ids = (steps: PlanStep[]) => inOrder(plan(steps)).map(({ id }) => id).join("")
    expect(ids([step("d", { after: ["b", "x"] }), step("b", { after: ["a"] }), step("a"), step("x", { after: ["b"] }), step("i", { in: "g" })])).toBe("abxd")
    expect(ids([step("a", { after: ["b"] }), step("b", { after: ["a"] })])).toHaveLength(2)
  })

  test("what waits on the viewer is what the server lets them answer, due first", () => {
    const p = plan([step("a")], [item(1, { due_at: "2026-02-02" }), item(2, { due_at: "2026-01-01" }), item(3)], [
      { verb: "approve", item: 1, fields: [] }, { verb: "transfer", item: 1, fields: [] }, { verb: "remove", item: 1, fields: [] }, { verb: "complete", item: 2, fields: [] },
      { verb: "transfer", item: 3, fields: [] }, { verb: "urge", fields: [] },
    ])
    expect(minesOf(p).map(({ item, offers }) => [item.item, offers.length])).toEqual([[2, 1], [1, 3]])
    expect(atItem(p, item(1)).map(({ verb }) => verb)).toEqual(["remove"])
    expect(atItem(p, item(3)).map(({ verb }) => verb)).toEqual(["transfer"])
    expect(dueOf(p, step("a"))).toBe("2026-01-01")
    expect(waitedFor(p).map(({ who }) => who?.id)).toEqual([3, 2, 1])
  })

  test("a deputy decided when another than the person did; who handed on is no deputy", () => {
    expect(byDeputy(item(1, { status: "yes", by: who(2) }))).toBe(true)
    expect(byDeputy(item(1, { status: "yes", by: who(1) }))).toBe(false)
    expect(byDeputy(item(1, { status: "closed", why: "transferred", by: who(2) }))).toBe(false)
    expect(byDeputy(item(1, { status: "yes", by: null, why: "timeout" }))).toBe(false)
  })

  test("a name in the language there is, else the id", () => {
    const p = plan([step("a"), step("b", { name: { en: "", zh: "" } })])
    expect([stepName(p, "a", "zh"), stepName(p, "b", "en"), stepName(p, "gone", "en")]).toEqual(["A", "b", "gone"])
  })
})
