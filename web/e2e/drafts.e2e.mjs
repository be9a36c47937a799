// What somebody is writing survives everything: a killed browser, an ended session, another device, another window.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { chromium } from "playwright-core"
import { overflow, password, phone, seriousFindings, settled, signIn, startBrowser, visit } from "./browser.mjs"

const json = async (page, path) => (await page.request.get(path)).json()
const ask = (page, method, path, body) =>
  page.evaluate(
    async ({ method, path, body }) => {
      const answer = await fetch(path, { method, headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, ...(body ? { body: JSON.stringify(body) } : {}) })
      const text = await answer.text()
      if (!answer.ok) throw new Error(text)
      return text ? JSON.parse(text) : undefined
    },
    { method, path, body },
  )
const raise = async (page, subject) => (await ask(page, "POST", "/api/v1/incidents", { kind: "question", subject, urgency: 2, impact: 3 })).number
const box = (page) => page.locator(".composer textarea[aria-busy=false]") // what was written before is there
const saved = (page) => page.locator(".draft-line", { hasText: "Draft saved" }).waitFor()
const discardAll = async (page) => {
  for (const { id } of (await json(page, "/api/v1/drafts")).items) await ask(page, "DELETE", `/api/v1/drafts/${id}`)
}
// A picture of four points, as a screenshot is pasted.
const paste = (area) =>
  area.evaluate(async (element) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 })
    canvas.getContext("2d").fillRect(5, 5, 20, 10)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
    const data = new DataTransfer()
    data.items.add(new File([blob], "image.png", { type: "image/png" }))
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
  })

