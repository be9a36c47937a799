// Two people at one ticket: they see each other, neither answers or changes over the other; canned replies; hostile files.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, startBrowser, visit, wide } from "./browser.mjs"

const create = (page, path, body) =>
  page.evaluate(
    async ({ path, body }) => {
      const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, body: JSON.stringify(body) })
      const said = await answer.json()
      if (!answer.ok) throw new Error(said.detail)
      return said
    },
    { path, body },
  )
const box = (page) => page.locator(".composer textarea[aria-busy=false]") // what was written before is there

describe("together", () => {
  let chrome, agent, manager, number
  before(async () => {
    chrome = await startBrowser()
    agent = await visit(chrome.browser, { language: "en" })
    manager = await visit(chrome.browser, { language: "en" })
    await signIn(agent, "agent", "en")
    await signIn(manager, "manager", "en")
    const { id } = (await (await agent.request.get("/api/v1/users?q=customer&limit=1")).json()).items[0]
    number = (await create(agent, "/api/v1/incidents", { kind: "question", subject: `Together ${Date.now()}`, urgency: 2, impact: 3, requester: id })).number
    for (const page of [agent, manager]) {
      await page.goto(`/tickets/${number}`)
      await settled(page)
    }
  })
  after(async () => {
    assert.deepEqual([...agent.complaints, ...manager.complaints], [])
    await chrome.close()
  })

  test("whoever answers is seen answering, and no longer once the page is gone", async () => {
    await agent.locator(".also-here", { hasText: "Also here: Chen Jianguo" }).waitFor()
    await box(manager).pressSequentially("I think")
    await agent.locator(".composer .also-here", { hasText: "Chen Jianguo is replying" }).waitFor()
    const customer = await visit(chrome.browser, { language: "en" })
    await signIn(customer, "customer", "en")
    const { requester } = await (await agent.request.get(`/api/v1/records/${number}`)).json()
    if (requester.login === "customer") {
      await customer.goto(`/tickets/${number}`)
      await customer.locator(".also-here", { hasText: "Chen Jianguo is replying" }).first().waitFor()
      assert.equal(await customer.locator(".here-viewing, .here-noting").count(), 0, "who looks on is the desk's own affair")
    }
    await customer.context().close()
    await manager.goto("/desk")
    await agent.locator(".here-replying").first().waitFor({ state: "detached" })
    await manager.goto(`/tickets/${number}`)
    await settled(manager)
  })

  test("what was said meanwhile is shown before the second answer goes out", async () => {
    await box(agent).fill("Please restart it.")
    await box(manager).fill("Please do not restart it.")
    await manager.locator(".composer").getByRole("button", { name: "Send" }).click()
    await agent.locator(".composer [role=alert]", { hasText: "Chen Jianguo has written while you were writing" }).waitFor()
    await agent.locator(".composer .version", { hasText: "Please do not restart it." }).waitFor()
    assert.deepEqual(await seriousFindings(agent), [])
    await agent.getByRole("button", { name: "Read", exact: true }).click()
    await agent.locator(".composer [role=alert]").waitFor({ state: "detached" })
    await box(agent).fill("I agree.")
    await agent.locator(".composer").getByRole("button", { name: "Send reply" }).click()
    await agent.locator(".message", { hasText: "I agree." }).waitFor()
  })

  test("two who change the same field: the second sees both, and chooses", async () => {
    for (const page of [agent, manager]) await page.getByRole("button", { name: "Edit", exact: true }).click()
    await agent.locator(".ant-modal #subject").fill("The agent's subject")
    await manager.locator(".ant-modal #subject").fill("The manager's subject")
    await manager.locator(".ant-modal #serial_number").fill("SN-1")
    await agent.locator(".ant-modal-footer .ant-btn-primary").click()
    await agent.locator(".ant-modal").waitFor({ state: "detached" })
    const clash = manager.locator(".ant-modal .clash")
    await clash.waitFor()
    await manager.getByText("Zhou Min has changed this meanwhile").waitFor()
    assert.deepEqual(await clash.locator(".version").allTextContents(), ["The manager's subject", "The agent's subject"])
    assert.ok(await manager.locator(".ant-modal-footer .ant-btn-primary").isDisabled(), "it is chosen first")
    assert.deepEqual(await seriousFindings(manager), [])
    await manager.setViewportSize(phone)
    assert.equal(await overflow(manager), 0)
    await manager.setViewportSize(wide)
    await clash.getByText("Theirs").click()
    await manager.locator(".ant-modal-footer .ant-btn-primary").click()
    await manager.locator(".ant-modal").waitFor({ state: "detached" })
    const record = await (await agent.request.get(`/api/v1/records/${number}`)).json()
    assert.deepEqual([record.title, record.serial_number], ["The agent's subject", "SN-1"], "what only one changed stands too")
  })

  test("a canned reply is found and put in by keyboard alone, filled for the requester", async () => {
    await agent.goto(`/tickets/${number}`)
    await settled(agent)
    await box(agent).focus()
    await agent.keyboard.press("/")
    const find = agent.getByRole("combobox", { name: "Find by name" })
    await find.waitFor()
    await agent.keyboard.type("received")
    await agent.locator(".canned-list [aria-selected=true]", { hasText: "/received" }).waitFor()
    assert.deepEqual(await seriousFindings(agent), [])
    await agent.keyboard.press("Enter")
    await agent.waitForFunction((number) => {
      const { value } = document.querySelector(".composer textarea")
      return value.includes(number) && value.includes(`${location.origin}/tickets/${number}`) && !value.includes("{{")
    }, number)
    await agent.waitForFunction(() => document.activeElement?.matches(".composer textarea"))
    await box(agent).fill("")
  })

  test("canned replies are written, changed and removed, in both languages and widths", async () => {
    for (const [language, viewport] of [["en", wide], ["zh", phone]]) {
      const page = await visit(chrome.browser, { language, viewport })
      await signIn(page, "tech1", language)
      await page.goto("/canned-replies")
      await settled(page)
      assert.equal(await overflow(page), 0)
      assert.deepEqual(await seriousFindings(page), [])
      const name = `Own ${Date.now()}`
      await page.locator(".filters .ant-btn-primary").click()
      await page.locator(".ant-modal #name").fill(name)
      await page.locator(".ant-modal #body").fill("{{requestor}}")
      await page.locator(".ant-modal-footer .ant-btn-primary").click()
      await page.locator(".ant-form-item-explain-error", { hasText: "{{requester}}" }).waitFor()
      await page.locator(".ant-modal #body").fill("")
      await page.locator(".canned-placeholders button", { hasText: "{{requester}}" }).click()
      assert.equal(await page.locator(".ant-modal #body").inputValue(), "{{requester}}")
      assert.deepEqual(await seriousFindings(page), [])
      await page.locator(".ant-modal-footer .ant-btn-primary").click()
      const row = page.locator("tr", { hasText: name })
      await row.waitFor()
      await row.getByRole("button").last().click()
      await page.locator(".ant-popconfirm .ant-btn-primary").click()
      await row.waitFor({ state: "detached" })
      assert.deepEqual(page.complaints, [])
      await page.context().close()
    }
  })

  test("a hostile file stays inert, however it is opened", async () => {
    const page = await visit(chrome.browser, { language: "en" })
    await signIn(page, "agent", "en")
    await page.goto(`/tickets/${number}`)
    await settled(page)
    const urls = await page.evaluate(async (number) => {
      const evil = { "page.html": "<!doctype html><script>document.title='owned';fetch('/api/v1/me')</script>", "drawing.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='owned'"/>` }
      const urls = []
      for (const [name, content] of Object.entries(evil)) {
        const form = new FormData()
        form.append("file", new File([content], name, { type: "image/png" }))
        const answer = await fetch(`/api/v1/records/${number}/attachments`, { method: "POST", body: form })
        urls.push((await answer.json()).url)
      }
      return urls
    }, number)
    let asked = 0
    page.on("request", (request) => { if (request.url().endsWith("/api/v1/me")) asked++ })
    for (const url of urls) {
      const answer = await page.goto(`${url}?preview=1`)
      assert.match(answer.headers()["content-type"], /^text\/plain/)
      assert.match(answer.headers()["content-security-policy"], /sandbox/)
      assert.notEqual(await page.title(), "owned")
    }
    assert.equal(asked, 0)
    await page.context().close()
  })
})
