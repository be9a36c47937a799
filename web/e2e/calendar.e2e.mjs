// A calendar from its making to a deadline over Spring Festival: hours, holidays, a file with a bad line, what is not saved.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { choose, overflow, phone, seriousFindings, settled, signIn, startBrowser, visit } from "./browser.mjs"

describe("calendars", () => {
  let chromium, page
  const name = `E2E ${Date.now()}`
  const dialog = () => page.locator(".ant-modal:visible")
  const days = () => page.getByRole("table", { name: "Special days" })
  const answer = () => page.locator(".try-answer")
  const save = async () => {
    await page.getByRole("button", { name: "Save changes" }).click()
    await page.locator(".ant-message", { hasText: "counts from now on" }).last().waitFor()
  }
  const time = async (label, text) => {
    const field = page.getByRole("textbox", { name: label, exact: true })
    await field.fill(text)
    await field.press("Tab")
  }
  before(async () => {
    chromium = await startBrowser()
    page = await visit(chromium.browser, { language: "en" })
    await signIn(page, "admin", "en")
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await chromium.close()
  })

  test("a calendar is made and its week edited; bad hours stand at their day", async () => {
    await page.goto("/admin/calendars")
    await settled(page)
    await page.getByRole("button", { name: "New calendar" }).click()
    await dialog().locator("#name").fill(name)
    await dialog().locator(".ant-modal-footer .ant-btn-primary").click()
    await page.getByRole("heading", { name }).waitFor()
    await time("Monday, interval 1, to", "12")
    await page.getByRole("button", { name: "Add an interval to Monday" }).click()
    await time("Monday, interval 2, from", "930") // before the first one ends
    await time("Monday, interval 2, to", "18:00")
    await page.getByRole("button", { name: "Save changes" }).click()
    await page.locator(".week li", { hasText: "Monday" }).locator(".wrong", { hasText: "begin at 12:00 or later" }).waitFor()
    await time("Monday, interval 2, from", "13.30")
    await page.getByRole("button", { name: "Monday's hours on Tuesday to Friday" }).click()
    await save()
    await page.reload()
    await settled(page)
    assert.equal(await page.getByRole("textbox", { name: "Friday, interval 2, from" }).inputValue(), "13:30")
    await page.getByText("Version 2").waitFor()
  })

  test("built-in holidays are looked at, entered and saved", async () => {
    await page.getByRole("button", { name: "Import holidays" }).click()
    await choose(page, dialog().locator("#holiday-set"), "China 2026")
    await dialog().getByText("39 days read, 39 new or changed").waitFor()
    await dialog().locator("tr", { hasText: "2026-02-14" }).getByText("09:00–12:00, 13:30–18:00").waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await dialog().getByRole("button", { name: "Enter 39 days" }).click()
    await dialog().waitFor({ state: "detached" })
    await days().locator("tr", { hasText: "2026-02-14" }).getByText("Working day").waitFor()
    assert.equal(await page.locator("#calendar-until").inputValue(), "2026-12-31")
    await save()
  })

  test("a deadline over Spring Festival is previewed with its causes", async () => {
    await page.locator("#try-moment").fill("2026-02-13T17:30") // the Friday before
    await page.locator("#try-amount").fill("9")
    await answer().getByText("2026-02-24 Tue 10:00").waitFor() // half an hour, the make-up Saturday, and the rest after the holidays
    const segments = page.getByRole("list", { name: "What counts and what does not" })
    await segments.locator("li.counted", { hasText: "Make-up working day" }).first().waitFor()
    await segments.getByText("Holiday: Spring Festival").waitFor()
    await page.locator("#try-moment").fill("2026-12-31T17:00")
    await page.getByText("It lies after the last date whose holidays are entered").waitFor()
  })

  test("a file is read but for its bad line", async () => {
    await page.getByRole("button", { name: "Import holidays" }).click()
    await dialog().locator("input[type=file]").setInputFiles({
      name: "days.csv", mimeType: "text/csv", buffer: Buffer.from("date,name,kind,from,to\n2026-12-24,Half day,workday,09:00,12:00\n2026-13-01,Nothing,holiday\n2026-10-01,国庆节,holiday\n"),
    })
    await dialog().getByText("Line 3").waitFor()
    await dialog().getByRole("button", { name: /^Enter 2 days/ }).click()
    await days().locator("tr", { hasText: "2026-12-24" }).getByText("09:00–12:00").waitFor()
  })

  test("a day is added once and removed; leaving asks before changes are lost", async () => {
    await page.getByRole("button", { name: "Add a day" }).click()
    await dialog().locator("#date").fill("2026-12-24")
    await dialog().locator("#name").fill("Again")
    await dialog().locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog().getByText("This date is entered already.").waitFor()
    await dialog().getByRole("button", { name: "Cancel" }).click()
    await page.getByRole("button", { name: "Remove 2026-12-24" }).click()
    await days().locator("tr", { hasText: "2026-12-24" }).waitFor({ state: "detached" })
    page.once("dialog", (asked) => void asked.dismiss())
    await page.getByRole("link", { name: "All calendars" }).click()
    await page.getByRole("heading", { name }).waitFor() // stayed
    await page.getByRole("button", { name: "Discard changes" }).click()
    await page.getByText("Changes that are not saved").waitFor({ state: "detached" })
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByRole("link", { name: "All calendars" }).click()
    await page.locator("tr", { hasText: name }).getByText("Mon–Fri 09:00–12:00, 13:30–18:00").waitFor()
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("a service is given the calendar", async () => {
    await page.goto("/admin/services")
    await settled(page)
    const service = `Service ${name}`
    await page.getByRole("button", { name: "New entry" }).click()
    await dialog().locator("#name").fill(service)
    await choose(page, dialog().locator("#calendar"), name)
    await dialog().locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog().waitFor({ state: "detached" })
    await page.locator("tr", { hasText: service }).getByText(name, { exact: true }).waitFor()
  })

  test("on a phone nothing is wider than the window", async () => {
    const small = await visit(chromium.browser, { language: "zh", viewport: phone })
    await signIn(small, "admin", "zh")
    await small.goto("/admin/calendars")
    await settled(small)
    assert.ok((await overflow(small)) <= 0)
    await small.getByRole("link", { name: "中国办公时间" }).click()
    await small.locator(".try-answer").waitFor()
    assert.ok((await overflow(small)) <= 0)
    assert.deepEqual(await seriousFindings(small), [])
    assert.deepEqual(small.complaints, [])
    await small.context().close()
  })
})
