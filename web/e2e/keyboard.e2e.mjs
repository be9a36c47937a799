// A technician's morning without a mouse: sign in, find a ticket in the list, open it, write a note, put it on hold, and back.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { password, settled, startBrowser, visit } from "./browser.mjs"

describe("by keyboard only", () => {
  let chromium, page
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const focused = () => page.evaluate(() => document.activeElement?.dataset.ticket ?? document.activeElement?.textContent?.trim() ?? "")
  /** Presses Tab until what has the focus says this; whoever cannot be reached this way is not there for many people. */
  const tabTo = async (text, most = 80) => {
    for (let i = 0; i < most; i++) {
      await press("Tab")
      if ((await focused()) === text) return
    }
    assert.fail(`Tab does not reach "${text}"`)
  }
  before(async () => {
    chromium = await startBrowser()
    page = await visit(chromium.browser, { language: "en" })
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await chromium.close()
  })

  test("sign-in begins in its first field", async () => {
    await page.goto("/sign-in?next=%2Fdesk%3Fview%3Dopen")
    await page.locator("#login:focus").waitFor()
    await page.keyboard.type("agent")
    await press("Tab")
    await page.keyboard.type(password)
    await press("Enter")
    await page.waitForURL("**/desk?view=open")
    await settled(page)
    // whatever this person's language was: the page may not have taken it up yet
    await page.evaluate(() =>
      fetch("/api/v1/me", { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ language: "en" }) }),
    )
    await page.reload()
    await page.locator("html[lang=en]").waitFor()
    await settled(page)
  })

  test("the first Tab of a page leads past the navigation", async () => {
    await page.reload()
    await settled(page)
    await page.evaluate(() => document.activeElement?.blur())
    await press("Tab")
    assert.equal(await focused(), "Skip to the content")
    await press("Enter")
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content")
  })

  test("j and k walk the list, x selects, ? explains, Escape closes", async () => {
    await page.locator("a[data-ticket]").first().waitFor()
    const numbers = await page.locator("a[data-ticket]").evaluateAll((links) => links.map((link) => link.dataset.ticket))
    await press("j")
    assert.equal(await focused(), numbers[0])
    await press("j", "j", "k")
    assert.equal(await focused(), numbers[1])
    await press("x")
    await page.locator(".bulk").waitFor()
    await press("x")
    await page.locator(".bulk").waitFor({ state: "detached" })
    await press("?")
    await page.locator(".key-help").waitFor()
    await press("j") // a dialog is open: the list stays as it is
    await press("Escape")
    await page.locator(".key-help").waitFor({ state: "hidden" })
  })

  test("/ searches and the address keeps it", async () => {
    await press("/")
    await page.keyboard.type("VPN")
    await page.waitForURL(/q=VPN/)
    await page.waitForFunction(() => [...document.querySelectorAll("a[data-ticket]")].every((link) => /VPN/i.test(link.textContent)))
    await page.reload()
    await settled(page)
    assert.equal(await page.locator(".filter-words input").inputValue(), "VPN")
  })

  test("Enter opens; n writes an internal note; Ctrl+Enter sends it", async () => {
    await page.goto("/desk?view=open&state=active")
    await page.locator("a[data-ticket]").first().waitFor()
    await press("j", "Enter")
    await page.waitForURL("**/tickets/*")
    await settled(page)
    await press("n")
    await page.locator(".composer.note textarea:focus").waitFor()
    const note = `Note by keyboard ${Date.now()}`
    await page.keyboard.type(note)
    await press("Control+Enter")
    await page.locator(".message.internal", { hasText: note }).waitFor()
  })

  test("what is typed before the words of earlier are there comes behind them, and is sent then", async () => {
    const number = page.url().split("/").at(-1)
    const body = { kind: "note", number, subject: "Begun", payload: { text: "Begun yesterday.", seen: 0 } }
    assert.ok((await page.request.put(`/api/v1/drafts/${crypto.randomUUID()}`, { data: body })).ok())
    let release
    const late = new Promise((done) => { release = done })
    await page.route("**/api/v1/drafts?kind=note**", async (route) => {
      await late
      await route.continue()
    })
    await page.reload()
    await settled(page)
    await press("n")
    const area = page.locator(".composer.note textarea")
    await page.locator(".composer.note textarea:focus").waitFor()
    await page.keyboard.type("And today.")
    await press("Control+Enter")
    assert.equal(await area.inputValue(), "And today.")
    release()
    await page.locator(".message.internal", { hasText: /Begun yesterday\.\s+And today\./ }).waitFor()
    assert.equal(await area.inputValue(), "")
    await page.unroute("**/api/v1/drafts?kind=note**")
  })

  test("an act's dialog takes the focus, can be left, and is done by keyboard", async () => {
    await page.evaluate(() => document.activeElement?.blur())
    await tabTo("Put on hold")
    await press("Enter")
    await page.locator(".ant-modal:visible").waitFor()
    await page.waitForFunction(() => document.querySelector(".ant-modal")?.contains(document.activeElement))
    await press("Escape")
    await page.locator(".ant-modal:visible").waitFor({ state: "detached" })
    await page.waitForFunction(() => document.activeElement?.textContent === "Put on hold") // where it was before
    await press("Enter")
    await page.locator(".ant-modal:visible input[type=radio]").first().waitFor()
    for (let i = 0; i < 10 && !(await page.evaluate(() => document.activeElement?.matches("input[type=radio]"))); i++) await press("Tab")
    await press("Space", "ArrowDown")
    await press("Control+Enter")
    await page.locator(".standing .tag", { hasText: "waiting for" }).waitFor()
  })

  test("u leads back to the list", async () => {
    await page.locator(".ant-modal:visible").waitFor({ state: "detached" })
    await page.evaluate(() => document.activeElement?.blur())
    await press("u")
    await page.waitForURL("**/desk*")
  })
})
