// The plan on the page: a request goes its way through a nested parallel review, with every kind of verb, live on everybody's page.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, speak, startBrowser, visit, wide } from "./browser.mjs"

let chromium, made
const pages = {}
before(async () => {
  chromium = await startBrowser()
  for (const login of ["admin", "customer", "tech1", "tech2", "manager"]) {
    pages[login] = await visit(chromium.browser, { language: "en" })
    await signIn(pages[login], login, "en")
  }
})
after(async () => {
  if (made) await call(pages.admin, "PATCH", `/plan-templates/${made}`, { enabled: false }) // nobody else is to choose it
  assert.deepEqual(Object.values(pages).flatMap((page) => page.complaints), [])
  await chromium.close()
})

/** Asks the API as whoever is signed in on the page. */
const call = (page, method, path, body) =>
  page.evaluate(async ([method, path, body]) => {
    const init = { method, headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() } }
    const answer = await fetch(`/api/v1${path}`, body ? { ...init, body: JSON.stringify(body) } : init)
    const json = await answer.json()
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`)
    return json
  }, [method, path, body])

const step = (id, kind, en, after, who, rest = {}) => ({ id, kind, name: { en, zh: `${en}中` }, after, who: who.map((name) => ({ by: "person", name })), ...rest })
const dialog = (page) => page.locator(".ant-modal:visible")
const confirm = async (page) => {
  await dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
  await dialog(page).waitFor({ state: "detached" })
}
const whole = async (page) => {
  await page.setViewportSize(phone)
  assert.equal(await overflow(page), 0)
  await page.setViewportSize(wide)
  assert.deepEqual(await seriousFindings(page), [])
}
const card = (page, name) => page.locator(".plan-card", { hasText: name })
const listed = (page, id) => page.locator(`#plan-step-${id}`)
const mine = (page) => page.locator(".plan-mine")
const other = async (page, verb) => {
  await page.getByRole("button", { name: "Other ways" }).click()
  await page.getByRole("menuitem", { name: verb }).click()
  await dialog(page).waitFor()
}
const name = async (page, field, words) => {
  const input = dialog(page).locator(`#${field}`)
  await input.fill(words)
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option-active", { hasText: words }).waitFor()
  await input.press("Enter") // by keyboard: a click may miss what still glides into its place
  await dialog(page).locator(".ant-select", { has: page.locator(`#${field}`) }).getByText(words, { exact: true }).waitFor()
  await dialog(page).locator(".ant-modal-title").click() // closes the list
  await page.locator(".ant-select-dropdown:visible").first().waitFor({ state: "detached" })
}

describe("a request for approval", () => {
  let number
  const open = async (login) => {
    await pages[login].goto(`/tickets/${number}`)
    await settled(pages[login])
    await pages[login].locator(".plan").waitFor()
  }
  before(async () => {
    const code = `e2e-${Date.now()}`
    const { id } = await call(pages.admin, "POST", "/plan-templates", { code, name: code, kind: "approval", draft: { steps: [
      { id: "start", kind: "submit", name: { en: "Submit", zh: "提交" } },
      step("head", "approval", "Head", ["start"], ["tech1", "tech2"], { completion: { mode: "all" } }),
      { id: "review", kind: "group", name: { en: "Review", zh: "会审" }, after: ["head"] },
      step("law", "approval", "Law", [], ["manager"], { in: "review" }),
      step("bank", "task", "Bank", [], ["tech1"], { in: "review" }),
      step("end", "approval", "End", ["review"], ["admin"]),
    ] } })
    made = id
    await call(pages.admin, "POST", `/plan-templates/${id}/publish`, {})
    number = (await call(pages.customer, "POST", "/approvals", { template: code, subject: `A van ${Date.now()}`, description: "With a **tow bar**", amount: 12345.5 })).number
    await open("customer")
  })

  test("its page has a header of its own, the drawing and the list; the requester sees them too", async () => {
    const page = pages.customer
    await card(page, "Head").getByText("Being decided").waitFor()
    assert.match(await page.locator(".standing").textContent(), /Running.*Request for approval.*12,345\.5/)
    assert.equal(await page.locator(".priority").count(), 0, "no priority")
    assert.equal(await page.locator(".plan-card").count(), 5)
    assert.equal(await page.locator(".plan-frame").count(), 1)
    assert.equal(await mine(page).count(), 0)
    await listed(page, "head").getByText("0 of 2 agreed; all must").waitFor()
    assert.equal(await listed(page, "head").getByText("is asked now").count(), 2)
    assert.deepEqual(await seriousFindings(page), [])
  })

  test("a rejection wants words; an approval with words comes to the requester's page by itself", async () => {
    await open("tech1")
    const page = pages.tech1
    await mine(page).getByRole("button", { name: "Reject" }).click()
    await mine(page).getByText("Say why").waitFor()
    assert.ok(await mine(page).getByRole("textbox").evaluate((area) => area === document.activeElement))
    await mine(page).getByRole("textbox").fill("Fair price")
    await mine(page).getByRole("button", { name: "Approve" }).click()
    const begun = Date.now()
    await listed(pages.customer, "head").getByText("Fair price").waitFor()
    assert.ok(Date.now() - begun < 3000, `${Date.now() - begun} ms`)
    await card(pages.customer, "Head").getByText("1 of 2").waitFor()
    await mine(page).waitFor({ state: "detached" })
    await listed(page, "head").getByRole("button", { name: "Take back" }).waitFor()
  })

  test("an adviser is asked first, then the branches open", async () => {
    await open("tech2")
    await other(pages.tech2, "Ask for an opinion")
    await name(pages.tech2, "to", "Chen Jianguo")
    await confirm(pages.tech2)
    await open("manager")
    await mine(pages.manager).getByText("the decision stays with").waitFor()
    await mine(pages.manager).getByRole("button", { name: "Against" }).waitFor()
    await mine(pages.manager).getByRole("button", { name: "In favour" }).click()
    await listed(pages.tech2, "head").getByText("advised in favour").waitFor()
    await mine(pages.tech2).getByRole("button", { name: "Approve" }).click()
    await card(pages.manager, "Law").getByText("Being decided").waitFor()
    await mine(pages.manager).getByText("This waits on you: Law").waitFor()
  })

  test("of two who answer the same wait, the later is told on the page who was faster", async () => {
    const page = pages.manager
    await page.route("**/records/*/acts", async (route) => {
      const { plan } = await call(pages.admin, "GET", `/records/${number}`)
      const { item } = plan.items.find(({ step, status }) => step === "law" && status === "open")
      await call(pages.admin, "POST", `/records/${number}/acts`, { verb: "transfer", plan_item: item, to: ["tech3"] })
      await route.continue()
    }, { times: 1 })
    const told = page.getByRole("alert").filter({ hasText: "Zheng Kai" })
    await mine(page).getByRole("button", { name: "Approve" }).click()
    await told.waitFor()
    await mine(page).waitFor({ state: "detached" })
    await listed(page, "law").getByText("handed on").waitFor()
  })

  test("returned to come straight back: the way back is drawn, the round counted, the earlier one folded", async () => {
    await mine(pages.tech1).getByText("This waits on you: Bank").waitFor()
    await other(pages.tech1, "Return")
    await dialog(pages.tech1).getByRole("radio", { name: "Head" }).check()
    await dialog(pages.tech1).getByRole("radio", { name: "Come straight back" }).check()
    await dialog(pages.tech1).locator("#comment").fill("Another account")
    await confirm(pages.tech1)
    await pages.customer.locator(".plan-edge.back").waitFor({ state: "attached" })
    await card(pages.customer, "Head").getByText("×2").waitFor()
    await listed(pages.customer, "bank").getByText("1 earlier round").click()
    await listed(pages.customer, "bank").getByText("Another account").waitFor()
    await listed(pages.customer, "bank").getByText("Comes straight back after: Head").waitFor()
  })

  test("managers add a step while it runs; refusals stand at their fields", async () => {
    await open("admin")
    const page = pages.admin
    await page.getByRole("button", { name: "Change the plan" }).click()
    await page.getByRole("menuitem", { name: "Add a step" }).click()
    await dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog(page).getByText("Name it in at least one language.").waitFor()
    await dialog(page).getByText("Choose at least one person, group or role.").waitFor()
    await dialog(page).locator("#name_en").fill("Insurance")
    await name(page, "people", "Zhao Peng")
    await name(page, "after", "Review")
    await name(page, "before", "End")
    assert.deepEqual(await seriousFindings(page), [])
    await confirm(page)
    await card(pages.customer, "Insurance").getByText("To come").waitFor()
    await listed(pages.customer, "end").getByText("After: Review, Insurance").waitFor()
  })

  test("circulated, it is receipted by being opened", async () => {
    await pages.admin.getByRole("button", { name: "Circulate" }).click()
    await dialog(pages.admin).waitFor()
    await name(pages.admin, "to", "Zhou Min")
    await confirm(pages.admin)
    await pages.customer.getByText("0 of 1 have read it").waitFor()
    const agent = await visit(chromium.browser, { language: "en" })
    await signIn(agent, "agent", "en")
    await agent.goto(`/tickets/${number}`)
    await agent.getByText("1 of 1 have read it").waitFor()
    await agent.context().close()
  })

  test("on a phone and in Chinese: one-handed, nothing wider than the window", async () => {
    const page = pages.tech1
    await speak(page, "zh")
    await page.setViewportSize(phone)
    await open("tech1")
    const approve = page.locator(".plan-mine .plan-answer").first()
    assert.equal((await approve.textContent()).replace(/\s/g, ""), "同意")
    const { y, height } = await approve.boundingBox()
    assert.ok(y > phone.height - 150 && y + height < phone.height - 55, "at the thumb, above the navigation")
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await seriousFindings(page), [])
    await page.getByRole("tab", { name: "时间线" }).click()
    await page.locator(".event", { hasText: "退回" }).getByText("步骤“Bank中”").waitFor()
    await page.locator(".event", { hasText: "因" }).first().waitFor({ state: "detached" })
    assert.doesNotMatch(await page.locator(".story").textContent(), /\b(item|step) \S+|plan_/)
    await page.setViewportSize(wide)
    await speak(page, "en")
  })

  test("withdrawn, everybody's page says so and offers nothing more", async () => {
    await pages.customer.getByRole("button", { name: "Withdraw" }).click()
    await confirm(pages.customer)
    await pages.tech1.locator(".standing").getByText("Withdrawn").waitFor()
    await mine(pages.tech1).waitFor({ state: "detached" })
    assert.equal(await pages.customer.getByRole("button", { name: "Urge" }).count(), 0)
  })

  test("returned to its requester it gets another amount, and the timeline tells both", async () => {
    number = (await call(pages.customer, "POST", "/approvals", { template: made, subject: `A trailer ${Date.now()}`, amount: 800 })).number
    await open("tech1")
    await mine(pages.tech1).waitFor()
    await other(pages.tech1, "Return")
    await dialog(pages.tech1).locator("#comment").fill("With a cover, please")
    await confirm(pages.tech1)
    await open("customer")
    const page = pages.customer
    await mine(page).getByRole("button", { name: "Change the request" }).click()
    await dialog(page).getByLabel("Amount").fill("9000")
    await whole(page)
    await confirm(page)
    await page.locator(".standing").getByText("9,000").waitFor()
    await page.getByRole("tab", { name: "Timeline" }).click()
    await page.locator(".changes li", { hasText: "Amount" }).getByText("9000").waitFor()
    await mine(page).locator(".ant-btn-primary").click()
    await card(page, "Head").getByText("Being decided").waitFor()
  })
})
