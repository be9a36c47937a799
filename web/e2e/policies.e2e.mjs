// Service levels: what an administrator promises to whom, in which order, and which one is a ticket's.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { choose, overflow, phone, seriousFindings, settled, signIn, speak, startBrowser, visit } from "./browser.mjs"

describe("service levels", () => {
  let chromium, page
  const name = `E2E ${Date.now()}`
  const dialog = () => page.locator(".ant-modal:visible")
  const save = () => dialog().locator(".ant-modal-footer .ant-btn-primary").click()
  const item = (words) => page.locator(".policy", { hasText: words })
  const order = () => page.locator(".policy .policy-whom > button").allTextContents()
  const pick = async (label, ...words) => {
    await dialog().getByRole("combobox", { name: label, exact: true }).click()
    for (const word of words) await page.locator(".ant-select-dropdown:visible").getByText(word, { exact: true }).click()
    await dialog().locator(".ant-modal-title").click() // closes the list
    await page.locator(".ant-select-dropdown:visible").first().waitFor({ state: "detached" })
  }
  before(async () => {
    chromium = await startBrowser()
    page = await visit(chromium.browser, { language: "en" })
    await signIn(page, "admin", "en")
    await page.goto("/admin/policies")
    await settled(page)
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await chromium.close()
  })

  test("the demo's are listed in the order in which they are tried, in words", async () => {
    assert.deepEqual((await order()).filter((one) => !one.startsWith("E2E")), ["Critical services", "Ruihe maintenance contract", "Standard"])
    const critical = await item("Critical services").textContent()
    for (const words of ["P1 or P2", "Network and server rooms", "15 min", "4 h"]) assert.ok(critical.includes(words), `${words} in ${critical}`)
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("a policy is made; a length without a unit and a code that is taken are told at their fields", async () => {
    await page.getByRole("button", { name: "New policy" }).click()
    await dialog().locator("#name").fill(name)
    await dialog().locator("#code").fill("standard")
    await pick("Customer", "Tenghui Auto Parts")
    await pick("Priority", "P2 High")
    await dialog().getByRole("textbox", { name: "P2 Solution" }).fill("2d")
    await save()
    await dialog().locator(".targets .ant-form-item-explain-error", { hasText: "hours and minutes" }).waitFor()
    await dialog().getByRole("textbox", { name: "P2 Solution" }).fill("1.5h")
    await dialog().getByRole("button", { name: "Add a level" }).click()
    await choose(page, dialog().getByRole("combobox", { name: "Level 2, action 1", exact: true }), "Move to the queue")
    await pick("Level 2, action 1: Queue", "Service Desk")
    assert.deepEqual(await seriousFindings(page), [])
    await save()
    await dialog().locator(".ant-form-item", { has: page.locator("#code") }).locator(".ant-form-item-explain-error").waitFor()
    await dialog().locator("#code").fill("")
    await save()
    await dialog().waitFor({ state: "detached" })
    const made = await item(name).textContent()
    for (const words of ["Tenghui Auto Parts", "1 h 30 min", "never reached", "version 1"]) assert.ok(made.includes(words), `${words} in ${made}`)
  })

  test("it is moved up over the one for everything, and stays there", async () => {
    const above = (await order()).indexOf("Standard")
    for (let place = (await order()).indexOf(name); place > above; place--) {
      await page.getByRole("button", { name: `Move ${name} up` }).click()
      await page.waitForFunction(([name, place]) => document.querySelectorAll(".policy")[place]?.textContent.includes(name), [name, place - 1])
    }
    await item(name).getByText("never reached").waitFor({ state: "detached" })
    await page.reload()
    await settled(page)
    await item(name).waitFor()
    assert.equal((await order()).indexOf(name), above)
  })

  test("changed, it is the next version and keeps what was not touched", async () => {
    await item(name).locator(".policy-whom > button").click()
    assert.equal(await dialog().getByRole("textbox", { name: "P2 Solution" }).inputValue(), "1 h 30 min")
    assert.equal(await dialog().getByRole("textbox", { name: "Level 2: Working time after the breach" }).inputValue(), "2 h")
    await dialog().getByText("Service Desk", { exact: true }).waitFor()
    await dialog().getByRole("textbox", { name: "P2 First response" }).fill("20m")
    await save()
    await dialog().waitFor({ state: "detached" })
    await item(name).getByText("version 2").waitFor()
    const changed = await item(name).textContent()
    for (const words of ["20 min", "1 h 30 min", "Tenghui Auto Parts"]) assert.ok(changed.includes(words), `${words} in ${changed}`)
  })

  test("of a ticket it is said which applies, and why the others do not", async () => {
    const { items } = await (await page.request.get("/api/v1/incidents?limit=1&customer=tenghui")).json()
    const ask = page.getByRole("searchbox", { name: "Ticket number" })
    await ask.fill(items[0].number.toLowerCase())
    await ask.press("Enter")
    await page.locator(".answer", { hasText: `applies to ${items[0].number}` }).waitFor()
    await page.locator(".answer li", { hasText: "does not apply" }).first().waitFor()
    await ask.fill("INC-999999")
    await ask.press("Enter")
    await page.locator(".try-it [role=alert]").waitFor()
  })

  test("on a phone and in Chinese", async () => {
    await speak(page, "zh")
    await page.setViewportSize(phone)
    await page.getByText("关键服务", { exact: true }).waitFor()
    assert.equal(await overflow(page), 0)
    await item(name).locator(".policy-whom > button").click()
    assert.equal(await dialog().getByRole("textbox", { name: "P2 解决" }).inputValue(), "1 小时 30 分")
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await seriousFindings(page), [])
    await dialog().getByRole("checkbox", { name: "生效" }).uncheck()
    await save()
    await dialog().waitFor({ state: "detached" })
    await item(name).getByText("停用", { exact: true }).waitFor()
  })
})

describe("running clocks after an edit", () => {
  let chromium, page, number, policy
  const name = `E2E edit ${Date.now()}`
  const box = () => page.locator(".recompute")
  const call = async (method, path, data) => {
    const answer = await page.request.fetch(`/api/v1${path}`, { method, data, headers: { "Idempotency-Key": crypto.randomUUID() } })
    const read = await answer.json()
    assert.ok(answer.ok(), read.detail)
    return read
  }
  const resolution = async () => (await (await page.request.get(`/api/v1/records/${number}/clocks`)).json()).clocks.find(({ kind }) => kind === "resolution")
  before(async () => {
    chromium = await startBrowser()
    page = await visit(chromium.browser, { language: "en" })
    await signIn(page, "admin", "en")
    const category = await call("POST", "/categories", { name })
    policy = await call("POST", "/policies", { name, position: 0, conditions: { category: [category.code] }, targets: [{ priority: 3, resolution: 36_000 }] })
    number = (await call("POST", "/incidents", { kind: "incident", subject: name, urgency: 2, impact: 2, requester: "customer", category: category.code })).number
    await call("PATCH", `/policies/${policy.id}`, { targets: [{ priority: 3, resolution: 7_200 }] })
    await page.goto("/admin/policies")
    await settled(page)
  })
  after(async () => {
    await call("POST", `/records/${number}/acts`, { verb: "cancel", comment: "It was a trial" })
    await call("PATCH", `/policies/${policy.id}`, { enabled: false })
    assert.deepEqual(page.complaints, [])
    await chromium.close()
  })

  test("it is said whom it concerns, and nothing changes yet", async () => {
    await box().getByRole("button", { name: "See what would change" }).click()
    await box().getByText(/^\d+ of \d+ open tickets would change\.$/).waitFor()
    await box().locator("summary").click()
    await box().getByRole("link", { name: number }).waitFor()
    assert.equal((await resolution()).target, 36_000)
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("it is asked once more, and then done", async () => {
    await box().getByRole("button", { name: "Set running clocks anew" }).click()
    await page.locator(".ant-modal-confirm:visible .ant-btn-primary").click()
    await box().getByText(/^\d+ of \d+ open tickets (was|were) set anew\.$/).waitFor()
    assert.equal((await resolution()).target, 7_200)
    await box().getByRole("button", { name: "See what would change" }).click()
    await box().getByText("nothing to change").waitFor()
  })
})
