// What else is done on a ticket: screenshots, files, work log, links, classification, details, escalation, rejection, reopening.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { settled, signIn, startBrowser, visit } from "./browser.mjs"

// A picture of 2 × 2 pixels.
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFUlEQVR4nGNk+M/wn4GBgYGJAQoAHhgCAqbA9yoAAAAASUVORK5CYII="

describe("acts on a ticket", () => {
  let chromium, customer, tech, manager, number
  const state = (page, text) => page.locator(".standing .tag", { hasText: text }).first().waitFor()
  const act = (page, name) => page.locator(".act-bar").getByRole("button", { name, exact: true }).click()
  const more = async (page, name) => {
    await page.locator(".act-bar .ant-dropdown-trigger").click()
    await page.locator(".ant-dropdown:visible").getByText(name, { exact: true }).click()
  }
  const dialog = (page) => page.locator(".ant-modal:visible")
  const confirm = (page) => dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
  const closed = (page) => dialog(page).waitFor({ state: "detached" })
  /** Pastes a picture as a screenshot tool would. */
  const paste = (field) =>
    field.evaluate((element, base64) => {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], "image.png", { type: "image/png" }))
      element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
    }, picture)
  const isShown = (image) => image.evaluate((img) => img.complete && img.naturalWidth > 0 || new Promise((done) => img.addEventListener("load", () => done(img.naturalWidth > 0))))

  before(async () => {
    chromium = await startBrowser()
    customer = await visit(chromium.browser, { language: "en" })
    tech = await visit(chromium.browser, { language: "en" })
    await signIn(customer, "customer", "en")
    await signIn(tech, "tech1", "en")
  })
  after(async () => {
    for (const page of [customer, tech, manager]) assert.deepEqual(page?.complaints ?? [], [])
    await chromium.close()
  })

  test("a ticket raised with a pasted screenshot shows it", async () => {
    await customer.goto("/raise?kind=incident")
    await settled(customer)
    await customer.locator("#subject").fill(`The screen flickers ${Date.now()}`)
    await customer.locator(".editor textarea").fill("It looks like this:")
    await paste(customer.locator(".editor textarea"))
    assert.match(await customer.locator(".editor textarea").inputValue(), /!\[screenshot-1\.png\]\(\/api\/v1\/attachments\/[0-9a-f-]{36}\)/)
    await customer.getByText("Preview", { exact: true }).click()
    assert.ok(await isShown(customer.locator(".preview img").first()))
    await customer.locator("#service").fill("mail")
    await customer.getByRole("button", { name: "Send to the service desk" }).click()
    await customer.waitForURL("**/tickets/INC-*")
    number = customer.url().split("/").pop()
    assert.ok(await isShown(customer.locator(".page .markdown img").first()), "where it was pasted")
    assert.equal(await customer.locator(".pictures img").count(), 0, "and not once more below")
  })

  test("a reply with a screenshot arrives with its picture in the text", async () => {
    await tech.goto(`/tickets/${number}`)
    await settled(tech)
    await tech.locator(".composer textarea").fill("Is it this cable?")
    await paste(tech.locator(".composer textarea"))
    await tech.getByRole("button", { name: "Send reply" }).click()
    const image = customer.locator(".message.desk .markdown img").first()
    await image.waitFor()
    assert.ok(await isShown(image))
    assert.equal(await tech.locator(".composer textarea").inputValue(), "")
  })

  test("a file of a dangerous kind is refused at its place, and the text stays", async () => {
    await tech.locator(".composer textarea").fill("See the program")
    await tech.locator(".composer input[type=file]").setInputFiles({ name: "tool.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\u0090\u0000\u0003\u0000\u0000\u0000" + "\u0000".repeat(200), "latin1") })
    await tech.getByRole("button", { name: "Send reply" }).click()
    await tech.locator(".chip.bad .chip-error").waitFor()
    assert.equal(await tech.locator(".composer textarea").inputValue(), "See the program")
    await tech.getByRole("button", { name: "Remove tool.exe" }).click()
    await tech.locator(".composer textarea").fill("")
  })

  test("what is being written survives a reload", async () => {
    await tech.locator(".composer textarea").fill("Half a sentence")
    await tech.reload()
    await settled(tech)
    await tech.waitForFunction(() => document.querySelector(".composer textarea")?.value === "Half a sentence")
    await tech.locator(".composer textarea").fill("")
  })

  test("a text file is previewed in a sandbox", async () => {
    const files = tech.locator(".ticket-side section[aria-label=Attachments]")
    await files.locator("input[type=file]").setInputFiles({ name: "log.txt", mimeType: "text/plain", buffer: Buffer.from("line 1\n<script>top.document.title='hacked'</script>") })
    await files.locator(".file-list").getByText("log.txt").click() // not the chip that stands there while it is sent
    const frame = tech.frameLocator(".preview-frame")
    await frame.locator("body", { hasText: "line 1" }).waitFor()
    assert.ok(!(await tech.title()).includes("hacked"))
    await tech.keyboard.press("Escape")
    await closed(tech)
  })

  test("impact and urgency decide the priority, shown before it is done", async () => {
    await more(tech, "Classify")
    await dialog(tech).getByText("High: Many people or a whole service").click()
    await dialog(tech).getByText("High: Work stands still").click()
    await dialog(tech).locator(".new-priority .p1").waitFor()
    await confirm(tech)
    await tech.locator(".standing .priority.p1").waitFor()
    await customer.locator(".standing .priority.p1").waitFor()
  })

  test("time is logged and summed", async () => {
    const log = tech.locator(".ticket-side section[aria-label='Work log']")
    for (const minutes of ["45", "50"]) {
      await log.getByRole("button", { name: "Log work" }).click()
      await dialog(tech).locator("#minutes").fill(minutes)
      await dialog(tech).locator("#comment").fill("Looked at the cable")
      await confirm(tech)
      await closed(tech)
    }
    await log.getByText("1:35 h in all").waitFor()
  })

  test("the time spent is summed by ticket, person and customer", async () => {
    await tech.goto("/time")
    await settled(tech)
    const line = (text) => tech.locator(".sums tbody tr", { hasText: text })
    await line(number).locator("b", { hasText: /^1:35$/ }).waitFor()
    await tech.getByText("Person", { exact: true }).first().click()
    await line("Wang Lei").locator("b", { hasText: /^\d+:\d\d$/ }).waitFor()
    assert.match(tech.url(), /by=person/)
    await tech.goto("/time?by=customer&period=dates&from=2001-01-01&to=2001-01-31")
    await tech.getByText("No time was logged in this period.").waitFor()
    await tech.goto("/time")
    await line(number).getByRole("link").click()
    await tech.waitForURL(`**/tickets/${number}`)
    await settled(tech)
  })

  test("a link is made by number and removed", async () => {
    const links = tech.locator(".ticket-side section[aria-label='Linked tickets']")
    await links.getByRole("button", { name: "Link a ticket" }).click()
    await links.locator("#to").fill("INC-999999")
    await links.getByRole("button", { name: "Link it" }).click()
    await links.locator(".ant-form-item-explain-error").waitFor()
    await links.locator("#to").fill("inc-000001")
    await links.getByRole("button", { name: "Link it" }).click()
    await links.getByText("INC-000001").waitFor()
    await links.getByRole("button", { name: "Remove the link to INC-000001" }).click()
    await links.getByText("No linked tickets.").waitFor()
  })

  test("details are edited; whoever is late sees both versions and chooses", async () => {
    const other = await tech.context().newPage()
    await other.goto(`/tickets/${number}`)
    await settled(other)
    await other.getByRole("button", { name: "Edit", exact: true }).click()
    await dialog(other).locator("#serial_number").fill("SN-4712")
    await tech.getByRole("button", { name: "Edit", exact: true }).click()
    await dialog(tech).locator("#serial_number").fill("SN-4711")
    await confirm(tech)
    await closed(tech)
    await tech.locator(".facts", { hasText: "SN-4711" }).waitFor()
    await dialog(other).locator("[role=alert]", { hasText: "has changed this meanwhile" }).waitFor()
    assert.deepEqual(await dialog(other).locator(".clash .version").allTextContents(), ["SN-4712", "SN-4711"])
    await dialog(other).getByText("Yours").click()
    await confirm(other)
    await closed(other)
    await tech.locator(".facts", { hasText: "SN-4712" }).waitFor()
    await other.close()
  })

  test("the customer escalates once; the manager has it as work and answers", async () => {
    await act(customer, "Escalate to the manager")
    await dialog(customer).locator("#comment").fill("Production stands still")
    await confirm(customer)
    await customer.locator(".tag.escalated").waitFor()
    assert.equal(await customer.locator(".act-bar").getByText("Escalate to the manager").count(), 0) // one is open
    manager = await visit(chromium.browser, { language: "en" })
    await signIn(manager, "manager", "en")
    await manager.goto("/work")
    await settled(manager)
    const row = manager.locator("tr", { hasText: number }).filter({ hasText: "an answer to the escalation" })
    await row.getByRole("link", { name: number }).click()
    await settled(manager)
    await act(manager, "Answer the escalation")
    await dialog(manager).locator("#comment").fill("A technician is on the way")
    await confirm(manager)
    await manager.locator(".tag.escalated").waitFor({ state: "detached" })
    await customer.locator(".message", { hasText: "A technician is on the way" }).waitFor()
  })

  test("a rejected solution comes back; an accepted one can be reopened", async () => {
    const resolve = async (text) => {
      await act(tech, "Resolve")
      await dialog(tech).locator("#resolution_text").fill(text)
      await confirm(tech)
      await state(tech, "Resolved")
    }
    await act(tech, "Take it over")
    await act(tech, "Start work")
    await resolve("Tightened the cable")
    await act(customer, "Not solved")
    await dialog(customer).locator("#comment").fill("It still flickers")
    await confirm(customer)
    await state(tech, "In progress")
    await resolve("Replaced the cable")
    await act(customer, "Accept the solution")
    await state(customer, "Closed")
    await act(customer, "Reopen")
    await dialog(customer).locator("#comment").fill("It flickers again")
    await confirm(customer)
    await state(tech, "In progress")
    await tech.getByRole("tab", { name: "Timeline" }).click()
    for (const line of ["raised the ticket", "rejected the solution", "accepted the solution", "reopened it", "escalated to the manager"]) {
      await tech.locator(".event", { hasText: line }).first().waitFor()
    }
  })

  test("watching is switched on", async () => {
    await tech.getByRole("button", { name: "Watch", exact: true }).click()
    await tech.getByRole("button", { name: "Watching" }).waitFor()
  })

  test("the link to Temporal leads to the workflow where a web UI is configured, else there is none", async () => {
    const { temporal } = await (await tech.request.get(`/api/v1/records/${number}`)).json()
    const link = tech.getByRole("link", { name: "Process in Temporal" })
    if (temporal?.url) assert.match(await link.getAttribute("href"), new RegExp(`/namespaces/.+/workflows/.*${number}`))
    else assert.equal(await link.count(), 0)
  })

  test("on paper there is the ticket and nothing to click", async () => {
    await tech.getByRole("tab", { name: "Conversation" }).click()
    await tech.emulateMedia({ media: "print" })
    for (const hidden of [".rail", ".topbar", ".act-bar", ".composer"]) assert.equal(await tech.locator(hidden).first().isVisible(), false, hidden)
    for (const shown of ["h1", ".message >> nth=0", ".facts >> nth=0"]) assert.equal(await tech.locator(shown).isVisible(), true, shown)
    await tech.emulateMedia({ media: null })
  })
})
