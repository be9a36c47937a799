import { expect, test } from "vitest"
import { tokens } from "./theme"

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(tokens[one] ?? ""), luminance(tokens[other] ?? "")].sort((a, b) => b - a) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

test.each([
  ...["ink", "ink-2", "ink-3", "link", "brand", "bad", "good", "warn"].flatMap((text) => [
    [text, "paper"],
    [text, "ground"],
    [text, "hover"],
  ]),
  ["ink-3", "selected"],
  ["ink-3", "note-soft"],
  ["link", "note-soft"],
  ["link", "brand-soft"],
  ["link", "good-soft"],
  ["link", "warn-soft"],
  ["link", "bad-soft"],
  ["paper", "brand"],
  ["paper", "bad"],
  ["rail-ink", "rail"],
  ["rail-ink", "rail-on"],
  ["brand", "brand-soft"],
  ["good", "good-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["calm", "calm-soft"],
  ["note", "note-soft"],
  ["mute", "mute-soft"],
])("%s on %s is readable", (text, ground) => {
  expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5)
})

test("borders of fields are visible", () => {
  expect(contrast("line-strong", "paper")).toBeGreaterThanOrEqual(3)
})
