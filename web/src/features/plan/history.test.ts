// @vitest-environment happy-dom
import i18next from "i18next"
import { beforeEach, expect, test } from "vitest"
import "../../i18n"
import type { Plan, PlanItem, PlanStep } from "../../api/types"
import { sayChanges } from "../ticket/changes"
import { planDid } from "./history"

beforeEach(async () => {
  await i18next.changeLanguage("en")
})

const li = { id: 7, name: "李娜", name_en: "Li Na", login: "li" }
const wang = { id: 8, name: "王磊", name_en: "Wang Lei", login: "wang" }
const step = { id: "legal", kind: "approval", name: { en: "Legal", zh: "法务" }, extra: [], added_by: null } as unknown as PlanStep
const item = (rest: Partial<PlanItem>) => ({ item: 3, step: "legal", person: li, group: null, role: "", status: "yes", why: "", by: li, added_by: null, opinion: "", ...rest }) as PlanItem
const plan = (...items: PlanItem[]) => ({ steps: [step, { ...step, id: "cfo", name: { en: "CFO", zh: "财务" } }], items }) as unknown as Plan
const say = (changes: Record<string, unknown[]>, of: Plan, approval = true, language: "en" | "zh" = "en") =>
  sayChanges(i18next.t, changes, language, "UTC", { plan: of, approval }).map(({ field, before, after }) => `${field}: ${before} → ${after}`)

test("steps and items are named, in the viewer's language", async () => {
  const changes = { "step legal": ["open", "done"], "item 3": ["open 7", "yes 7"], verdict: ["", "done"] }
  expect(say(changes, plan(item({})))).toEqual(["Step “Legal”: Being decided → Approved", "Li Na (Legal): is asked now → approved", "Verdict:  → Approved"])
  await i18next.changeLanguage("zh")
  expect(say(changes, plan(item({})), true, "zh")[1]).toBe("李娜 (法务): 待处理 → 同意")
})

test("a pool's item that was claimed, one handed on, one of a role, one that time decided", () => {
  const net = { id: 4, name: "网络", name_en: "Network", code: "net" }
  expect(say({ "item 3": ["open group 4", "open 7"] }, plan(item({ status: "open", group: net })))).toEqual(["Li Na (Legal): everybody of Network: is asked now → is asked now"])
  expect(say({ "item 3": ["open 7", "closed transferred 7"] }, plan(item({ status: "closed", why: "transferred" })))).toEqual(["Li Na (Legal): is asked now → handed on"])
  expect(say({ "item 3": [null, "open role admin"] }, plan(item({ person: null, role: "admin", status: "yes" })))).toEqual(["everybody with the role “Administrator” (Legal):  → is asked now"])
  expect(say({ "item 3": ["open 7", "yes timeout 7"] }, plan(item({ why: "timeout", by: null })))).toEqual(["Li Na (Legal): is asked now → counts as approved: the time had passed"])
})

test("what is not in the plan any more is still said, by its id", () => {
  expect(say({ "step gone": ["waiting", null], "item 9": [null, "open 99"], "step cfo": [["legal"], ["legal", "gone"]] }, plan(item({ person: wang })))).toEqual([
    "Step “gone”: To come → removed", "#99:  → is asked now", "Step “CFO”: After: Legal → After: Legal, gone",
  ])
})

test("a verb that tickets know as well is the plan's where it changed the plan", () => {
  const planned = { plan: plan(), approval: false }
  expect(planDid(i18next.t, "reject", { "item 3": [] }, planned)).toBe("rejected")
  expect(planDid(i18next.t, "reject", { state: [] }, planned)).toBe("")
  expect(planDid(i18next.t, "create", {}, planned)).toBe("")
  expect(planDid(i18next.t, "create", {}, { plan: plan(), approval: true })).toBe("asked for it")
  expect(planDid(i18next.t, "return", {}, undefined)).toBe("returned it")
  expect(planDid(i18next.t, "dance", {}, planned)).toBe("")
})