describe("drafts", () => {
  let chrome, agent, number
  before(async () => {
    chrome = await startBrowser()
    agent = await visit(chrome.browser, { language: "en" })
    await signIn(agent, "agent", "en")
    await discardAll(agent)
    number = await raise(agent, `Draft ${Date.now()}`)
  })
  after(async () => {
    await discardAll(agent)
    assert.deepEqual(agent.complaints, [])
    await chrome.close()
  })

  test("a killed browser loses neither words nor files; another one has them", async (t) => {
    const doomed = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] })
    t.after(() => doomed.kill())
    const page = await visit(await chromium.connect(doomed.wsEndpoint()), { language: "en" })
    await signIn(page, "agent", "en")
    await page.goto("/raise")
    await page.locator("#subject").fill("The label printer prints nothing")
    await page.locator("#description").fill("Since this morning.\n")
    await paste(page.locator("#description"))
    await page.locator(".chip").waitFor()
    await page.waitForFunction(() => !document.querySelector(".chip .ant-progress"))
    await saved(page)
    await page.goto(`/tickets/${number}`)
    await box(page).fill("Dear Ms Zhou, we have")
    await saved(page)
    doomed.process().kill("SIGKILL")

    await agent.goto(`/tickets/${number}`)
    await agent.waitForFunction(() => document.querySelector(".composer textarea")?.value === "Dear Ms Zhou, we have")
    await agent.goto("/raise")
    await agent.locator(".begun a", { hasText: "The label printer prints nothing" }).click()
    await agent.waitForFunction(() => document.querySelector("#subject")?.value === "The label printer prints nothing")
    await agent.locator(".chip", { hasText: "screenshot-1.png" }).waitFor()
    assert.match(await agent.locator("#description").inputValue(), /Since this morning\.\n!\[screenshot-1\.png\]\(\/api\/v1\/attachments\/[0-9a-f-]{36}\)/)
    await agent.locator("#requester").fill("customer")
    await agent.locator(".ant-select-dropdown:visible .ant-select-item-option").first().click()
    await agent.locator("button[type=submit]").click()
    await agent.waitForURL(/\/tickets\/INC-/)
    const picture = agent.locator(".markdown img[src*='/api/v1/attachments/']").first()
    await picture.waitFor()
    await agent.waitForFunction(() => document.querySelector(".markdown img")?.naturalWidth === 40)
    const { items } = await json(agent, "/api/v1/drafts?kind=incident")
    assert.equal(items.length, 0, "what was sent is no draft any more")
  })

  test("what is typed while the session has ended is there after signing in again", async () => {
    const page = await visit(chrome.browser, { language: "en" })
    await signIn(page, "agent", "en")
    await page.goto(`/tickets/${number}`)
    await box(page).fill("Before the end.")
    await saved(page)
    const mine = (await json(page, "/api/v1/sessions")).items.find(({ current }) => current)
    await ask(agent, "DELETE", `/api/v1/sessions/${mine.id}`)
    await box(page).pressSequentially(" After it, offline.")
    await page.waitForURL(/\/sign-in/)
    assert.equal((await json(agent, `/api/v1/drafts?kind=reply&number=${number}`)).items[0].subject, "Before the end.")
    await page.locator("#login").fill("agent")
    await page.locator("#password").fill(password)
    await page.locator("button[type=submit]").click()
    await page.waitForURL(new RegExp(`/tickets/${number}`))
    await page.waitForFunction(() => document.querySelector(".composer textarea")?.value === "Before the end. After it, offline.")
    await saved(page)
    const [draft] = (await json(agent, `/api/v1/drafts?kind=reply&number=${number}`)).items
    assert.equal(draft.subject, "Before the end. After it, offline.")
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("steward-unsent:")).length), 0, "the bridge is taken down")
    await page.context().close()
  })

  const end = async (page) => ask(agent, "DELETE", `/api/v1/sessions/${(await json(page, "/api/v1/sessions")).items.find(({ current }) => current).id}`)
  const signInAgain = async (page) => {
    await page.waitForURL(/\/sign-in/)
    await page.locator("#login").fill("agent")
    await page.locator("#password").fill(password)
    await page.locator("button[type=submit]").click()
  }
  const filesKept = (page) =>
    page.evaluate(() => new Promise((resolve, reject) => {
      const asked = indexedDB.open("steward-unsent")
      asked.onerror = () => reject(asked.error)
      asked.onsuccess = () => {
        const count = asked.result.transaction("files").objectStore("files").count()
        count.onsuccess = () => { asked.result.close(); resolve(count.result) }
      }
    }))

  test("a picture pasted when the session has ended is there after signing in again", async () => {
    const page = await visit(chrome.browser, { language: "en" })
    await signIn(page, "agent", "en")
    await page.goto(`/tickets/${number}`)
    await box(page).fill("Look at this.\n")
    await saved(page)
    await end(page)
    await paste(box(page))
    await signInAgain(page)
    await page.waitForURL(new RegExp(`/tickets/${number}`))
    await page.locator(".chip", { hasText: "screenshot-1.png" }).waitFor()
    await page.waitForFunction(() => !document.querySelector(".chip .ant-progress, .chip.bad"))
    await saved(page)
    const text = await box(page).inputValue()
    const [, uuid] = /!\[screenshot-1\.png\]\(\/api\/v1\/attachments\/([0-9a-f-]{36})\)/.exec(text) ?? []
    assert.ok(uuid, text)
    const answer = await page.request.get(`/api/v1/attachments/${uuid}`)
    assert.equal(answer.headers()["content-type"], "image/png", "the text's picture is on the server")
    assert.equal(await filesKept(page), 0, "the bridge is taken down")
    await page.locator(".chip button").last().click() // the next tests write without it
    await page.context().close()
  })

  test("also when the page is not opened again", async () => {
    const page = await visit(chrome.browser, { language: "en" })
    await signIn(page, "agent", "en")
    await page.goto("/raise")
    await settled(page)
    await end(page)
    await paste(page.locator("#description"))
    await page.waitForURL(/\/sign-in/)
    await page.goto("/sign-in")
    await signInAgain(page)
    await page.locator("#content h1").waitFor()
    const deadline = Date.now() + 20_000
    for (let files = []; files.length === 0; ) {
      assert.ok(Date.now() < deadline, "the file never came")
      const { items } = await json(page, "/api/v1/drafts?kind=incident")
      files = items.length > 0 ? (await json(page, `/api/v1/drafts/${items[0].id}`)).files : []
    }
    await page.waitForFunction(() => Object.keys(localStorage).every((key) => !key.startsWith("steward-unsent:")))
    await discardAll(agent)
    await page.context().close()
  })

  test("without a connection it is kept here, says so, and goes out later", async () => {
    const page = await visit(chrome.browser, { language: "en" })
    await signIn(page, "agent", "en")
    await page.goto(`/tickets/${number}`)
    await box(page).fill("Online.")
    await saved(page)
    await page.context().setOffline(true)
    await box(page).fill("Online. Then in a tunnel.")
    await page.locator(".draft-line", { hasText: "kept in this browser" }).waitFor()
    await page.context().setOffline(false)
    await saved(page)
    assert.equal((await json(agent, `/api/v1/drafts?kind=reply&number=${number}`)).items[0].subject, "Online. Then in a tunnel.")
    await page.context().close()
  })

  test("two windows: the other follows; what both wrote is shown twice, and chosen", async () => {
    await agent.goto(`/tickets/${number}`)
    await settled(agent)
    const other = await visit(chrome.browser, { language: "en" })
    await signIn(other, "agent", "en")
    await other.goto(`/tickets/${number}`)
    await box(agent).fill("From the first window")
    await saved(agent)
    await other.waitForFunction(() => document.querySelector(".composer textarea")?.value === "From the first window")
    await other.context().setOffline(true)
    await box(other).fill("From the second, in a tunnel")
    await box(agent).fill("From the first, again")
    await saved(agent)
    await other.context().setOffline(false)
    const versions = other.locator(".two-versions .version")
    await versions.first().waitFor()
    assert.deepEqual(await versions.allTextContents(), ["From the second, in a tunnel", "From the first, again"])
    assert.deepEqual(await seriousFindings(other), [])
    await other.getByRole("button", { name: "Keep what is here" }).click()
    await saved(other)
    await agent.waitForFunction(() => document.querySelector(".composer textarea")?.value === "From the second, in a tunnel")
    await other.context().close()
  })

  test("My drafts leads to each, on a phone too, and discards", async () => {
    await agent.goto(`/tickets/${number}`)
    await agent.locator(".composer").getByText("Internal note").click()
    await box(agent).fill("Ask the network group")
    await saved(agent)
    for (const viewport of [phone, { width: 1440, height: 900 }]) {
      await agent.setViewportSize(viewport)
      await agent.goto("/drafts")
      await agent.getByRole("link", { name: "Ask the network group" }).waitFor()
      assert.equal(await overflow(agent), 0)
      assert.deepEqual(await seriousFindings(agent), [])
    }
    await agent.getByRole("button", { name: "Discard “From the second, in a tunnel”" }).click()
    await agent.locator(".ant-popconfirm").getByRole("button", { name: "Discard" }).click()
    await agent.getByRole("link", { name: "From the second, in a tunnel" }).waitFor({ state: "detached" })
    await agent.getByRole("link", { name: "Ask the network group" }).click()
    await agent.waitForFunction(() => document.querySelector(".composer.note textarea")?.value === "Ask the network group")
    await agent.locator(".composer").getByRole("button", { name: "Add internal note" }).click()
    await agent.locator(".message.internal", { hasText: "Ask the network group" }).waitFor()
    assert.equal((await json(agent, `/api/v1/drafts?number=${number}`)).items.length, 0)
  })

  test("a request for approval is gone on with", async () => {
    await agent.goto("/approvals/new?template=purchase")
    await agent.locator("#subject").fill("Two label printers")
    await agent.locator("#amount").fill("4200")
    await saved(agent)
    await agent.waitForURL(/draft=/)
    await agent.reload()
    await agent.waitForFunction(() => document.querySelector("#subject")?.value === "Two label printers" && document.querySelector("#amount")?.value === "4200")
    await agent.locator(".template-card.ant-radio-wrapper-checked").waitFor()
    await agent.getByRole("button", { name: "Begin anew" }).click()
    await agent.waitForFunction(() => document.querySelector("#subject")?.value === "")
    assert.equal((await json(agent, "/api/v1/drafts?kind=approval")).items.length, 0)
  })
})
