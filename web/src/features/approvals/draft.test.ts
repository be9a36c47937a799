import { expect, test } from "vitest"
import { bodyOf, isWritten, saidIn } from "./draft"

test("there is a draft once something was written", () => {
  expect(isWritten({ template: "purchase", amount: 12, subject: " " })).toBe(false)
  expect(isWritten({ description: "Two" })).toBe(true)
  expect(saidIn({ subject: "Laptops", description: "Two" })).toBe("Laptops\n\nTwo")
})

test("only what was given is sent, and only the people that the template asks for", () => {
  expect(bodyOf({ template: "a", subject: " x ", description: " ", amount: null, chosen: { A: ["li.na"], Old: ["wu"] } }, ["A", "B"]))
    .toEqual({ template: "a", subject: "x", chosen: { A: ["li.na"] } })
  expect(bodyOf({ template: "a", subject: "x", amount: 0 }, [])).toEqual({ template: "a", subject: "x", amount: 0 })
})
