// Somebody asks for an approval: sees beforehand who would decide, keeps a draft, submits, waits on others and urges them.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, startBrowser, visit, wide } from "./browser.mjs"

const words = {
  zh: { ask: "发起审批", subject: "关于什么？", text: "申请什么，为什么？", amount: "金额", send: "提交申请", preview: "预览", way: "预计的审批过程", until: "最晚", skipped: "不满足条件（amount > 1000）", waiting: "等待他人", urge: "催办", urged: "催办过", discard: "重新填写", stands: "代理" },
  en: { ask: "Ask for an approval", subject: "What is it about?", text: "What do you ask for, and why?", amount: "Amount", send: "Submit the request", preview: "Preview", way: "This is the way it would take", until: "at the latest", skipped: "its condition does not hold (amount > 1000)", waiting: "Waiting on others", urge: "Urge", urged: "urged", discard: "Begin anew", stands: "stands in" },
}
const step = (id, en, zh, after, more) => ({ id, kind: "approval", name: { en, zh }, after, completion: { mode: "all" }, ...more })
const person = (name) => ({ by: "person", name })

let chromium, admin, code
const call = (page, method, path, body) =>
  page.evaluate(async ([method, path, body]) => {
    const answer = await fetch(`/api/v1${path}`, { method, headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, ...(body ? { body: JSON.stringify(body) } : {}) })
    const json = answer.status === 204 ? null : await answer.json()
    if (!answer.ok) throw new Error(json.detail)
    return json
  }, [method, path, body])

before(async () => {
  chromium = await startBrowser()
  admin = await visit(chromium.browser, { language: "en" })
  await signIn(admin, "admin")
  code = `ask-${Date.now().toString(36)}`
  await call(admin, "POST", "/users", { login: `${code}-boss`, name: "尚可", name_en: "Shang Ke", roles: ["approver"], language: "en" })
  await call(admin, "POST", "/users", { login: `${code}-vice`, name: "代立", name_en: "Dai Li", roles: ["approver"], language: "en" })
  const now = Date.now()
  const at = (days) => new Date(now + days * 86_400_000).toISOString()
  await call(admin, "POST", "/deputies", { user: `${code}-boss`, deputy: `${code}-vice`, starts_at: at(-1), ends_at: at(60) })
  await call(admin, "POST", "/plan-templates", { code, name: `购置 ${code}`, name_en: `Buy ${code}`, kind: "approval", draft: { steps: [
    { id: "start", kind: "submit", name: { en: "Submit", zh: "提交" } },
    step("head", "The head", "上级", ["start"], { who: [person(`${code}-boss`)] }),
    step("price", "Price", "询价", ["head"], { who: [person("agent"), person("tech3")], completion: { mode: "any" } }),
    step("budget", "Budget", "预算", ["head"], { who: [person("manager")] }),
    step("board", "The board", "委员会", ["price", "budget"], { who: [person("admin")], when: "amount > 1000" }),
  ] } })
  await call(admin, "POST", `/plan-templates/${code}/publish`, {})
})
after(async () => {
  await call(admin, "PATCH", `/plan-templates/${code}`, { enabled: false }) // nobody else is to choose it
  await chromium.close()
})

