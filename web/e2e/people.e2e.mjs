// A person from the invitation to being disabled, and what a person sets about themselves.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { choose, password, settled, signIn, startBrowser, visit } from "./browser.mjs"

describe("people", () => {
  let chromium, admin, person, link
  const login = `e2e-${Date.now()}`
  const secret = "a long sentence for one test"
  const dialog = (page) => page.locator(".ant-modal:visible")
  const confirm = (page) => dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
  const enter = async (page, name, word) => {
    await page.goto("/sign-in")
    await page.locator("#login").fill(name)
    await page.locator("#password").fill(word)
    await page.locator("button[type=submit]").click()
  }
  before(async () => {
    chromium = await startBrowser()
    admin = await visit(chromium.browser, { language: "en" })
    person = await visit(chromium.browser, { language: "en" })
    await signIn(admin, "admin", "en")
  })
  after(async () => {
    assert.deepEqual(admin.complaints, [])
    assert.deepEqual(person.complaints, [])
    await chromium.close()
  })

  test("a wrong password is told, and nothing more", async () => {
    await enter(person, "customer", `${password}x`)
    await person.locator("[role=alert]").waitFor()
    assert.ok(person.url().includes("/sign-in"))
  })

  test("an administrator makes a person and has a link for them; bad input stands at its field", async () => {
    await admin.goto("/users")
    await settled(admin)
    await admin.getByRole("button", { name: "New user" }).click()
    await dialog(admin).locator("#login").fill("Not A Login!")
    await dialog(admin).locator("#name").fill("E2E 测试")
    await confirm(admin)
    await dialog(admin).locator(".ant-form-item", { has: admin.locator("#login") }).locator(".ant-form-item-explain-error").waitFor()
    await dialog(admin).locator("#login").fill(login)
    await confirm(admin)
    const field = dialog(admin).locator(".copyable input")
    await field.waitFor()
    link = await field.inputValue()
    assert.match(link, /\/password\?token=/)
    await confirm(admin).catch(() => dialog(admin).locator(".ant-btn-primary").click())
  })

  test("the link sets a password once", async () => {
    const { pathname, search } = new URL(link)
    await person.goto(pathname + search)
    await person.locator("#password").fill("short")
    await person.locator("#repeat").fill("other")
    await person.locator("button[type=submit]").click()
    await person.locator(".ant-form-item-explain-error").first().waitFor()
    await person.locator("#password").fill(secret)
    await person.locator("#repeat").fill(secret)
    await person.locator("button[type=submit]").click()
    await person.locator("[role=status]").waitFor()
    await person.goto(pathname + search)
    await person.locator("#password").fill(secret)
    await person.locator("#repeat").fill(secret)
    await person.locator("button[type=submit]").click()
    await person.locator("[role=alert]").waitFor() // used already
  })

  test("the person signs in and returns to where the link led", async () => {
    await person.goto("/my-tickets")
    await person.waitForURL("**/sign-in**")
    await person.locator("#login").fill(login)
    await person.locator("#password").fill(secret)
    await person.locator("button[type=submit]").click()
    await person.waitForURL("**/my-tickets")
    await settled(person)
  })

  test("zone and language are the person's own", async () => {
    await person.goto("/profile")
    await settled(person)
    await person.locator("#zone").click()
    await person.keyboard.type("Europe/Berlin")
    await person.keyboard.press("Enter")
    await person.getByRole("button", { name: "Save profile" }).click()
    await person.locator(".ant-message", { hasText: "Saved" }).waitFor()
    await person.reload()
    await settled(person)
    await person.locator("time[title*='Europe/Berlin']").first().waitFor()
  })

  test("another language is the person's own even if the page is left at once", async () => {
    const tag = () => person.locator("html").getAttribute("lang")
    const other = (await tag()) === "en" ? "zh-CN" : "en"
    await person.locator(`header [lang="${other}"]`).click()
    await person.goto("/help-is-not-here")
    const end = Date.now() + 10_000
    while ((await (await person.request.get("/api/v1/me")).json()).language !== other.slice(0, 2)) assert.ok(Date.now() < end)
    await person.goto("/")
    await settled(person)
    assert.equal(await tag(), other)
    await person.locator(`header [lang="${other === "en" ? "zh-CN" : "en"}"]`).click()
    await person.locator(`html[lang="${other === "en" ? "zh-CN" : "en"}"]`).waitFor()
  })

  test("a token is shown once and revoked", async () => {
    await person.goto("/profile")
    await settled(person)
    await person.getByRole("button", { name: "Create a token" }).click()
    await dialog(person).locator("#name").fill("nightly report")
    await confirm(person)
    const field = person.locator(".copyable input")
    await field.waitFor()
    assert.match(await field.inputValue(), /^stw_/)
    await person.getByRole("button", { name: "I have copied it" }).click()
    await person.locator("tr", { hasText: "nightly report" }).getByRole("button", { name: "Revoke" }).click()
    await person.locator(".ant-modal-confirm .ant-btn-dangerous, .ant-modal-confirm .ant-btn-color-dangerous").click()
    await person.getByText("You have no tokens.").waitFor()
  })

  test("disabled, the person is out at once", async () => {
    await admin.goto(`/users?q=${login}`)
    await settled(admin)
    await admin.locator("tr", { hasText: login }).locator(".ant-dropdown-trigger").click()
    await admin.locator(".ant-dropdown:visible").getByText("Disable", { exact: true }).click()
    await admin.locator(".ant-modal-confirm .ant-btn-dangerous, .ant-modal-confirm .ant-btn-color-dangerous").click()
    await admin.locator("tr", { hasText: login }).getByText("disabled").waitFor()
    await person.goto("/my-tickets")
    await person.waitForURL("**/sign-in**")
    await enter(person, login, secret)
    await person.locator("[role=alert]").waitFor()
  })

  test("the matrix and an entry are changed, and changed back", async () => {
    await admin.goto("/admin/matrix")
    await settled(admin)
    const decide = async (name) => {
      await choose(admin, admin.getByRole("combobox", { name: "Priority for impact 3 and urgency 3" }), name)
      await admin.getByRole("button", { name: "Save changes" }).click()
      await admin.locator(".ant-message", { hasText: "The matrix holds" }).first().waitFor()
    }
    await decide("P5 Planned")
    await admin.reload()
    await settled(admin)
    await admin.locator(".priority-select.p5").waitFor()
    await decide("P4 Low")
    await admin.goto("/admin/categories")
    await settled(admin)
    const name = `E2E ${Date.now()}`
    await admin.getByRole("button", { name: "New entry" }).click()
    await dialog(admin).locator("#name").fill(name)
    await confirm(admin)
    await dialog(admin).waitFor({ state: "detached" })
    await admin.locator(".filter-words input, input.filter-words").first().fill(name)
    await admin.locator("tr", { hasText: name }).waitFor()
  })

  test("the audit trail shows it and is intact", async () => {
    await admin.goto("/audit")
    await settled(admin)
    await admin.getByRole("button", { name: "Verify the chain" }).click()
    await admin.locator("[role=status]", { hasText: "Intact" }).waitFor()
    await admin.locator("td", { hasText: "changed it" }).first().waitFor()
  })

  test("pages of administrators are not for others", async () => {
    const tech = await visit(chromium.browser, { language: "en" })
    await signIn(tech, "tech1", "en")
    for (const path of ["/users", "/admin/matrix", "/audit"]) {
      await tech.goto(path)
      await tech.getByText("Your roles do not open this page.").waitFor()
    }
    await tech.context().close()
  })

  test("units are drilled down to a person", async () => {
    await admin.goto("/units")
    await settled(admin)
    await admin.locator(".unit-list button").first().click()
    await admin.locator(".unit-page .unit-list button").first().click()
    await admin.locator(".unit-page .ant-breadcrumb button").nth(1).waitFor()
    await admin.goto("/units?unit=2")
    await admin.locator(".people button").first().click()
    await dialog(admin).locator(".facts").waitFor()
  })
})
