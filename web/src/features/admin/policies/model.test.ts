import { expect, test } from "vitest"
import type { Policy } from "../../../api/types"
import { fieldsOf, inputOf, pathOf, readLength, sayLength, unreached } from "./model"

const gold: Policy = {
  id: 7, code: "gold", name: "金牌", name_en: "Gold", version: 3, position: 1, enabled: true, calendar: { id: 4, name: "全天", name_en: "Always" }, names: {},
  conditions: { customer: ["acme"], priority: [1, 3] },
  targets: [{ priority: 3, resolution: 7200, task: 60 }, { priority: 1, first_response: 900 }, { priority: 5, task: 90 }],
  warnings: [80],
  levels: [
    { level: 1, percent: 100, actions: [{ do: "notify", who: "unit_head", up: 1 }] },
    { level: 2, after: 3600, kinds: ["resolution"], actions: [{ do: "move_queue", queue: "second" }, { do: "raise_priority" }] },
  ],
}

test("what is not changed is sent as it was read", () => {
  const { targets, ...rest } = inputOf(fieldsOf(gold), gold)
  expect(rest).toEqual({ name: "金牌", name_en: "Gold", version: 3, enabled: true, calendar: 4, conditions: gold.conditions, warnings: [80], levels: gold.levels })
  expect(targets).toEqual([{ priority: 1, first_response: 900 }, { priority: 3, resolution: 7200, task: 60 }, { priority: 5, task: 90 }])
})

test("a new policy sends no row without a target, and of an action only what belongs to it", () => {
  const fields = fieldsOf()
  expect(inputOf(fields)).toMatchObject({ targets: [], warnings: [50, 75, 90], levels: [{ level: 1, percent: 100, actions: [{ do: "notify", who: "manager" }] }] })
  fields.levels = [{ when: "after", percent: 90, after: null, kinds: [], actions: [{ do: "raise_priority", who: "group", login: "x" }] }]
  fields.warnings = ["60"]
  expect(inputOf({ ...fields, code: "own" })).toMatchObject({ code: "own", warnings: [60], levels: [{ level: 1, after: 0, actions: [{ do: "raise_priority" }] }] })
})

test("a refusal finds its field", () => {
  const fields = fieldsOf(gold)
  const path = (field: string) => pathOf(field, fields)
  expect(path("targets[1].resolution")).toEqual(["targets", 2, "resolution"]) // the second that is sent is of priority 3
  expect(path("targets[2].task")).toEqual(["targets", 4, "task"])
  expect(path("targets")).toBeUndefined()
  expect(path("conditions.customer[0]")).toEqual(["conditions", "customer"])
  expect(path("warnings[0]")).toEqual(["warnings"])
  expect(path("levels[1].percent")).toEqual(["levels", 1, "after"])
  expect(path("levels[0].percent")).toEqual(["levels", 0, "percent"])
  expect(path("levels[1].actions[0].queue")).toEqual(["levels", 1, "actions", 0, "queue"])
  expect(path("levels[1].kinds[0]")).toEqual(["levels", 1, "kinds"])
  expect(path("levels[1].actions")).toBeUndefined()
  expect(path("version")).toBeUndefined()
})

test.each([
  ["15m", 900], ["4h", 14400], ["1h30m", 5400], ["1 h 30 min", 5400], ["1.5 hours", 5400], ["90 minutes", 5400], ["2小时30分", 9000], ["4 小时", 14400], ["20分钟", 1200],
  ["45s", 45], ["", null], ["  ", null],
])("%s is %s seconds", (text, want) => expect(readLength(text)).toBe(want))

test.each(["2d", "4", "h", "4h x", "0h", "-1h", "1 day", "4h 30"])("%s cannot be read", (text) => expect(readLength(text)).toBeNaN())

test.each([1, 59, 60, 900, 3600, 5400, 86_400, 360_061])("%s seconds are said as they are read", (length) => {
  expect(readLength(sayLength(length, "en"))).toBe(length)
  expect(readLength(sayLength(length, "zh"))).toBe(length)
})

test("what stands after a policy for everything is never tried", () => {
  const all = { ...gold, id: 8, conditions: { customer: [] } }
  const last = { ...gold, id: 9 }
  expect(unreached([gold, all, last, { ...last, id: 10, enabled: false }])).toEqual(new Set([9]))
  expect(unreached([gold, { ...all, enabled: false }, last])).toEqual(new Set())
})
