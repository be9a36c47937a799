// An approver's inbox: many at once with a result each, by keyboard, live, and with the thumb on a phone.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, startBrowser, visit, wide } from "./browser.mjs"

const password = "a long sentence of mine"
/** Signs somebody in whom this test has made. */
const enter = async (on, login) => {
  await on.goto("/sign-in")
  await on.locator("#login").fill(login)
  await on.locator("#password").fill(password)
  await on.locator("button[type=submit]").click()
  await on.locator("#content h1").waitFor()
}

let chromium, admin, code, page, rival
const call = (on, method, path, body) =>
  on.evaluate(async ([method, path, body]) => {
    const answer = await fetch(`/api/v1${path}`, { method, headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, ...(body ? { body: JSON.stringify(body) } : {}) })
    const json = await answer.json()
    if (!answer.ok) throw new Error(json.detail)
    return json
  }, [method, path, body])
const work = (on, query = "") => call(on, "GET", `/work?limit=200${query}`).then(({ items }) => items)
const rows = () => page.locator("tr:has(a[data-item])")
const focused = () => page.evaluate(() => Number(document.activeElement?.dataset.item ?? 0))
const ask = async (count, name) => {
  await Promise.all(Array.from({ length: count }, (_, i) => call(admin, "POST", "/approvals", { template: code, subject: `${name} ${i + 1}` })))
}
/** Waits until so many things wait on the approver: the processes open them within moments. */
const until = async (count, on = page) => {
  const end = Date.now() + 15_000
  while ((await work(on)).length !== count) assert.ok(Date.now() < end, `${count} items`)
}

before(async () => {
  chromium = await startBrowser()
  admin = await visit(chromium.browser, { language: "en" })
  await signIn(admin, "admin")
  code = `inbox-${Date.now().toString(36)}`
  for (const [login, name, english] of [["one", "易安", "Yi An"], ["two", "尔康", "Er Kang"]]) {
    await call(admin, "POST", "/users", { login: `${code}-${login}`, name, name_en: english, roles: ["approver"], language: "en", password })
  }
  await call(admin, "POST", "/plan-templates", { code, name: `签批 ${code}`, name_en: `Sign ${code}`, kind: "approval", draft: { steps: [
    { id: "start", kind: "submit", name: { en: "Submit", zh: "提交" } },
    { id: "sign", kind: "approval", name: { en: "Sign it", zh: "签批" }, after: ["start"], completion: { mode: "any" }, who: ["one", "two"].map((login) => ({ by: "person", name: `${code}-${login}` })) },
  ] } })
  await call(admin, "POST", `/plan-templates/${code}/publish`, {})
  page = await visit(chromium.browser, { language: "en" })
  rival = await visit(chromium.browser, { language: "en" })
  await Promise.all([enter(page, `${code}-one`), enter(rival, `${code}-two`), ask(16, "Request")])
  await until(16)
})
after(async () => {
  await call(admin, "PATCH", `/plan-templates/${code}`, { enabled: false }) // nobody else is to choose it
  await chromium.close()
})

