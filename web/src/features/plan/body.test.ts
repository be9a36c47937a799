import { describe, expect, test } from "vitest"
import { Problem } from "../../api/problem"
import { atField, bodyOf, newStep } from "./body"

const fields = (...names: string[]) => names.map((name) => ({ name, required: false }))

describe("an act on a plan", () => {
  test("sends what the offer asks for, and nothing else", () => {
    expect(bodyOf({ verb: "approve", item: 3, fields: fields("comment") }, { comment: " yes ", to: [1], step: "a" })).toEqual({ verb: "approve", plan_item: 3, comment: "yes" })
    expect(bodyOf({ verb: "return", item: 3, fields: fields("step", "jump", "comment") }, { step: "a", jump: true, comment: "why" })).toEqual({ verb: "return", plan_item: 3, step: "a", jump: true, comment: "why" })
    expect(bodyOf({ verb: "return", item: 3, fields: fields("step", "jump") }, { step: "a", jump: false })).toEqual({ verb: "return", plan_item: 3, step: "a" })
    expect(bodyOf({ verb: "move_step", fields: fields("step", "after", "before") }, { step: "a", after: ["b"] })).toEqual({ verb: "move_step", step: "a", after: ["b"], before: [] })
  })

  test("a new step: its people by login, groups and roles as pools unless said otherwise, hours as minutes", () => {
    expect(newStep({ kind: "approval", name_zh: "法务", people: ["li"], groups: ["net"], mode: "all", hours: 1.5, otherwise: "escalate", in: "g", ask: "Look" })).toEqual({
      id: "", kind: "approval", name: { zh: "法务", en: "" }, in: "g", ask: { zh: "Look", en: "Look" }, completion: { mode: "all" }, limit: expect.objectContaining({ minutes: 90 }),
      who: [{ by: "person", name: "li" }, { by: "group", name: "net", pool: true }],
    })
    expect(newStep({ otherwise: "escalate" }).limit?.then).toBe("escalate")
    expect(newStep({ kind: "notice", name_en: "FYI", roles: ["manager"], pool: false, mode: "all", hours: 2 })).toEqual({
      id: "", kind: "notice", name: { zh: "", en: "FYI" }, who: [{ by: "role", name: "manager", pool: false }],
    })
  })

  test("a refusal stands at the field of the form that it is about", () => {
    expect(atField(new Problem(422, "invalid", "Say whom", "who")).field).toBe("people")
    expect(atField(new Problem(422, "invalid", "", "", [{ field: "new.limit.minutes", detail: "x" }, { field: "to[0]", detail: "y" }])).errors.map(({ field }) => field)).toEqual(["hours", "to"])
    expect(atField(new Problem(409, "conflict", "Decided by Li")).message).toBe("Decided by Li")
  })
})
