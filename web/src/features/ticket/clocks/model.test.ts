import i18next from "i18next"
import { beforeAll, describe, expect, test } from "vitest"
import type { Clock, Segment } from "../../../api/types"
import { en } from "../../../i18n/en"
import { zh } from "../../../i18n/zh"
import { layOut, lookOf, nameClock, sayClock, sayLine, secondsOf, sumByCause } from "./model"

beforeAll(() => i18next.init({ lng: "en", resources: { en: { translation: en }, zh: { translation: zh } }, interpolation: { escapeValue: false } }))

const clock = (over: Partial<Clock>): Clock => ({
  id: 1, kind: "resolution", task: null, state: "running", late: false, policy: "p", policy_name: "甲", policy_name_en: "A", policy_version: 1, target: 14_400, elapsed: 6_600,
  remaining: 7_800, started_at: "2026-03-05T01:00:00Z", stopped_at: null, due_at: "2026-03-05T05:00:00Z", hold_reason: "", ...over,
})

test.each<[string, Partial<Clock>, string, string, string]>([
  ["running", {}, "fine", "2 h 10 min left", "剩余 2 小时 10 分钟"],
  ["at three quarters", { elapsed: 10_800, remaining: 3_600 }, "soon", "1 h left", "剩余 1 小时"],
  ["a second before that", { elapsed: 10_799, remaining: 3_601 }, "fine", "1 h left", "剩余 1 小时"],
  ["late", { late: true, elapsed: 16_500, remaining: -2_100 }, "late", "late by 35 min", "已超时 35 分钟"],
  ["on hold", { state: "paused", remaining: 10_800, due_at: null, hold_reason: "vendor" }, "hold", "on hold: waiting for a vendor, 3 h left", "挂起：等待供应商，剩余 3 小时"],
  ["late and on hold", { state: "paused", late: true, remaining: -60, hold_reason: "vendor" }, "late", "late by 1 min, on hold: waiting for a vendor", "已超时 1 分钟，挂起：等待供应商"],
  ["met", { state: "met", elapsed: 1_200 }, "met", "met after 20 min", "20 分钟内达成"],
  ["missed", { state: "breached", late: true, remaining: -7_200 }, "missed", "missed, late by 2 h", "未达成，超时 2 小时"],
  ["cancelled", { state: "cancelled" }, "dropped", "no longer promised", "不再承诺"],
])("a clock %s", (_, over, look, english, chinese) => {
  const it = clock(over)
  expect(lookOf(it)).toBe(look)
  expect([sayClock(i18next.getFixedT("en"), it, "en"), sayClock(i18next.getFixedT("zh"), it, "zh")]).toEqual([english, chinese])
})

test("lines have names", () => {
  expect(["75 %", "breach", "level 2"].map((name) => sayLine(i18next.getFixedT("en"), name))).toEqual(["75 %", "Deadline", "Escalation level 2"])
  expect(["75 %", "breach", "level 2"].map((name) => sayLine(i18next.getFixedT("zh"), name))).toEqual(["75 %", "时限", "升级第 2 级"])
})

describe("the picture", () => {
  const segment = (from: string, to: string, cause: Segment["cause"], counted = false): Segment => ({ from: `2026-03-05T${from}Z`, to: `2026-03-05T${to}Z`, cause, counted, text: cause })
  const past = [segment("01:00:00.25", "02:00:00", "working", true), segment("02:00:00", "02:30:00", "on_hold"), segment("02:30:00", "03:00:00.75", "working", true)]
  const ahead = [segment("03:00:00.75", "05:00:00.25", "outside_hours")]

  test("is true to the time on the wall", () => {
    const { parts, place } = layOut(past, ahead)
    expect(parts.map(({ left }) => Math.round(left))).toEqual([0, 25, 37, 50])
    expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100)
    expect(parts.map((part) => part.ahead)).toEqual([false, false, false, true])
    expect(place("2026-03-05T03:00:00.25Z")).toBeCloseTo(50)
    expect(place("2026-03-06T00:00:00Z")).toBeUndefined()
  })
  test("of nothing is empty", () => {
    expect(layOut([], []).parts).toEqual([])
    expect(layOut([segment("01:00:00", "01:00:00", "working", true)], []).parts).toEqual([])
  })
  test("its stretches sum without a lost second", () => {
    expect(past.map(secondsOf)).toEqual([3_600, 1_800, 1_800])
    expect(sumByCause([...past, ...ahead])).toEqual([
      { cause: "working", counted: true, seconds: 5_400 }, { cause: "outside_hours", counted: false, seconds: 7_200 }, { cause: "on_hold", counted: false, seconds: 1_800 },
    ])
  })
})

test("a clock is named by what it measures: of a task which, and which turn of it", () => {
  const name = { en: "Order parts", zh: "订购备件" }
  expect(nameClock(i18next.getFixedT("en"), clock({}), "en")).toBe("Resolution")
  expect(nameClock(i18next.getFixedT("en"), clock({ kind: "task", task: { step: "parts", round: 1, name } }), "en")).toBe("Task: Order parts")
  expect(nameClock(i18next.getFixedT("zh"), clock({ kind: "task", task: { step: "parts", round: 2, name } }), "zh")).toBe("任务：订购备件 （第 2 次）")
})
