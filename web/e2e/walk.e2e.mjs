// A P3 ticket becomes P1 after three hours with a hold in between, on Sunday 2026-09-20, which is worked for National Day. The
// product's clock is set to each moment (only a private cluster lets it be set), and the page says what a person works out:
//   11:00 – 11:30 counts, 11:30 – 13:45 on hold, 13:45 – 14:00 counts: 45 min are used when 6 h become the promise at 14:00;
//   4 h more until 18:00 and 1 h 15 min from Monday 09:00: the deadline is Monday 2026-09-21 10:15.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { after, before, describe, test } from "node:test"
import { seriousFindings, settled, signIn, startBrowser, visit } from "./browser.mjs"

/** Sets the product's clock, as an operator does. */
const setClock = (to) => {
  const url = process.env.STEWARD_TEST_DATABASE_URL
  assert.ok(url, "say with STEWARD_TEST_DATABASE_URL which database the product uses, as steward testbed --product does")
  execFileSync(new URL("../../bin/steward", import.meta.url).pathname, ["clock", to], { env: { ...process.env, DATABASE_URL: url } })
}
/** Shanghai's time from here on. */
const itIs = (at) => setClock(`${at.replace(" ", "T")}:00+08:00`)
const most = 20 // seconds that a click may take until it is a fact

describe("a walk on a make-up Sunday", () => {
  let chromium, manager, number
  const panel = () => manager.locator("section[aria-label='Service levels']")
  const clock = () => panel().locator("li.clock", { hasText: "Resolution" })
  const dialog = () => manager.locator(".ant-modal:visible")
  const api = async (path) => (await manager.request.get(`/api/v1${path}`)).json()
  const resolution = async () => (await api(`/records/${number}/clocks`)).clocks.find(({ kind }) => kind === "resolution")
  const menu = async (name) => {
    const bar = manager.locator(".act-bar")
    const button = bar.getByRole("button", { name, exact: true })
    if (await button.isVisible()) return button.click()
    await bar.locator(".ant-dropdown-trigger").click()
    await manager.locator(".ant-dropdown:visible").getByText(name, { exact: true }).click()
  }
  const send = async () => {
    await dialog().locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog().waitFor({ state: "detached" })
  }
  /** When each of the acts became a fact. */
  const factAt = async (verb) => Date.parse((await api(`/records/${number}/timeline`)).items.find((event) => event.verb === verb).at)

  before(async () => {
    chromium = await startBrowser()
    manager = await visit(chromium.browser, { language: "en" })
    await signIn(manager, "manager", "en")
  })
  after(async () => {
    await chromium.close()
    setClock("real")
  })

  test("raised at 11:00 as P3 with 24 working hours, until Wednesday 14:00", async () => {
    itIs("2026-09-20 11:00")
    number = await manager.evaluate(async () => {
      const answer = await fetch("/api/v1/incidents", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ kind: "incident", subject: `Spindle ${Date.now()}`, urgency: 2, impact: 2, requester: "customer", service: "after-sales" }),
      })
      const record = await answer.json()
      if (answer.status !== 201) throw new Error(record.detail)
      return record.number
    })
    await manager.goto(`/tickets/${number}`)
    await settled(manager)
    await clock().getByText("24 h left").or(clock().getByText("23 h 59 min left")).waitFor()
    await clock().locator(".clock-foot", { hasText: /Due 09-23 Wed 14:00 UTC\+8/ }).waitFor()
  })

  test("on hold from 11:30 to 13:45, over lunch", async () => {
    itIs("2026-09-20 11:30")
    await menu("Put on hold")
    await dialog().getByText("waiting for a vendor").click()
    await dialog().locator("#comment").fill("A part is ordered")
    await send()
    await clock().getByText("No deadline while on hold").waitFor()
    itIs("2026-09-20 13:45")
    await menu("Resume work")
    await clock().locator(".clock-foot", { hasText: /Due 09-23 Wed 14:4[4-6] UTC\+8/ }).waitFor()
  })

  test("raised to P1 at 14:00 with 6 working hours, of which 45 minutes are used", async () => {
    itIs("2026-09-20 14:00")
    await menu("Classify")
    await dialog().locator("#impact input[value='1']").check()
    await dialog().locator("#urgency input[value='1']").check()
    await send()
    await manager.locator(".standing .priority", { hasText: "P1" }).waitFor()
    const { target, elapsed, due_at } = await resolution()
    assert.equal(target, 6 * 3600)
    assert.ok(Math.abs(elapsed - 45 * 60) < 3 * most, `${elapsed} s`)
    // To the millisecond, from when the clicks became facts: the half hour before lunch and the quarter after it did not count.
    const [from, held, resumed] = await Promise.all(["create", "hold", "resume"].map(factAt))
    const used = held - from - (resumed - Date.parse("2026-09-20T13:45+08:00"))
    const left = 6 * 3600_000 - used - (Date.parse("2026-09-20T18:00+08:00") - Date.parse("2026-09-20T13:45+08:00"))
    assert.ok(Math.abs(Date.parse(due_at) - (Date.parse("2026-09-21T09:00+08:00") + left)) <= 2, due_at)
    assert.ok(Math.abs(Date.parse(due_at) - Date.parse("2026-09-21T10:15+08:00")) < 2 * most * 1000, due_at)
  })

  test("Why? reads the same: the stretches, their causes and sums, and the deadline on Monday", async () => {
    await panel().getByRole("button", { name: "Why?" }).click()
    const why = manager.locator(".ant-drawer:visible .why-clock", { hasText: "Resolution" })
    await why.locator("text=/^2026-09-21 Mon 10:1[45] \\(UTC\\+8, Asia\\/Shanghai\\)$/").first().waitFor()
    const rows = await why.locator(".stretches tbody:not(.sum) tr").evaluateAll((list) => list.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))
    assert.deepEqual(rows.map(([from, to, , cause]) => [from.slice(0, 9), to.slice(0, 9), cause.replace(/\s+/g, " ")]), [
      ["09-20 Sun", "09-20 Sun", "Make-up working day: for National Day counts"],
      ["09-20 Sun", "09-20 Sun", "On hold: waiting for the vendor"],
      ["09-20 Sun", "09-20 Sun", "Make-up working day: for National Day counts"],
      ["09-20 Sun", "09-20 Sun", "Make-up working day: for National Day counts"],
      ["09-20 Sun", "09-21 Mon", "Outside working hours"],
      ["09-21 Mon", "09-21 Mon", "Working time counts"],
    ])
    const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
    const byHand = [30 * 60, 135 * 60, 15 * 60, 240 * 60, 15 * 3600, 75 * 60]
    for (const [i, [, , length]] of rows.entries()) assert.ok(Math.abs(seconds(length) - byHand[i]) < 3 * most, `${length} in line ${i + 1}`)
    assert.equal(rows[4][2], "15:00:00")
    const sums = await why.locator("tbody.sum td:nth-child(2)").allTextContents()
    assert.ok(Math.abs(sums.map(seconds).reduce((sum, one) => sum + one) - 6 * 3600) <= 1, sums.join(" + "))
    assert.deepEqual(await seriousFindings(manager), [])
    await manager.keyboard.press("Escape")
  })

  test("the ticket ends on its Sunday, so that nothing of it is late today", async () => {
    await menu("Cancel the ticket")
    await dialog().locator("#comment").fill("It was a trial")
    await send()
    await panel().getByText("no longer promised").first().waitFor()
    assert.deepEqual(manager.complaints, [])
  })
})
