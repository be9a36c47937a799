import { expect, test } from "vitest"
import { bodyOf, isWritten, readDraft } from "./draft"

test("a draft is read back as it was kept, without pictures that are gone", () => {
  const draft = { template: "purchase", subject: "Laptops", description: "Two\n![a](attachment:1)\nof them", amount: 12, chosen: { Reader: ["li.na"] } }
  expect(readDraft(JSON.stringify(draft))).toEqual({ ...draft, description: "Two\nof them" })
})

test("what is no draft is an empty one", () => {
  for (const kept of ["", "{", "null", "[]", `{"amount":"x","chosen":{"a":3},"subject":7}`]) expect(isWritten(readDraft(kept))).toBe(false)
})

test("only what was given is sent, and only the people that the template asks for", () => {
  expect(bodyOf({ template: "a", subject: " x ", description: " ", amount: null, chosen: { A: ["li.na"], Old: ["wu"] } }, ["A", "B"]))
    .toEqual({ template: "a", subject: "x", chosen: { A: ["li.na"] } })
  expect(bodyOf({ template: "a", subject: "x", amount: 0 }, [])).toEqual({ template: "a", subject: "x", amount: 0 })
})
