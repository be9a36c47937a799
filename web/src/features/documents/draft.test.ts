import { expect, test } from "vitest"
import { bodyOf, isWritten, saidIn } from "./draft"

test("only what was given is sent, and only the people that the type asks for", () => {
  expect(bodyOf({ type: "notice", subject: " x ", description: " ", chosen: { A: ["li.na"], Old: ["wu"] } }, ["A", "B"], { cost: 5 })).toEqual({ type: "notice", subject: "x", chosen: { A: ["li.na"] }, form: { cost: 5 } })
  expect(bodyOf({}, [], {})).toEqual({ type: "", subject: "" })
})

test("whatever was written would be a loss", () => {
  expect(isWritten({ type: "notice", forms: { 7: { cost: null } } })).toBe(false)
  expect(isWritten({ forms: { 7: { cost: null }, 8: { cost: 5 } } })).toBe(true)
  expect(saidIn({ subject: "Rules", forms: { 7: { why: "Hungry", cost: 5 }, 8: { why: "Thirsty" } } })).toBe("Rules\n\nHungry\n\nThirsty")
})
