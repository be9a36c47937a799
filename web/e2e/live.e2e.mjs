// What others do appears by itself, and a browser with many tabs holds one connection.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { settled, signIn, startBrowser, visit } from "./browser.mjs"

describe("live", () => {
  let chromium, tech, customer
  // The customer's own page asks, so that the server sees a request of its own origin.
  const raise = (subject) =>
    customer.evaluate(async (subject) => {
      const answer = await fetch("/api/v1/incidents", {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify({ kind: "question", subject, urgency: 2, impact: 3 }),
      })
      const record = await answer.json()
      if (answer.status !== 201) throw new Error(record.detail)
      return record.number
    }, subject)
  before(async () => {
    chromium = await startBrowser()
    tech = await visit(chromium.browser, { language: "en" })
    customer = await visit(chromium.browser, { language: "en" })
    await signIn(tech, "tech2", "en")
    await signIn(customer, "customer2", "en")
  })
  after(async () => {
    assert.deepEqual(tech.complaints, [])
    await chromium.close()
  })

  test("a new ticket is announced above the list and does not move it", async () => {
    await tech.goto("/desk?view=unassigned")
    await settled(tech)
    await tech.locator("a[data-ticket]").first().waitFor()
    const first = await tech.locator("a[data-ticket]").first().getAttribute("data-ticket")
    const number = await raise(`Live ${Date.now()}`)
    await tech.locator(".new-rows").waitFor()
    assert.equal(await tech.locator("a[data-ticket]").first().getAttribute("data-ticket"), first)
    await tech.locator(".new-rows").click()
    await tech.locator(`a[data-ticket="${number}"]`).waitFor()
  })

  test("a row that leaves the list stays in its place, marked", async () => {
    const row = tech.locator("tbody tr").first()
    const number = await row.locator("a[data-ticket]").getAttribute("data-ticket")
    await row.locator("a[data-ticket]").focus()
    await tech.keyboard.press("a")
    await tech.locator("tbody tr.gone", { has: tech.locator(`a[data-ticket="${number}"]`) }).waitFor()
    assert.equal(await tech.locator("a[data-ticket]").first().getAttribute("data-ticket"), number)
  })

  test("many at once: each is done or says why not", async () => {
    const open = await raise(`Bulk ${Date.now()}`)
    await tech.goto("/desk?view=everything&state=closed")
    await tech.locator("a[data-ticket]").first().waitFor()
    const closed = await tech.locator("a[data-ticket]").first().getAttribute("data-ticket")
    await tech.goto("/desk?view=everything")
    await tech.locator(`a[data-ticket="${open}"]`).waitFor()
    for (const number of [open, closed]) {
      const box = tech.locator("tr", { has: tech.locator(`a[data-ticket="${number}"]`) }).locator("input[type=checkbox]")
      while ((await box.count()) === 0) {
        await tech.getByRole("button", { name: "Load more" }).click()
        await tech.waitForLoadState("networkidle")
      }
      await box.check()
    }
    await tech.getByRole("button", { name: "Take over", exact: true }).click()
    await tech.locator(".bulk-refused", { hasText: closed }).waitFor()
    assert.equal(await tech.locator(".bulk-refused", { hasText: open }).count(), 0)
    await tech.locator("tr", { has: tech.locator(`a[data-ticket="${open}"]`) }).locator("td", { hasText: "Li Na" }).first().waitFor()
  })

  test("a ticket that moves out of sight says so, and leads back", async () => {
    const number = await raise(`Restricted ${Date.now()}`)
    await tech.goto(`/tickets/${number}`)
    await settled(tech)
    const manager = await visit(chromium.browser, { language: "en" })
    await signIn(manager, "manager", "en")
    const { items } = await (await manager.request.get("/api/v1/queues?limit=200")).json()
    const queue = items.find(({ code }) => code === "security").id
    const moved = await manager.evaluate(
      async ({ number, queue }) => {
        const answer = await fetch(`/api/v1/records/${number}/acts`, {
          method: "POST",
          headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
          body: JSON.stringify({ verb: "classify", queue }),
        })
        return answer.status
      },
      { number, queue },
    )
    assert.equal(moved, 200)
    await manager.context().close()
    await tech.locator(".act-bar").getByRole("button", { name: "Take it over" }).click()
    await tech.getByText(`You can no longer see ${number}`).waitFor()
    assert.equal(await tech.locator(".ant-message-error, [role=alert]").count(), 0)
    assert.equal(await tech.locator(".act-bar, .composer").count(), 0)
    await tech.reload() // now it was never seen
    await tech.getByText("There is nothing here").waitFor()
    await tech.getByRole("link", { name: "Open the desk" }).click()
    await tech.locator("a[data-ticket]").first().waitFor()
  })

  test("an act of one's own that moves a ticket out of sight is done, and the page says so", async () => {
    const number = await raise(`Passed on ${Date.now()}`)
    const manager = await visit(chromium.browser, { language: "en" })
    await signIn(manager, "manager", "en")
    const moved = await manager.evaluate(async (number) => {
      const act = (body) => fetch(`/api/v1/records/${number}/acts`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })
      return [(await act({ verb: "assign", assignee: "tech2" })).status, (await act({ verb: "classify", queue: "security" })).status]
    }, number)
    assert.deepEqual(moved, [200, 200])
    await tech.goto(`/tickets/${number}`) // seen only by whom it is assigned to, and whom the queue belongs to
    await settled(tech)
    await tech.locator(".act-bar").getByRole("button", { name: "Assign", exact: true }).click()
    const assignee = tech.locator(".ant-modal:visible #assignee")
    await assignee.fill("tech1")
    await tech.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: "Wang Lei" }).click()
    await tech.locator(".ant-modal:visible .ant-modal-footer .ant-btn-primary").click()
    await tech.getByText(`You can no longer see ${number}`).waitFor()
    await tech.getByText("Done: Assign").waitFor()
    await tech.locator(".ant-modal").waitFor({ state: "detached" })
    assert.deepEqual(await tech.locator(".ant-message-error, [role=alert]").allTextContents(), ["Done: Assign"])
    assert.equal((await (await manager.request.get(`/api/v1/records/${number}`)).json()).assignee.login, "tech1")
    await manager.context().close()
    await tech.getByRole("link", { name: "Open the desk" }).click()
    await tech.locator("a[data-ticket]").first().waitFor()
  })

  test("two tabs share one connection, and the second takes over from the first", async () => {
    const context = tech.context()
    let streams = 0
    context.on("request", (request) => {
      if (request.url().endsWith("/api/v1/events")) streams++
    })
    await tech.goto("/desk?view=open")
    await settled(tech)
    await tech.waitForFunction(() => performance.getEntriesByType("resource").length > 0)
    const other = await context.newPage()
    await other.goto("/desk?view=unassigned")
    await other.locator("a[data-ticket]").first().waitFor()
    assert.equal(streams, 1)
    await raise(`Second tab ${Date.now()}`)
    await other.locator(".new-rows").waitFor() // heard through the first tab
    await tech.goto("about:blank")
    await other.locator(".new-rows").click()
    await other.locator(".new-rows").waitFor({ state: "detached" })
    await raise(`Alone ${Date.now()}`)
    await other.locator(".new-rows").waitFor()
    assert.equal(streams, 2)
    await other.close()
  })
})