for (const language of ["zh", "en"]) {
  describe(`asking for an approval (${language})`, () => {
    const w = words[language]
    const template = language === "zh" ? () => `购置 ${code}` : () => `Buy ${code}`
    let page, number
    const way = () => page.locator(`aside[aria-label="${w.way}"]`)
    before(async () => {
      page = await visit(chromium.browser, { language })
      await signIn(page, language === "zh" ? "tech1" : "tech2", language)
    })
    after(async () => {
      assert.deepEqual(page.complaints, [])
      await page.unrouteAll({ behavior: "ignoreErrors" })
      await page.context().close()
    })

    test("the way it would take stands beside the form: people, order, dates, deputies, what is left out and why", async () => {
      await page.goto("/approvals")
      await settled(page)
      await page.getByRole("button", { name: w.ask }).first().click()
      await page.waitForURL("**/approvals/new")
      await settled(page)
      await page.locator(".template-card", { hasText: template() }).click()
      await way().locator(".way-step").nth(3).waitFor()
      const steps = await way().locator(".way-step").allInnerTexts()
      assert.equal(steps.length, 4)
      assert.match(steps[0], language === "zh" ? /上级[\s\S]*尚可[\s\S]*由 代立 代理/ : /The head[\s\S]*Shang Ke[\s\S]*Dai Li stands in/)
      for (const text of steps.slice(0, 3)) assert.ok(text.includes(w.until), text)
      assert.doesNotMatch(steps.join(" "), /approvals\.|plan\./, "every word of it is one of the language")
      assert.ok(steps[3].includes(w.skipped), steps[3])
      await page.getByLabel(w.amount).fill("5000")
      await way().locator(".way-step.skipped").waitFor({ state: "detached" }) // the same by the same code
      assert.deepEqual(await seriousFindings(page), [])
    })

    test("fits a phone", async () => {
      await page.setViewportSize(phone)
      assert.equal(await overflow(page), 0)
      assert.deepEqual(await seriousFindings(page), [])
      await page.setViewportSize(wide)
    })

    if (language === "zh") return // the rest has no words of its own that matter

    test("what is written is kept as a draft, and previewed as it will look", async () => {
      await page.getByLabel(w.subject).fill("两台笔记本 / two laptops")
      await page.getByLabel(w.text).fill("For **new** colleagues")
      await page.getByText(w.preview, { exact: true }).click()
      await page.locator(".preview strong", { hasText: "new" }).waitFor()
      await page.reload()
      await settled(page)
      assert.equal(await page.getByLabel(w.subject).inputValue(), "两台笔记本 / two laptops")
      assert.equal(await page.getByLabel(w.amount).inputValue(), "5000")
      assert.ok(await page.locator(".template-card", { hasText: template() }).locator("input").isChecked())
      await page.getByRole("button", { name: w.discard }).waitFor()
    })

    test("submitted with a file it has a page of its own, and the draft is gone", async () => {
      await page.locator("input[type=file]").setInputFiles({ name: "offer.txt", mimeType: "text/plain", buffer: Buffer.from("12,000") })
      await page.getByRole("button", { name: w.send }).click()
      await page.waitForURL("**/tickets/APR-*")
      number = page.url().split("/").at(-1)
      const files = await (await page.request.get(`/api/v1/records/${number}/attachments`)).json()
      assert.deepEqual(files.items.map(({ name }) => name), ["offer.txt"])
      const drafts = await (await page.request.get("/api/v1/drafts?kind=approval")).json()
      assert.deepEqual(drafts.items.filter(({ subject }) => subject === "两台笔记本 / two laptops"), [])
    })

    test("it waits on others: on whom, since when, until when; urging is offered once an hour", async () => {
      await page.goto("/approvals")
      const card = page.locator(".approval", { hasText: number })
      await card.locator(".approval-wait time").first().waitFor() // the process opens its first step within moments, live
      assert.match(await card.locator(".approval-wait").innerText(), language === "zh" ? /尚可[\s\S]*上级[\s\S]*已等[\s\S]*截止/ : /Shang Ke[\s\S]*The head[\s\S]*for [\s\S]*until/)
      const urge = card.getByRole("button", { name: w.urge })
      await urge.click()
      await card.getByText(w.urged).waitFor()
      await urge.waitFor({ state: "detached" }) // no longer offered
      assert.deepEqual(await seriousFindings(page), [])
      await page.setViewportSize(phone)
      assert.equal(await overflow(page), 0)
      await page.setViewportSize(wide)
    })

    test("whoever urges too late by an old page is told why it is refused", async () => {
      await page.route(`**/api/v1/records/${number}`, async (route) => {
        const answer = await route.fetch()
        const record = await answer.json()
        record.plan.acts.push({ verb: "urge", fields: [] }) // as it was offered before
        await route.fulfill({ response: answer, json: record })
      })
      await page.reload()
      const card = page.locator(".approval", { hasText: number })
      await card.getByRole("button", { name: w.urge }).click()
      await card.getByRole("alert").filter({ hasText: language === "zh" ? "一小时内已催办过" : "less than an hour ago" }).waitFor()
    })
  })
}
