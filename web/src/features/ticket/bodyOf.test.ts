// @vitest-environment happy-dom
import { expect, test } from "vitest"
import type { Offer, Ticket } from "../../api/types"
import { bodyOf } from "./ActForm"

const ref = (id: number) => ({ id, name: "x", name_en: "x" })
const ticket = { group: ref(7), assignee: ref(4), category: null, service: null, queue: null } as unknown as Ticket
const assign: Offer = { verb: "assign", fields: ["group", "assignee", "comment"].map((name) => ({ name, required: false })) }
const classify: Offer = { verb: "classify", fields: ["impact", "urgency", "category", "kind"].map((name) => ({ name, required: false })) }

test("a group that stays is not named, since naming it counts as reassigning", () => {
  expect(bodyOf(assign, { group: 7, assignee: 5, comment: "" }, ticket)).toEqual({ verb: "assign", assignee: 5 })
})

test("an emptied field is sent as empty, and not left out", () => {
  expect(bodyOf(assign, { group: 7, assignee: null }, ticket)).toEqual({ verb: "assign", assignee: null })
  expect(bodyOf(assign, { group: undefined, assignee: 4 }, ticket)).toEqual({ verb: "assign", group: null })
})

test("levels are numbers", () => {
  expect(bodyOf(classify, { impact: "1", urgency: "2", category: 3, kind: "incident" }, ticket)).toEqual({ verb: "classify", impact: 1, urgency: 2, category: 3, kind: "incident" })
})

test("only what the form was offered is sent", () => {
  expect(bodyOf({ verb: "start", fields: [] }, { comment: "x", group: 9 }, ticket)).toEqual({ verb: "start" })
})
