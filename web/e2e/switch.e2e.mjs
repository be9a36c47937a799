// Choosing another service or another type of documents: its form begins with its own values, and nothing that was typed is lost.
import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, describe, test } from "node:test"
import { settled, signIn, startBrowser, visit } from "./browser.mjs"

describe("another form", () => {
  const stamp = Date.now()
  const names = ["First", "Second"].map((name) => `${name} ${stamp}`)
  let chrome, admin, page
  const ask = async (of, method, path, data) => {
    const answer = await of.request.fetch(`/api/v1${path}`, { method, headers: { "Idempotency-Key": randomUUID() }, ...(data ? { data } : {}) })
    assert.ok(answer.ok(), await answer.text())
    return answer.status() === 204 ? undefined : answer.json()
  }
  const saved = () => page.locator(".draft-line", { hasText: "Draft saved" }).waitFor()
  const purpose = () => page.getByLabel("What it is for")
  const shows = (words) => page.waitForFunction((wanted) => document.querySelector("#form-purpose")?.value === wanted, words)
  const service = async (name) => {
    await page.locator("#service").fill(name)
    await page.locator(".ant-select-dropdown:visible .option", { hasText: name }).first().click()
  }
  const type = (name) => page.locator(".template-card", { hasText: name }).click()

  before(async () => {
    chrome = await startBrowser()
    admin = await visit(chrome.browser, { language: "en" })
    await signIn(admin, "admin", "en")
    // Two types, and two services, whose forms have fields of equal ids, as every new form has.
    const file = await ask(admin, "GET", "/document-types/purchase/file")
    for (const [i, name] of names.entries()) {
      const code = `switch-${i}-${stamp}`
      await ask(admin, "POST", "/document-types/file", { ...file, type: { ...file.type, code, name, name_en: name, pattern: `E2E${i}-${file.type.pattern}` }, form: { ...file.form, code, name, name_en: name } })
      await ask(admin, "POST", "/services", { code, name, name_en: name, form: code })
    }
    page = await visit(chrome.browser, { language: "en" })
    await signIn(page, "xia.yu", "en")
  })
  after(async () => {
    if (!page) return chrome.close()
    for (const noun of ["document-types", "forms"]) {
      for (const { id } of (await ask(admin, "GET", `/${noun}?q=${stamp}`)).items) await ask(admin, "PATCH", `/${noun}/${id}`, { enabled: false })
    }
    for (const { id } of (await ask(page, "GET", "/drafts")).items) await ask(page, "DELETE", `/drafts/${id}`)
    assert.deepEqual(page.complaints, [])
    await chrome.close()
  })

  for (const { what, address, choose } of [{ what: "service", address: "/raise?kind=question", choose: service }, { what: "type of documents", address: "/documents/new", choose: type }]) {
    test(`of another ${what} begins empty; the first is there again when it is chosen again, also after a reload`, async () => {
      await page.goto(address)
      await settled(page)
      await choose(names[0])
      await purpose().fill("For the first")
      await choose(names[1])
      await shows("")
      await purpose().fill("For the second")
      await choose(names[0])
      await shows("For the first")
      await saved()
      await page.waitForURL(/draft=/)
      await page.reload()
      await shows("For the first")
      await choose(names[1])
      await shows("For the second")
    })
  }

  test("what is refused of one form is not said of another", async () => {
    await page.goto("/raise?kind=question")
    await settled(page)
    await page.locator("#subject").fill("Refused")
    await service(names[0])
    await purpose().waitFor()
    await page.locator("button[type=submit]").click()
    await page.locator("#form-field-total [role=alert]").waitFor()
    await service(names[1])
    await purpose().fill("Of the second")
    assert.equal(await page.locator("#form-field-total [role=alert]").count(), 0)
  })

  test("only what belongs to the form that is sent is sent", async () => {
    await page.goto("/documents/new")
    await settled(page)
    await type(names[0])
    await purpose().fill("Not sent")
    await type(names[1])
    await shows("")
    await page.locator("#subject").fill(`Switched ${stamp}`)
    await purpose().fill("Sent")
    await page.getByLabel("Budget", { exact: true }).fill("100")
    await page.getByLabel("Item, row 1").fill("A pen")
    await page.getByLabel("Quantity, row 1").fill("1")
    await page.getByLabel("Amount, row 1").fill("100")
    await page.locator("button[type=submit]").last().click()
    await page.waitForURL(/\/tickets\//)
    await page.getByText("Sent", { exact: true }).waitFor()
    assert.equal(await page.getByText("Not sent").count(), 0)
  })
})