describe("the inbox", () => {
  after(() => assert.deepEqual([...page.complaints, ...rival.complaints], []))

  test("is on everybody's way and shows what is asked, by whom, until when and what happens then", async () => {
    await page.locator(".rail").getByRole("link", { name: "My work" }).click()
    await page.waitForURL("**/work")
    await rows().nth(15).waitFor()
    const first = await rows().first().innerText()
    for (const part of [/Sign it/, /APR-\d+/, /Request \d/, /you/, /\(in .+\)/, /Approve/, /Reject/]) assert.match(first, part)
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("Shift selects a range, and one comment answers many, each with a result: who was faster is said", async () => {
    const [faster] = await work(rival)
    const lost = faster.record.number
    await page.route("**/api/v1/work?*", (route) => route.abort()) // a page that has not heard yet
    await call(rival, "POST", `/records/${lost}/acts`, { verb: "approve", item: faster.id })
    await rows().first().getByRole("checkbox").click()
    await rows().nth(11).getByRole("checkbox").click({ modifiers: ["Shift"] })
    await page.locator(".bulk").getByText("12 selected").waitFor()
    await page.locator(".bulk").getByRole("button", { name: "Approve (12)" }).click()
    await page.locator(".ant-modal:visible textarea").fill("Fine with me")
    await page.locator(".ant-modal:visible .ant-btn-primary").click()
    const alert = page.locator(".bulk-refused")
    await alert.waitFor()
    assert.match(await alert.innerText(), new RegExp(`11 of 12 are done[\\s\\S]*${lost}[\\s\\S]*Er Kang`))
    await page.unroute("**/api/v1/work?*")
    await page.keyboard.press(".")
    await rows().nth(4).waitFor({ state: "detached" })
    assert.equal(await rows().count(), 4)
    assert.equal((await work(page)).length, 4)
    await alert.locator("button").click()
    await page.locator(".bulk").waitFor({ state: "detached" })
  })

  test("by keyboard: j and k move, x selects, ? explains, a approves at once, r asks for words", async () => {
    await page.locator("h1").click()
    const ids = await page.locator("a[data-item]").evaluateAll((links) => links.map((link) => Number(link.dataset.item)))
    const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key) }
    await press("j", "j", "k")
    assert.equal(await focused(), ids[0])
    await press("x")
    await page.locator(".bulk").getByText("1 selected").waitFor()
    await press("x", "?")
    await page.locator(".key-help").waitFor()
    await press("Escape")
    await page.locator(".key-help").waitFor({ state: "hidden" })
    await press("a")
    await rows().nth(3).waitFor({ state: "detached" })
    await page.waitForFunction((id) => Number(document.activeElement?.dataset.item) === id, ids[1]) // the next has taken its place
    await press("r")
    await page.locator(".ant-modal:visible textarea").waitFor()
    await press("Control+Enter")
    await page.locator(".ant-form-item-explain-error").waitFor() // words are needed
    await page.keyboard.type("Not this year")
    await press("Control+Enter")
    await rows().nth(2).waitFor({ state: "detached" })
    const numbers = (await work(page)).map(({ record }) => record.number)
    assert.equal(numbers.length, 2)
    await press("k", "Enter")
    await page.waitForURL("**/tickets/APR-*")
    assert.ok(numbers.includes(page.url().split("/").at(-1)))
    await page.goBack()
  })

  test("is live, and the address holds the filters", async () => {
    await rows().nth(1).waitFor()
    await ask(1, "Fresh")
    await page.locator("tr", { hasText: "Fresh 1" }).waitFor()
    await page.getByText("In person", { exact: true }).click()
    await page.waitForURL("**/work?who=me")
    await page.goto("/work?kind=incident&late=true")
    await page.getByText("Nothing waits on you here.").waitFor()
    await page.getByRole("button", { name: "Show all" }).click()
    await rows().nth(2).waitFor()
  })

  test("on a phone each is a card with its answers at the thumb", async () => {
    await page.setViewportSize(phone)
    assert.equal(await overflow(page), 0)
    const approve = rows().first().getByRole("button", { name: /^Approve/ })
    const box = await approve.boundingBox()
    assert.ok(box.height >= 44 && box.width >= 120, JSON.stringify(box))
    assert.deepEqual(await seriousFindings(page), [])
    await approve.click()
    await rows().nth(2).waitFor({ state: "detached" })
    await page.setViewportSize(wide)
  })

  test("c claims what waits on a role, and it waits on nobody else then", async () => {
    const pool = `${code}-pool`
    await call(admin, "POST", "/plan-templates", { code: pool, name: pool, kind: "approval", draft: { steps: [
      { id: "start", kind: "submit", name: { en: "Submit", zh: "提交" } },
      { id: "stock", kind: "task", name: { en: "Count the stock", zh: "盘点" }, after: ["start"], completion: { mode: "any" }, who: [{ by: "role", name: "approver", pool: true }] },
    ] } })
    await call(admin, "POST", `/plan-templates/${pool}/publish`, {})
    await call(admin, "POST", "/approvals", { template: pool, subject: "The stock" })
    await call(admin, "PATCH", `/plan-templates/${pool}`, { enabled: false })
    const row = (on) => on.locator("tr", { hasText: "The stock" })
    await rival.goto("/work")
    await row(rival).getByRole("button", { name: /^Claim/ }).waitFor()
    await row(page).locator("a[data-item]").focus()
    await page.keyboard.press("c")
    await row(rival).waitFor({ state: "detached" })
    await row(page).getByRole("button", { name: /^Claim/ }).waitFor({ state: "detached" })
    await row(page).getByRole("button", { name: /^Complete|^Done/ }).click()
    await row(page).waitFor({ state: "detached" })
  })

  test("notices tell and lead to it; what waits is told always, the rest by choice, and the bell is silent outside one's hours", async () => {
    await page.getByRole("button", { name: /^Notices, \d+ unread/ }).click()
    await page.locator(".bell-list .notice", { hasText: "waits on you for “Sign it”: Fresh 1" }).click()
    await page.waitForURL("**/tickets/APR-*")
    await page.goto("/profile")
    await settled(page)
    const told = page.locator('section[aria-label="Notices and working hours"]')
    assert.ok(await told.getByLabel("Something waits on you").isDisabled())
    await told.getByLabel("Somebody writes").uncheck()
    await told.getByLabel("Show the number").click()
    const today = await page.evaluate(() => new Date().toLocaleDateString("en-GB", { weekday: "short", timeZone: "Asia/Shanghai" }))
    const yesterday = await page.evaluate(() => new Date(Date.now() - 86_400_000).toLocaleDateString("en-GB", { weekday: "short", timeZone: "Asia/Shanghai" }))
    for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) {
      await told.getByLabel(day, { exact: true }).setChecked(day !== today && day !== yesterday)
    }
    await told.getByRole("button", { name: "Save the choice" }).click()
    await page.getByRole("button", { name: "Notices; silent outside your working hours" }).waitFor()
    await page.locator(".bell .ant-badge-count").waitFor({ state: "detached" })
    assert.deepEqual(await seriousFindings(page), [])
    const me = await call(page, "GET", "/me")
    assert.deepEqual([me.notice_choice.off, me.notice_choice.hours.from], [["conversation"], "09:00"])
    await page.reload()
    await settled(page)
    assert.equal(await told.getByLabel("Somebody writes").isChecked(), false)
  })
})
