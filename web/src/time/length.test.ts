import { expect, test } from "vitest"
import { exactLength, lengthOf, roughSpan, spanOf } from "./length"

test.each([
  [0, "0 min", "0 分钟"],
  [59, "less than a minute", "不到 1 分钟"],
  [60, "1 min", "1 分钟"],
  [7_859, "2 h 10 min", "2 小时 10 分钟"],
  [10_800, "3 h", "3 小时"],
  [-2_100, "35 min", "35 分钟"],
  [144_000, "40 h", "40 小时"], // a week's work, not 1 d 16 h
])("%i seconds of working time", (seconds, en, zh) => {
  expect([lengthOf(seconds, "en"), lengthOf(seconds, "zh")]).toEqual([en, zh])
})

test.each([
  [7_859, "2 h 10 min", "2 小时 10 分钟"],
  [86_399, "23 h 59 min", "23 小时 59 分钟"],
  [86_400, "1 d", "1 天"],
  [273_600, "3 d 4 h", "3 天 4 小时"],
])("%i seconds by the clock on the wall", (seconds, en, zh) => {
  expect([spanOf(seconds, "en"), spanOf(seconds, "zh")]).toEqual([en, zh])
})

test("in a list", () => {
  const times = [59, 7_859, 35_999, 36_000, 86_399, 86_400, 273_600, 6_105_600, -70_000]
  expect(times.map((seconds) => roughSpan(seconds, "en"))).toEqual(["< 1 min", "2 h 10 min", "9 h 59 min", "10 h", "23 h", "1 d", "3 d 4 h", "70 d", "19 h"])
})

test("to the second", () => {
  expect([0, 5, 7_805, 360_000].map(exactLength)).toEqual(["0:00:00", "0:00:05", "2:10:05", "100:00:00"])
})
