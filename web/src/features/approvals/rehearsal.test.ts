import { expect, test } from "vitest"
import type { Rehearsal } from "../../api/types"
import { stepsOf } from "./rehearsal"

const at = "2026-11-24T08:00:00Z"
const way = {
  steps: [
    { step: "head", opens_at: at, skipped: false, people: [{}] },
    { step: "price", opens_at: "2026-11-25T08:00:00Z", skipped: false, people: [{}] },
    { step: "budget", opens_at: "2026-11-25T08:00:00Z", skipped: false, people: [{}] },
    { step: "board", opens_at: at, skipped: true, people: [] },
    { step: "boss", opens_at: null, skipped: true, people: [] },
    { step: "nobody", opens_at: null, skipped: true, people: [] },
  ],
  plan: {
    steps: [
      { id: "head", in: "", when: "", status: "done" }, { id: "outer", in: "", when: "amount > 5", status: "skipped", name: { en: "Outer", zh: "外" } },
      { id: "inner", in: "outer", when: "", status: "waiting", name: { en: "Inner", zh: "内" } }, { id: "board", in: "", when: "amount > 9", status: "skipped" },
      { id: "boss", in: "inner", when: "", status: "skipped" }, { id: "nobody", in: "", when: "", status: "skipped" },
    ],
  },
} as unknown as Rehearsal

test("steps that open together are told, and why others are left out", () => {
  expect(stepsOf(way).map(({ step, together, left }) => [step.step, together, left])).toEqual([
    ["head", false, undefined], ["price", true, undefined], ["budget", true, undefined],
    ["board", false, { when: "amount > 9" }], ["boss", false, { group: { en: "Outer", zh: "外" } }], ["nobody", false, {}],
  ])
})
