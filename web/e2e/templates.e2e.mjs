// Templates of plans: drawn and edited, checked and tried as they are typed, published; deputies; the work of somebody who leaves.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { choose, overflow, phone, seriousFindings, settled, signIn, speak, startBrowser, visit, wide } from "./browser.mjs"

let chromium
before(async () => {
  chromium = await startBrowser()
})
after(() => chromium.close())

describe("templates of plans", () => {
  let page
  const name = `E2E ${Date.now()}`
  // While a button works its name begins with that of its sign.
  const button = (words) => page.getByRole("button", { name: new RegExp(`^(loading )?${words.replaceAll(/[.?]/g, "\\$&")}$`) })
  const drawn = () => page.locator(".drawn .drawn-name").allTextContents()
  const side = (words) => page.getByRole("region", { name: words })
  const pick = async (box, typed, words) => {
    await box.fill(typed)
    await page.locator(".ant-select-dropdown:visible .option", { hasText: words }).first().click()
  }
  before(async () => {
    page = await visit(chromium.browser, { language: "en" })
    await signIn(page, "admin", "en")
    await page.goto("/admin/templates")
    await settled(page)
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  })

  test("the demo's are listed with the version that holds", async () => {
    const purchase = page.locator("tr", { has: page.getByText("Purchase", { exact: true }) })
    for (const words of ["Purchase", "Requests for approval", "Version 1"]) await purchase.getByText(words, { exact: true }).waitFor()
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("a nested plan is drawn: frames around what they hold, nothing over another", async () => {
    await page.locator("a", { has: page.getByText("Purchase", { exact: true }) }).click()
    await page.locator(".drawn").first().waitFor()
    for (const step of ["Review", "Money", "Investment committee, two of three"]) assert.ok((await drawn()).includes(step), step)
    const box = async (step) => page.locator(".drawn", { has: page.getByText(step, { exact: true }) }).boundingBox()
    const [first, second] = [await box("Finance checks the budget"), await box("Investment committee, two of three")]
    assert.ok(first.x + first.width <= second.x, "what comes after stands to the right")
    await page.getByText("Nothing is wrong with it.").waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByRole("link", { name: "← All templates" }).click()
  })

  test("a template is made, begins with two steps, and gets a third that is checked as it is typed", async () => {
    await button("New template").click()
    await page.locator(".ant-modal #name").fill(name)
    await page.locator(".ant-modal #code").fill(`e2e-${Date.now()}`)
    await page.locator(".ant-modal-footer .ant-btn-primary").click()
    await page.locator(".template h2", { hasText: name }).waitFor()
    assert.deepEqual(await drawn(), ["Submit", "The requester's head"])
    await button("Approval").click()
    await page.locator("#step-en").fill("Second look")
    await page.locator("#step-when").fill("amuont > 100")
    await page.locator(".ant-form-item", { has: page.locator("#step-when") }).getByText("There is no “amuont”").or(page.getByText("There is no \"amuont\"")).first().waitFor()
    assert.equal(await button("Publish").isDisabled(), true)
    await page.getByText("What a condition may say").click()
    await button("Use amount > 5000").click()
    await page.getByText("Nothing is wrong with it.").waitFor()
    assert.deepEqual(await drawn(), ["Submit", "The requester's head", "Second look"])
  })

  test("its rule is picked by keyboard and hand; a group without anybody is said", async () => {
    await choose(page, page.getByRole("combobox", { name: "Who, Rule 1", exact: true }), "A person")
    await side("Check").getByText("Say which one.").waitFor()
    await pick(page.getByRole("combobox", { name: "Who, Rule 1: Name", exact: true }), "peng", "Peng Fei")
    await side("Check").getByText("Nothing is wrong with it.").waitFor()
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("for this requester it would be …, with the reason; the condition decides", async () => {
    const tried = side("For this requester it would be …")
    await pick(tried.getByRole("combobox", { name: "Requester" }), "deng", "Deng Wei")
    await tried.getByText("Wei Gang").waitFor()
    await tried.getByText("the requester's head", { exact: true }).waitFor()
    await tried.locator("li.off", { hasText: "Second look" }).getByText("skipped").waitFor()
    await tried.locator("#try-amount").fill("6000")
    await tried.locator("li.off").waitFor({ state: "detached" })
    await tried.getByText("named by the plan").waitFor()
  })

  test("it is published, and the next draft differs from it", async () => {
    await button("Publish").click()
    await page.getByText("Version 1 holds for whatever begins from now on").waitFor()
    await side("Published versions").getByText("0 running, 0 ended").waitFor()
    await button("Move Second look up").click()
    assert.equal(await button("Move Second look up").isEnabled(), true)
    await button("Move Second look up").click()
    assert.equal(await page.locator(".template-step b").first().textContent(), "Second look")
    await button("Remove The requester's head").click()
    await page.getByText("Not saved yet").waitFor()
    await button("Save changes").click()
    await page.locator(".calendar-head").getByText("the draft differs").waitFor()
    await button("Take into the draft").click()
    await button("Remove The requester's head").waitFor()
    await button("Save changes").click()
    await page.locator(".calendar-head").getByText("the draft differs").waitFor({ state: "detached" })
  })

  test("a step is dragged before another", async () => {
    const handle = page.locator(".template-step", { hasText: "Second look" }).locator(".template-handle")
    await handle.dragTo(page.locator(".template-step", { hasText: "Submit" }).locator(".template-step-head").first())
    await page.waitForFunction(() => document.querySelector(".template-step b")?.textContent === "Second look")
    await button("Discard").click()
    await page.waitForFunction(() => document.querySelector(".template-step b")?.textContent === "Submit")
  })

  test("on a phone and in Chinese there are the cards", async () => {
    await speak(page, "zh")
    await page.setViewportSize(phone)
    await page.locator(".template-step").first().waitFor()
    assert.equal(await page.locator(".drawing").isVisible(), false)
    await button("编辑直接上级审批").click()
    await page.locator("#step-zh").waitFor()
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByRole("checkbox", { name: "可使用" }).uncheck()
    await page.getByRole("button", { name: "保存修改" }).click()
    await page.locator(".calendar-head").getByText("停用", { exact: true }).waitFor()
    await page.setViewportSize(wide)
    await speak(page, "en")
  })
})

describe("deputies and those who leave", () => {
  let page
  const dialog = () => page.locator(".ant-modal:visible")
  before(async () => {
    page = await visit(chromium.browser, { language: "en" })
  })
  after(async () => {
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  })

  test("somebody lets a colleague act in her name, and revokes it", async () => {
    await signIn(page, "tech2", "en")
    await page.goto("/profile")
    await settled(page)
    await page.getByRole("button", { name: "Appoint a deputy" }).click()
    await dialog().getByRole("combobox", { name: "Deputy" }).fill("wang")
    await page.locator(".ant-select-dropdown:visible .option", { hasText: "Wang Lei" }).click()
    await dialog().locator("#note").fill("E2E")
    await dialog().getByRole("button", { name: "Appoint a deputy" }).click()
    const row = page.locator("tr", { hasText: "Wang Lei acts for you" }).filter({ hasText: "now" })
    await row.waitFor()
    assert.deepEqual(await seriousFindings(page), [])
    await row.getByRole("button", { name: "Revoke" }).click()
    await dialog().getByRole("button", { name: "Revoke" }).click()
    await row.waitFor({ state: "detached" })
  })

  test("an administrator sees what depends on somebody, and hands it over to the end", async () => {
    await page.context().clearCookies()
    await signIn(page, "admin", "en")
    const login = `e2e-${Date.now()}`
    const made = await page.request.post("/api/v1/users", { data: { login, name: "Leaver", name_en: "Leaver", roles: ["agent"], unit: "service-desk" } })
    assert.equal(made.status(), 201)
    for (const subject of ["One to hand over", "Another"]) {
      const raised = await page.request.post("/api/v1/incidents", { data: { kind: "incident", subject, urgency: 3, impact: 3, assignee: login } })
      assert.equal(raised.status(), 201)
    }
    await page.goto(`/users?q=${login}`)
    await settled(page)
    await page.getByRole("button", { name: "More: Leaver" }).click()
    await page.getByRole("menuitem", { name: "Hand over" }).click()
    await dialog().locator(".belongings dd").first().getByText("2", { exact: true }).waitFor()
    await dialog().getByRole("combobox", { name: "To" }).fill("zhou")
    await page.locator(".ant-select-dropdown:visible .option", { hasText: "Zhou Min" }).click()
    await dialog().getByLabel("Why").fill("Leaves the company")
    await dialog().getByRole("button", { name: "Hand over" }).click()
    await dialog().getByText("2 of 2 done, 2 moved · Finished").waitFor()
    assert.deepEqual(await seriousFindings(page), [])
  })
})
