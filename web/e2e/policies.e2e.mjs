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
