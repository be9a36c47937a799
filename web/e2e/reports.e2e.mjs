// Reports: what happened in a period, by what one chooses; the table, the chart and the files have the same figures.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { after, before, describe, test } from "node:test"
import { base, choose, overflow, phone, seriousFindings, settled, signIn, speak, startBrowser, visit, wide } from "./browser.mjs"

describe("reports", () => {
  let chromium, page
  const chart = () => page.locator(".chart svg")
  const heads = () => page.locator(".report tbody th").allTextContents()
  const figures = (row) => page.locator(".report tbody tr", { has: page.locator("th", { hasText: row }) }).first().locator("td").allTextContents()
  before(async () => {
    chromium = await startBrowser()
    page = await visit(chromium.browser, { language: "en" })
    await signIn(page, "manager", "en")
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await chromium.close()
  })

  test("tickets by month, with the figures that the API tells", async () => {
    await page.locator(".rail").getByRole("link", { name: "Reports" }).click()
    await chart().waitFor()
    const asked = new URL(await page.getByRole("link", { name: "Save as CSV" }).getAttribute("href"), base).searchParams
    const { lines, total } = await (await page.request.get(`/api/v1/reports/tickets?by=month&from=${asked.get("from")}&to=${asked.get("to")}`)).json()
    assert.deepEqual(await heads(), ["Total", ...lines.map(({ value }) => value.slice(0, 7))])
    assert.deepEqual((await figures("Total")).slice(0, 5), [total.opened, total.resolved, total.closed, total.reopened, total.open].map(String))
    assert.ok(total.opened > 100, "the demo has tickets")
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("the address holds what was chosen; a group's line leads to its tickets", async () => {
    await choose(page, page.getByRole("combobox", { name: "Report by" }), "Group")
    await choose(page, page.getByRole("combobox", { name: "Period" }), "All time")
    await page.waitForURL(/by=group.*period=all/)
    await page.reload()
    await chart().waitFor()
    const link = page.locator(".report tbody th a").first()
    const name = await link.textContent()
    await link.click()
    await page.waitForURL(/\/desk\?.*group=/)
    await page.locator(".desk-table tbody tr").first().waitFor()
    await page.locator(".filters", { hasText: name }).waitFor()
    await page.goBack()
    await chart().waitFor()
    assert.ok((await heads()).includes(name))
  })

  test("service levels by policy, for one customer", async () => {
    await page.getByRole("link", { name: "Service levels" }).click()
    await choose(page, page.getByRole("combobox", { name: "Report by" }), "Policy")
    await page.locator(".report th", { hasText: "Standard" }).waitFor()
    const { total } = await (await page.request.get("/api/v1/reports/levels?by=policy")).json()
    assert.deepEqual(await figures("Total"), [total.met, total.breached, `${total.met_percent.toFixed(1)} %`, total.running, total.cancelled].map(String))
    await page.getByRole("combobox", { name: "Customer", exact: true }).fill("Ruihe")
    const list = page.locator(".ant-select-dropdown:visible")
    await list.locator(".ant-select-item-option", { hasText: "Ruihe" }).first().click()
    await page.waitForURL(/customer=\d+/)
    await page.locator(".report th", { hasText: "Standard" }).waitFor({ state: "detached" })
    await page.locator(".report th", { hasText: "Ruihe maintenance contract" }).waitFor()
  })

  test("saved as CSV and XLSX in the page's language", async () => {
    for (const [format, begins] of [["CSV", "\uFEFFPolicy,Met,Breached"], ["XLSX", "PK"]]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: `Save as ${format}` }).click()])
      assert.match(download.suggestedFilename(), new RegExp(`^service-levels-by-policy_.*\\.${format.toLowerCase()}$`))
      assert.ok(readFileSync(await download.path(), "utf8").startsWith(begins), `${format} begins with ${begins}`)
    }
  })

  test("nothing happened then; a period that is too long is refused in words", async () => {
    await page.goto("/reports?period=dates&from=2011-01-01&to=2011-02-28&by=kind")
    await page.getByText("Nothing happened in this period").waitFor()
    await page.goto("/reports?period=dates&from=2001-01-01&to=2026-02-28&by=kind")
    await page.getByText("ten years at most").waitFor()
  })

  test("on a phone, in Chinese, with nothing that axe finds serious", async () => {
    await page.goto("/reports?by=priority&period=all")
    await speak(page, "zh")
    await page.setViewportSize(phone)
    await chart().waitFor()
    await page.locator(".report th", { hasText: "合计" }).waitFor()
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await seriousFindings(page), [])
    await page.setViewportSize(wide)
  })

  test("they are for the desk", async () => {
    const other = await visit(chromium.browser, { language: "en" })
    await signIn(other, "customer", "en")
    assert.equal(await other.locator(".rail").getByRole("link", { name: "Reports" }).count(), 0)
    await other.goto("/reports")
    await settled(other)
    assert.equal(await other.locator(".report").count(), 0)
    await other.context().close()
  })
})
