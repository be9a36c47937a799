// Forms: designed without a deploy, filled in on a phone, kept by old tickets, and silent about what is hidden.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { choose, overflow, phone, seriousFindings, settled, signIn, small, speak, startBrowser, visit, wide } from "./browser.mjs"

let chromium
before(async () => {
  chromium = await startBrowser()
})
after(() => chromium.close())

describe("forms", () => {
  const stamp = Date.now()
  const name = `E2E form ${stamp}`
  const service = `E2E service ${stamp}`
  let admin
  let rita
  let ticket
  const button = (page, words) => page.getByRole("button", { name: new RegExp(`^(loading )?${words.replaceAll(/[.?]/g, "\\$&")}$`) })
  const side = (words) => admin.getByRole("region", { name: words })
  const pick = async (page, box, typed, words) => {
    await box.fill(typed)
    await page.locator(".ant-select-dropdown:visible .option", { hasText: words }).first().click()
  }
  before(async () => {
    admin = await visit(chromium.browser, { language: "en" })
    await signIn(admin, "admin", "en")
    rita = await visit(chromium.browser, { language: "en", viewport: small })
    await signIn(rita, "xia.yu", "en")
  })
  after(async () => {
    assert.deepEqual([...admin.complaints, ...rita.complaints], [])
    await admin.request.patch(`/api/v1/forms/${await formID()}`, { data: { enabled: false } })
    await Promise.all([admin, rita].map((page) => page.context().close()))
  })
  const formID = async () => (await (await admin.request.get(`/api/v1/forms?q=${encodeURIComponent(name)}`)).json()).items[0].id

  test("the demo's are listed with who uses them and how many were filled in", async () => {
    await admin.goto("/admin/forms")
    const row = admin.locator("tr", { hasText: "pc-setup" })
    for (const words of ["Workplace computer", "Version 1", "PC set-up"]) await row.getByText(words, { exact: true }).waitFor()
    assert.deepEqual(await seriousFindings(admin), [])
  })

  test("a form is made; a field is added, its condition checked as it is typed, and seen beside it", async () => {
    await button(admin, "New form").click()
    await admin.locator(".ant-modal #name").fill(name)
    await admin.locator(".ant-modal #code").fill(`e2e-${stamp}`)
    await admin.locator(".ant-modal-footer .ant-btn-primary").click()
    await admin.locator(".form-designer h2", { hasText: name }).waitFor()
    await side("Preview").getByLabel("What is needed").waitFor()

    await button(admin, "Add a field to Details").click()
    await admin.getByRole("menuitem", { name: "Choice", exact: true }).click()
    await admin.locator("#field-en").fill("Colour")
    await admin.locator("#field-id").fill("colour")
    await admin.locator("#field-id").press("Enter")
    await admin.getByLabel("Option 1 in English").fill("Red")
    await admin.getByLabel("Id of option 1").fill("red")
    await button(admin, "Add an option").click()
    await admin.getByLabel("Option 2 in English").fill("Blue")
    await admin.getByLabel("Id of option 2").fill("blue")

    await button(admin, "Add a field to Details").click()
    await admin.getByRole("menuitem", { name: "Amount", exact: true }).click()
    await admin.locator("#field-en").fill("Price of the red one")
    await admin.locator("#field-when").fill('form.color == "red"')
    await admin.locator(".ant-form-item", { has: admin.locator("#field-when") }).getByText("has no field").waitFor()
    assert.equal(await button(admin, "Publish").isDisabled(), true)
    await admin.locator("#field-when").fill("")
    await admin.locator(".condition-words summary").last().click()
    await button(admin, 'Use form.colour == "red"').last().click()
    await admin.locator("#field-when").and(admin.getByText('form.colour == "red"')).waitFor()
    const preview = side("Preview")
    await preview.getByLabel("Price of the red one").waitFor({ state: "detached" })
    await choose(admin, preview.getByRole("combobox", { name: "Colour" }), "Red")
    await preview.getByLabel("Price of the red one").waitFor()
    assert.deepEqual(await seriousFindings(admin), [])
  })

  test("the desk gets a field of its own, of which the requester knows nothing", async () => {
    await button(admin, "Add a field to Details").click()
    await admin.getByRole("menuitem", { name: "Text", exact: true }).click()
    await admin.locator("#field-en").fill("Shelf number")
    await admin.locator("#field-id").fill("shelf")
    await admin.locator("#field-id").press("Enter")
    await choose(admin, admin.getByRole("combobox", { name: "Right of: Requester" }), "hidden")
    await choose(admin, admin.getByRole("combobox", { name: "Right of: Everybody else" }), "hidden")
    await choose(admin, admin.getByRole("combobox", { name: "Right of: Service desk" }), "fill in")
    const preview = side("Preview")
    await preview.getByLabel("Shelf number").waitFor({ state: "detached" })
    await choose(admin, preview.getByRole("combobox", { name: "As seen by" }), "Service desk")
    await preview.getByLabel("Shelf number").waitFor()
  })

  test("fields change places by their arrows; what is saved is published as version 1", async () => {
    const order = () => admin.locator(".form-section-card .template-step .mono.small").allTextContents()
    await button(admin, "Move Shelf number up").click()
    assert.deepEqual(await order(), ["text1", "colour", "shelf", "money1"])
    await side("Check").getByText("Nothing is wrong with it.").waitFor()
    await button(admin, "Publish").click()
    await admin.getByText("Version 1 is what people fill in from now on").waitFor()
    await side("Published versions").getByText("0 open records, 0 ended").waitFor()
    assert.equal(await overflow(admin), 0)
  })

  test("a service asks for it", async () => {
    await admin.goto("/admin/services")
    await button(admin, "New entry").or(button(admin, "New")).first().click()
    await admin.locator(".ant-modal #name").fill(service)
    await admin.locator(".ant-modal #code").fill(`e2e-${stamp}`)
    await pick(admin, admin.locator(".ant-modal #form"), "E2E", name)
    await admin.locator(".ant-modal-footer .ant-btn-primary").click()
    await admin.locator("td", { hasText: service }).first().waitFor()
  })

  test("it is filled in on a phone: fields come with what is chosen, faults stand at their fields", async () => {
    await rita.goto("/raise?kind=question")
    await settled(rita)
    await rita.locator("#subject").fill(`A box ${stamp}`)
    await pick(rita, rita.locator("#service"), "E2E service", service)
    await rita.getByLabel("What is needed").waitFor()
    assert.equal(await rita.getByLabel("Shelf number").count(), 0)
    await button(rita, "Send to the service desk").click()
    await rita.locator("#form-field-text1 [role=alert]").getByText("is required").waitFor()
    assert.ok(await rita.evaluate(() => document.activeElement?.id === "form-text1"), "the first fault is where one types")
    await rita.getByLabel("What is needed").fill("A box")
    await choose(rita, rita.getByRole("combobox", { name: "Colour" }), "Red")
    await rita.getByLabel("Price of the red one").fill("12.5")
    assert.equal(await overflow(rita), 0)
    assert.deepEqual(await seriousFindings(rita), [])
    await button(rita, "Send to the service desk").click()
    await rita.waitForURL(/\/tickets\/INC-/)
    ticket = new URL(rita.url()).pathname.split("/").at(-1)
    const panel = rita.getByRole("region", { name })
    for (const words of ["A box", "Red", "12.50"]) await panel.getByText(words, { exact: true }).waitFor()
    assert.equal(await overflow(rita), 0)
  })

  test("the desk fills in its own; the requester reads nothing of it, and the timeline says who did what", async () => {
    const desk = await visit(chromium.browser, { language: "en" })
    await signIn(desk, "manager", "en")
    await desk.goto(`/tickets/${ticket}`)
    const panel = desk.getByRole("region", { name })
    await button(panel, "Fill in").click()
    await panel.getByLabel("Shelf number").fill("S-17")
    await button(panel, "Save changes").click()
    await panel.getByText("S-17", { exact: true }).waitFor()
    await desk.getByRole("tab", { name: "History" }).or(desk.getByRole("tab", { name: "Timeline" })).first().click()
    await desk.locator(".event", { hasText: "filled in the form" }).getByText("S-17").waitFor()
    assert.deepEqual(await seriousFindings(desk), [])
    assert.deepEqual(desk.complaints, [])
    await desk.context().close()
    for (const path of ["", "/timeline"]) {
      const text = await (await rita.request.get(`/api/v1/records/${ticket}${path}`)).text()
      assert.ok(!text.includes("S-17") && !text.includes("shelf"), path)
    }
  })

  test("a field that is added is asked for at once; the old ticket stays as it was", async () => {
    await admin.goto(`/admin/forms?form=${await formID()}`)
    await button(admin, "Add a field to Details").click()
    await admin.getByRole("menuitem", { name: "Yes or no", exact: true }).click()
    await admin.locator("#field-en").fill("Is it urgent?")
    await admin.getByRole("checkbox", { name: "Required" }).check()
    await button(admin, "Publish").click()
    await admin.getByText("Version 2 is what people fill in from now on").waitFor()
    await side("Published versions").getByText("1 open records, 0 ended").waitFor()
    await rita.goto("/raise?kind=question")
    await settled(rita)
    await pick(rita, rita.locator("#service"), "E2E service", service)
    await rita.getByText("Is it urgent?").waitFor()
    await rita.goto(`/tickets/${ticket}`)
    await rita.getByRole("region", { name }).getByText("12.50", { exact: true }).waitFor()
    assert.equal(await rita.getByText("Is it urgent?").count(), 0)
  })

  test("a table is a list of cards on a phone, summed up, in Chinese too", async () => {
    await rita.goto("/raise?kind=question")
    await settled(rita)
    await speak(rita, "zh")
    await pick(rita, rita.locator("#service"), "电脑", "电脑申领与安装")
    await rita.getByLabel("名称，第 1 行").fill("显示器")
    await rita.getByLabel("数量，第 1 行").fill("2")
    await rita.getByLabel("预计金额（元），第 1 行").fill("1299.5")
    await rita.getByRole("button", { name: "添加一行" }).click()
    await rita.getByLabel("名称，第 2 行").fill("键盘")
    await rita.getByLabel("预计金额（元），第 2 行").fill("100")
    await rita.getByLabel("预计金额（元），第 2 行").blur()
    await rita.locator("tfoot").getByText("1,399.50").waitFor()
    assert.equal(await overflow(rita), 0)
    await rita.locator("#subject").fill("新电脑")
    await rita.getByRole("button", { name: "提交给服务台" }).or(rita.locator("button[type=submit]")).first().click()
    await rita.getByText("第 2 行：").waitFor()
    assert.deepEqual(await seriousFindings(rita), [])
    await speak(rita, "en")
  })

  test("the designer fits a phone, in Chinese", async () => {
    const page = await visit(chromium.browser, { viewport: phone })
    await signIn(page, "admin", "zh")
    await page.goto("/admin/forms")
    await page.getByRole("link", { name: "电脑申领单" }).click()
    await page.getByRole("region", { name: "预览" }).getByText("需要的设备").waitFor()
    assert.equal(await overflow(page), 0)
    await page.getByRole("button", { name: "修改需要的设备" }).or(page.getByRole("button", { name: /需要的设备/ })).nth(2).click()
    await page.getByLabel("选项 1 中文名称").waitFor()
    assert.equal(await overflow(page), 0)
    assert.deepEqual(await seriousFindings(page), [])
    await page.setViewportSize(wide)
    assert.deepEqual(await seriousFindings(page), [])
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  })
})
