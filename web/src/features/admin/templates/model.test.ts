import { describe, expect, test } from "vitest"
import { add, change, choicesOf, cleaned, type Draft, drawn, firstDraft, groupsFor, inside, move, place, remove, type Step } from "./model"

const step = (id: string, rest: Partial<Step> = {}): Step => ({ id, kind: "approval", name: { en: id, zh: id }, who: [{ by: "requester" }], ...rest })
const draft: Draft = {
  steps: [step("a"), step("g", { kind: "group", after: ["a"], who: [] }), step("x", { in: "g" }), step("y", { in: "g", after: ["x"] }), step("b", { after: ["g"], on_reject: "return", return_to: "a" })],
}
const ids = (d: Draft) => d.steps.map(({ id }) => id).join("")
const of = (d: Draft, id: string) => d.steps.find((one) => one.id === id)

describe("a draft", () => {
  test("a new step comes after the last of its group, under an id of its own", () => {
    const [once, first] = add(draft, "approval", "g")
    expect(of(once, first)).toMatchObject({ id: "approval1", in: "g", after: ["y"], self: "head" })
    const [twice, second] = add(once, "approval")
    expect(of(twice, second)).toMatchObject({ id: "approval2", after: ["b"] })
    expect(of(add(draft, "group")[0], "group1")?.who).toBeUndefined()
    expect(ids(add(draft, "submit")[0])).toBe("startagxyb")
  })

  test("what came after a step that is gone comes after what it came after; what a group held stands in its place", () => {
    expect(of(remove(draft, "x"), "y")?.after).toEqual([])
    expect(of(remove(draft, "a"), "g")?.after).toEqual([])
    expect(of(remove(draft, "a"), "b")?.return_to).toBeUndefined()
    const open = remove(draft, "g")
    expect(of(open, "x")).toMatchObject({ after: ["a"] })
    expect(of(open, "x")?.in).toBeUndefined()
    expect(of(open, "b")?.after).toEqual(["a"])
  })

  test("another id follows it everywhere, another group leaves its lines behind", () => {
    const renamed = change(draft, "g", { id: "box" })
    expect([of(renamed, "x")?.in, of(renamed, "b")?.after]).toEqual(["box", ["box"]])
    expect(of(change(draft, "a", { id: "first" }), "b")?.return_to).toBe("first")
    expect(ids(change(draft, "a", { id: "b" }))).toBe("agxyb") // it is taken
    const out = change(draft, "x", { in: "" })
    expect([of(out, "x")?.after, of(out, "y")?.after]).toEqual([[], []])
  })

  test("steps change places among those of their group", () => {
    expect(ids(move(draft, "y", -1))).toBe("agyxb")
    expect(ids(move(draft, "y", 1))).toBe("agxyb")
    expect(inside(move(draft, "a", 1)).map(({ id }) => id)).toEqual(["g", "a", "b"])
    expect(inside(move(draft, "g", 1)).map(({ id }) => id)).toEqual(["a", "b", "g"])
    expect(ids(place(draft, "b", "a"))).toBe("bagxy")
    expect(ids(place(draft, "b", "b"))).toBe("agxyb")
  })

  test("a group lies neither in itself nor in what it holds", () => {
    const nested: Draft = { steps: [...draft.steps, step("h", { kind: "group", in: "g" })] }
    expect(groupsFor(nested, "g")).toEqual([])
    expect(groupsFor(nested, "h").map(({ id }) => id)).toEqual(["g"])
    expect(groupsFor(nested, "a").map(({ id }) => id)).toEqual(["g", "h"])
  })

  test("only what says something is sent", () => {
    const full = step(" a ", {
      ask: { en: "", zh: "" }, in: "", after: [], when: " ", who: [{ by: "person", name: "wang", up: 3, pool: true, weight: 0 }, { by: "group", name: "net", pool: true }, { by: "unit_head", name: "it", up: 0 }],
      completion: { mode: "all", percent: 5, count: 3 }, limit: { minutes: 0, then: "remind", to: [{ by: "person", name: "x" }] }, on_reject: "go_on", return_to: "b", // oxlint-disable-line unicorn/no-thenable -- so the server calls it
    })
    expect(cleaned({ steps: [full] }).steps).toEqual([{
      id: "a", kind: "approval", name: { en: " a ".trim(), zh: "a" }, who: [{ by: "person", name: "wang" }, { by: "group", name: "net", pool: true }, { by: "unit_head", name: "it" }],
      completion: { mode: "all" }, limit: { then: "remind" }, on_reject: "go_on", // oxlint-disable-line unicorn/no-thenable -- so the server calls it
    }])
    expect(cleaned({ steps: [{ ...full, kind: "group" }] }).steps).toEqual([{ id: "a", kind: "group", name: { en: "a", zh: "a" } }])
    expect(cleaned({ steps: [{ ...full, kind: "notice", limit: { minutes: 5 } }] }).steps[0]).not.toHaveProperty("limit")
    for (const kind of ["incident", "approval"] as const) expect(cleaned(firstDraft(kind))).toEqual(firstDraft(kind))
  })

  test("choices are asked once each, and the top begins after the requester's own step", () => {
    const chosen = (name: string) => ({ who: [{ by: "chosen" as const, name }] })
    expect(choicesOf({ steps: [step("a", chosen("Boss")), step("b", chosen("Expert")), step("c", chosen("Boss")), step("d", chosen(""))] })).toEqual(["Boss", "Expert"])
    const [begun] = add(draft, "submit")
    expect(drawn(begun).filter(({ after }) => after?.includes("start")).map(({ id }) => id)).toEqual(["a"])
  })
})
