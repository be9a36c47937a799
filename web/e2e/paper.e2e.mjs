// On paper and in files: a ticket and a request are printed from their pages; lists and selections are saved, with progress when it takes long.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, small, speak, startBrowser, visit, wide } from "./browser.mjs"

describe("paper", () => {
  let chromium, page
  /** Opens a menu and takes an entry of it, by keyboard alone. */
  const take = async (button, words) => {
    await button.focus()
    await button.press("Enter")
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem") // the first one
    const reached = () => page.evaluate(() => document.activeElement?.textContent)
    for (let now = await reached(), steps = 0; now !== words; now = await reached(), steps++) {
      if (steps === 20) throw new Error(`no entry “${words}”`)
      await page.keyboard.press("ArrowDown")
      await page.waitForFunction((before) => document.activeElement?.textContent !== before, now)
    }
    await page.keyboard.press("Enter")
    await page.locator(".ant-dropdown:visible").waitFor({ state: "hidden" }) // what fades out is not what people read
  }
  const saved = async (act) => {
    const [download] = await Promise.all([page.waitForEvent("download"), act()])
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) }
  }
  const records = (csv) => csv.toString().trim().split("\r\n").length - 1
  before(async () => {
    chromium = await startBrowser()
    page = await visit(chromium.browser, { language: "en" })
    await signIn(page, "manager", "en")
    const asked = await page.request.post("/api/v1/approvals", { data: { template: "purchase", subject: "打印测试 Paper", amount: 100 } })
    assert.equal(asked.status(), 201, await asked.text())
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await chromium.close()
  })

  test("a ticket opens as a page to print that needs nothing and can do nothing", async () => {
    const { items } = await (await page.request.get("/api/v1/incidents?state=closed&limit=1")).json()
    await page.goto(`/tickets/${items[0].number}`)
    await settled(page)
    const [printed] = await Promise.all([page.context().waitForEvent("page"), take(page.getByRole("button", { name: "Print" }), "Page to print")])
    const asked = []
    printed.on("request", (request) => asked.push(request.url()))
    await printed.waitForLoadState()
    assert.match(await printed.locator("header").textContent(), new RegExp(items[0].number))
    assert.equal(await printed.locator("h1").textContent(), items[0].title)
    assert.equal(await printed.evaluate(() => getComputedStyle(document.querySelector("h1")).fontWeight), "700", "its style is allowed")
    await printed.reload()
    assert.deepEqual(asked.filter((url) => !url.includes("/print?")), [], "it asks for nothing else")
    for (const width of [wide.width, phone.width, small.width]) {
      await printed.setViewportSize({ width, height: 800 })
      assert.equal(await overflow(printed), 0, `at ${width}`)
    }
    await printed.close()
  })

  test("a ticket is printed as PDF in the language of the page", async () => {
    const { items } = await (await page.request.get("/api/v1/incidents?state=closed&limit=1")).json()
    for (const [language, word] of [["en", "Status"], ["zh", "状态"]]) {
      const answer = await page.request.get(`/api/v1/records/${items[0].number}/print?format=pdf&language=${language}`)
      assert.equal(answer.headers()["content-type"], "application/pdf")
      const file = await answer.body()
      assert.equal(file.subarray(0, 5).toString(), "%PDF-")
      assert.ok(hasWords(file, word, items[0].number))
    }
  })

  test("the whole list of the desk is saved as it is narrowed", async () => {
    await page.goto("/desk?view=everything&priority=1")
    await settled(page)
    const { count } = await (await page.request.get("/api/v1/incidents?priority=1&count=true&limit=1")).json()
    const csv = await saved(() => take(page.getByRole("button", { name: "Save the list" }), "Table (CSV)"))
    assert.match(csv.name, /^tickets_.*\.csv$/)
    assert.equal(records(csv.content), count.value)
    assert.match(csv.content.toString(), /^\uFEFFNumber,Kind,Subject,State/)
    const xlsx = await saved(() => take(page.getByRole("button", { name: "Save the list" }), "Workbook (XLSX)"))
    assert.equal(xlsx.content.subarray(0, 2).toString(), "PK")
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("selected tickets are printed into one PDF, which shows how far it is and can be stopped", async () => {
    await page.goto("/desk?view=everything")
    await page.getByRole("checkbox", { name: "Select all" }).check()
    const bar = page.getByRole("region", { name: /selected/ })
    const pdf = await saved(() => take(bar.getByRole("button", { name: "Save or print" }), "Print all (PDF)"))
    assert.match(pdf.name, /^tickets_.*\.pdf$/)
    assert.equal(pdf.content.subarray(0, 5).toString(), "%PDF-")

    // The answer is held back until somebody has stopped it.
    let release
    const stopped = new Promise((resolve) => { release = resolve })
    await page.route("**/api/v1/incidents/export", async (route) => {
      await stopped
      await route.continue().catch(() => undefined)
    })
    await take(bar.getByRole("button", { name: "Save or print" }), "Print all (PDF)")
    const dialog = page.getByRole("dialog", { name: "The file is being made" })
    await dialog.getByRole("status").waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await dialog.getByRole("button", { name: "Stop" }).click()
    await dialog.waitFor({ state: "hidden" })
    release()
    await page.unroute("**/api/v1/incidents/export")
    await page.getByRole("button", { name: "Clear", exact: false }).first().click()
  })

  test("what cannot be printed at once is refused with what to do", async () => {
    await page.goto("/desk?view=everything")
    await settled(page)
    await take(page.getByRole("button", { name: "Save the list" }), "Print all (PDF)")
    await page.getByRole("alert").filter({ hasText: "more than 200" }).waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click()
  })

  test("requests are selected and printed on a phone, in both languages", async () => {
    for (const [language, save, pdf] of [["en", "Save or print", "Print all (PDF)"], ["zh", "导出或打印", "全部打印（PDF）"]]) {
      await page.setViewportSize(small)
      await page.goto("/approvals?part=all")
      await speak(page, language)
      await page.locator(".approval").first().waitFor()
      await page.locator(".approval input[type=checkbox]").first().check()
      assert.equal(await overflow(page), 0)
      const file = await saved(() => take(page.locator(".bulk").getByRole("button", { name: save }), pdf))
      assert.match(file.name, /^approvals_.*\.pdf$/)
      assert.deepEqual(await seriousFindings(page), [])
    }
    await speak(page, "en")
    await page.setViewportSize(wide)
  })

  test("documents are saved as they are narrowed, and selected ones printed, on a phone too", async () => {
    const at = "/api/v1/documents?type=notice&limit=200"
    const { items } = await (await page.request.get(at)).json()
    await page.goto("/documents?part=all&type=notice")
    await page.locator(".approval").first().waitFor()
    const csv = await saved(() => take(page.getByRole("button", { name: "Save the list" }), "Table (CSV)"))
    assert.match(csv.name, /^documents_.*\.csv$/)
    assert.equal(records(csv.content), items.length)
    assert.match(csv.content.toString(), /^\uFEFFRecord,Official number,Subject,Group,Type,State/)
    assert.deepEqual(await seriousFindings(page), [])
    await page.setViewportSize(small)
    await page.getByRole("checkbox", { name: `Select ${items[0].official || items[0].number}` }).check()
    assert.equal(await overflow(page), 0)
    const pdf = await saved(() => take(page.locator(".bulk").getByRole("button", { name: "Save or print" }), "Print all (PDF)"))
    assert.match(pdf.name, /^documents_.*\.pdf$/)
    assert.ok(hasWords(pdf.content, items[0].number))
    await page.setViewportSize(wide)
  })
})

/** Whether a PDF has these words, where there is a tool to read it. */
function hasWords(file, ...words) {
  try {
    const text = execFileSync("pdftotext", ["-", "-"], { input: file }).toString()
    return words.every((word) => text.includes(word))
  } catch (error) {
    if (error.code === "ENOENT") return true
    throw error
  }
}
