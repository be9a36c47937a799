// A ticket's clocks by the demo's policies: they show themselves, an answer ends one, a hold pauses one, and "Why?" adds up.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, startBrowser, visit, wide } from "./browser.mjs"

describe("clocks", () => {
  let chromium, tech, customer, number
  const panel = (page) => page.locator("section[aria-label='Service levels']")
  const clock = (kind) => panel(tech).locator("li.clock", { hasText: kind })
  const drawer = () => tech.locator(".ant-drawer:visible")
  const seconds = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
  const hold = async () => {
    await tech.locator(".act-bar").getByRole("button", { name: "Put on hold", exact: true }).click()
    const dialog = tech.locator(".ant-modal:visible")
    await dialog.getByText("waiting for a vendor").click()
    await dialog.locator("#comment").fill("A part is ordered")
    await dialog.locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog.waitFor({ state: "detached" })
  }
  before(async () => {
    chromium = await startBrowser()
    tech = await visit(chromium.browser, { language: "en" })
    customer = await visit(chromium.browser, { language: "en" })
    await signIn(tech, "tech1", "en")
    await signIn(customer, "customer", "en")
    number = await customer.evaluate(async () => {
      const answer = await fetch("/api/v1/incidents", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ kind: "incident", subject: `Clocks ${Date.now()}`, urgency: 2, impact: 3 }),
      })
      const record = await answer.json()
      if (answer.status !== 201) throw new Error(record.detail)
      return record.number
    })
  })
  after(async () => {
    assert.deepEqual([...tech.complaints, ...customer.complaints], [])
    await chromium.close()
  })

  test("the desk sees what is promised, how much time is left and until when; the requester does not", async () => {
    await tech.goto(`/tickets/${number}`)
    await settled(tech)
    for (const kind of ["First response", "Resolution"]) {
      await clock(kind).locator(".clock-words", { hasText: /^\d+ h( \d+ min)? left$|^\d+ min left$/ }).waitFor()
      await clock(kind).locator(".clock-foot", { hasText: /Due .*UTC\+8/ }).waitFor()
      await clock(kind).getByRole("meter", { name: `${kind}: time used` }).waitFor()
    }
    await customer.goto(`/tickets/${number}`)
    await settled(customer)
    assert.equal(await panel(customer).count(), 0)
  })

  test("the list says how much time is left, the first deadline first", async () => {
    await tech.goto("/desk?view=open")
    await settled(tech)
    await tech.locator("tr", { has: tech.locator(`a[data-ticket="${number}"]`) }).locator(".time-left", { hasText: /\d (d|h|min)$/ }).waitFor()
    await tech.getByRole("button", { name: "Time left" }).click()
    await tech.locator("th[aria-sort=ascending]", { hasText: "Time left" }).waitFor()
    assert.match(tech.url(), /sort=due/)
    await settled(tech)
    const dues = await tech.locator(".desk-table tbody .time-left").evaluateAll((list) => list.map((one) => Date.parse(one.dateTime)))
    assert.ok(dues.length > 1)
    assert.deepEqual(dues, dues.toSorted((a, b) => a - b))
    await tech.setViewportSize(phone)
    assert.ok(await tech.locator(".desk-table tbody .time-left").first().isVisible(), "on the phone's card too")
    assert.equal(await overflow(tech), 0)
    await tech.setViewportSize(wide)
  })

  test("an answer ends the first response, which is folded away", async () => {
    await tech.goto(`/tickets/${number}`)
    await settled(tech)
    await tech.locator(".composer textarea").fill("We look at it")
    await tech.getByRole("button", { name: "Send reply" }).click()
    await clock("First response").waitFor({ state: "detached" })
    await panel(tech).getByText("1 ended").click()
    await panel(tech).locator(".clocks-list li", { hasText: /First response: met after/ }).waitFor()
  })

  test("a hold pauses the resolution and takes its deadline away; the list has no time left for it", async () => {
    await hold()
    await clock("Resolution").locator(".clock-words", { hasText: /^on hold: waiting for a vendor, .+ left$/ }).waitFor()
    await clock("Resolution").getByText("No deadline while on hold").waitFor()
    await tech.goto("/desk?view=open")
    await settled(tech)
    const row = tech.locator("tr", { has: tech.locator(`a[data-ticket="${number}"]`) })
    await row.locator(".tag", { hasText: "Hold: vendor" }).waitFor()
    assert.equal(await row.locator(".time-left").count(), 0)
  })

  test("Why? names the policy and those that do not apply, draws the time, and its stretches add up", async () => {
    await tech.goto(`/tickets/${number}`)
    await settled(tech)
    await tech.locator(".act-bar").getByRole("button", { name: "Resume work", exact: true }).click()
    await clock("Resolution").locator(".clock-words", { hasText: /^\d.* left$/ }).waitFor()
    await panel(tech).getByRole("button", { name: "Why?" }).click()
    await drawer().locator(".why-policy b", { hasText: "applies to this ticket now" }).waitFor()
    await drawer().locator(".tried li", { hasText: "does not apply" }).first().waitFor()
    await drawer().locator(".tried li.matched", { hasText: "applies" }).waitFor()
    const why = drawer().locator(".why-clock", { hasText: "Resolution" })
    await why.getByRole("img", { name: /counted; .+ on the clock/ }).waitFor()
    await why.locator(".clock-lines li", { hasText: "75 %" }).waitFor()
    await why.locator(".clock-lines li", { hasText: "Deadline" }).locator("text=/\\(UTC\\+8, Asia\\/Shanghai\\)/").waitFor()
    await why.locator("td", { hasText: "On hold: waiting for the vendor" }).waitFor()
    const more = why.getByRole("button", { name: /^Show \d+ more$/ })
    if (await more.isVisible()) await more.click()
    const counted = await why.locator("tr.counts td:nth-child(3)").allTextContents()
    const sums = await why.locator("tbody.sum td:nth-child(2)").allTextContents()
    const total = (list) => list.map(seconds).reduce((sum, one) => sum + one, 0)
    assert.equal(sums.length, 2)
    assert.equal(total(counted), total(sums))
    const { clocks } = await (await tech.request.get(`/api/v1/records/${number}/clocks`)).json()
    const { target } = clocks.find(({ kind }) => kind === "resolution")
    assert.ok(Math.abs(total(sums) - target) <= 1, "what counted and what is still to count is what was promised")
    assert.deepEqual(await seriousFindings(tech), [])
  })

  test("pointing at the picture says what a part is; on a phone everything fits", async () => {
    const why = drawer().locator(".why-clock", { hasText: "Resolution" })
    await why.locator(".part.counted").last().hover()
    await why.locator(".picture-says b").waitFor()
    await tech.setViewportSize(phone)
    assert.equal(await overflow(tech), 0)
    const [inner, outer] = await drawer().locator(".ant-drawer-body").evaluate((body) => [body.scrollWidth, body.clientWidth])
    assert.ok(inner <= outer, "the drawer does not scroll sideways")
    await tech.keyboard.press("Escape")
    await drawer().waitFor({ state: "detached" })
    await tech.setViewportSize(wide)
  })
})
