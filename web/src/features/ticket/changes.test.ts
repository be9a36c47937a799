// @vitest-environment happy-dom
import i18next from "i18next"
import { beforeEach, expect, test } from "vitest"
import "../../i18n"
import { sayChanges } from "./changes"

beforeEach(async () => {
  await i18next.changeLanguage("en")
})

test("fields and values are said in words, in the viewer's language and zone", async () => {
  const changes = {
    state: ["new", "on_hold"],
    hold_reason: ["", "customer"],
    priority: [4, 2],
    assignee: [null, { id: 1, name: "王磊", name_en: "Wang Lei", login: "tech1" }],
    accept_by: [null, "2026-03-05T10:00:00Z"],
    queue: [{ id: 2, name: "网络", name_en: "" }, { id: 2, name: "网络", name_en: "" }],
  }
  expect(sayChanges(i18next.t, changes, "en", "Asia/Shanghai")).toEqual([
    { field: "State", before: "New", after: "On hold" },
    { field: "Waiting for", before: "", after: "waiting for the customer" },
    { field: "Priority", before: "P4", after: "P2" },
    { field: "Assigned to", before: "", after: "Wang Lei" },
    { field: "Accept by", before: "", after: "2026-03-05 Thu 18:00 (UTC+8, Asia/Shanghai)" },
  ])
  await i18next.changeLanguage("zh")
  expect(sayChanges(i18next.t, { assignee: changes.assignee ?? null }, "zh", "UTC")).toEqual([{ field: "处理人", before: "", after: "王磊" }])
})

test("ids of the audit trail are told from numbers, and 0 is none", () => {
  const changes = { queue: [0, 3], assignee: [18, 0], priority: [0, 4], impact: [0, 2], minutes: [0, 30], roles: [["agent"], ["agent", "admin"]], description: ["", "x".repeat(500)] }
  expect(sayChanges(i18next.t, changes, "en", "UTC").map(({ before, after }) => `${before}>${after.slice(0, 12)}`)).toEqual([
    ">#3", "#18>", ">P4", ">Medium", "0>30", "agent>agent, admin", ">xxxxxxxxxxxx",
  ])
})

test("what a newer server says is shown as it is", () => {
  expect(sayChanges(i18next.t, { mood: ["calm", "happy"], state: ["new", "dreaming"] }, "en", "UTC")).toEqual([
    { field: "mood", before: "calm", after: "happy" },
    { field: "State", before: "New", after: "dreaming" },
  ])
  expect(sayChanges(i18next.t, null, "en", "UTC")).toEqual([])
})

test("a line of a clock is named", () => {
  const say = (language: "en" | "zh") => sayChanges(i18next.getFixedT(language), { clock: [null, "resolution"], line: [null, "level 2"] }, language, "UTC").map(({ field, after }) => `${field}: ${after}`)
  expect(say("en")).toEqual(["Service level: Resolution", "Reached: Escalation level 2"])
  expect(say("zh")).toEqual(["服务时限: 解决", "到达: 升级第 2 级"])
})
