// The story of a ticket, as its two sides live it, in both languages: raised, taken, held, answered, resolved, accepted, closed.
// Neither side ever reloads: what the other does appears by itself.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { seriousFindings, settled, signIn, startBrowser, visit } from "./browser.mjs"

const words = {
  zh: {
    send: "提交给服务台", take: "接手", start: "开始处理", hold: "挂起", customer: "等待客户", resolve: "解决", accept: "验收通过",
    new: "新建", active: "处理中", onHold: "等待客户", resolved: "已解决", closed: "已关闭", yours: "正在等您", note: "内部备注", addNote: "添加内部备注", reply: "发送回复",
    subject: "三楼扫描仪没有反应", question: "请告诉我设备上的序列号。", answer: "序列号是 SN-4711。", secret: "怀疑是电源问题", solution: "更换了电源适配器。",
  },
  en: {
    send: "Send to the service desk", take: "Take it over", start: "Start work", hold: "Put on hold", customer: "waiting for the customer", resolve: "Resolve", accept: "Accept the solution",
    new: "New", active: "In progress", onHold: "waiting for the customer", resolved: "Resolved", closed: "Closed", yours: "This waits for you", note: "Internal note", addNote: "Add internal note", reply: "Send reply",
    subject: "The scanner on floor 3 does not answer", question: "Please tell me the serial number on the device.", answer: "It says SN-4711.", secret: "It may be the power supply", solution: "Replaced the power supply.",
  },
}

let chromium
before(async () => {
  chromium = await startBrowser()
})
after(() => chromium.close())

for (const language of ["zh", "en"]) {
  describe(`a ticket's story (${language})`, () => {
    const w = words[language]
    let customer, tech, number
    const state = (page) => page.locator(".standing .tag").first()
    const act = (page, name) => page.locator(".act-bar").getByRole("button", { name, exact: true }).click()
    const dialog = (page) => page.locator(".ant-modal:visible")
    const confirm = (page) => dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
    const shows = (locator, text) => locator.filter({ hasText: text }).first().waitFor()

    before(async () => {
      customer = await visit(chromium.browser, { language })
      tech = await visit(chromium.browser, { language })
      await signIn(customer, "customer", language)
      await signIn(tech, "tech1", language)
    })
    after(async () => {
      assert.deepEqual(customer.complaints, [])
      assert.deepEqual(tech.complaints, [])
      await customer.context().close()
      await tech.context().close()
    })

    test("the customer raises it; a double click makes one ticket", async () => {
      await customer.goto("/raise?kind=incident")
      await settled(customer)
      await customer.getByRole("button", { name: w.send }).click()
      await customer.locator(".ant-form-item-explain-error").first().waitFor() // without a subject nothing is sent
      const subject = `${w.subject} ${Date.now()}`
      await customer.locator("#subject").fill(subject)
      await customer.locator(".editor textarea").fill("**SN?** <script>document.title = 'hacked'</script>")
      let raised = 0
      customer.on("response", (response) => {
        if (response.request().method() === "POST" && response.url().endsWith("/incidents")) raised++
      })
      await customer.getByRole("button", { name: w.send }).dblclick()
      await customer.waitForURL("**/tickets/INC-*")
      await shows(state(customer), w.new)
      number = customer.url().split("/").pop()
      assert.equal(raised, 1)
      await customer.locator(".markdown strong", { hasText: "SN?" }).waitFor()
      assert.ok(!(await customer.title()).includes("hacked"))
    })

    test("a technician finds it by its number and takes it; the customer sees who works on it", async () => {
      await tech.locator("#find").fill(number.toLowerCase().replace("-000", ""))
      await tech.locator("#find").press("Enter")
      await tech.waitForURL(`**/tickets/${number}`)
      await act(tech, w.take)
      await act(tech, w.start)
      await shows(state(tech), w.active)
      await shows(state(customer), w.active)
      await customer.locator(".facts dd", { hasText: language === "zh" ? "王磊" : "Wang Lei" }).first().waitFor()
    })

    test("an internal note stays with the desk, a reply reaches the customer", async () => {
      await tech.locator(".composer-tabs").getByText(w.note).click()
      await tech.locator(".composer textarea").fill(w.secret)
      await tech.getByRole("button", { name: w.addNote }).click()
      await shows(tech.locator(".message.internal"), w.secret)
      await tech.locator(".composer-tabs .ant-segmented-item").first().click()
      await tech.locator(".composer textarea").fill(w.question)
      await tech.locator(".composer textarea").press("Control+Enter")
      await shows(customer.locator(".message.desk"), w.question)
      assert.equal(await customer.getByText(w.secret).count(), 0)
    })

    test("it is put on hold for the customer; the answer resumes it", async () => {
      await act(tech, w.hold)
      await dialog(tech).getByText(w.customer, { exact: true }).click()
      await confirm(tech)
      await shows(state(tech), w.onHold)
      await shows(customer.locator(".wait.mine"), w.yours)
      await customer.locator(".composer textarea").fill(w.answer)
      await customer.getByRole("button", { name: w.reply }).click()
      await shows(state(customer), w.active)
      await shows(state(tech), w.active)
      await shows(tech.locator(".message.customer"), w.answer)
    })

    test("it is resolved; the customer accepts and it is closed", async () => {
      await act(tech, w.resolve)
      await confirm(tech)
      await dialog(tech).locator(".ant-form-item-explain-error").first().waitFor() // a solution has words
      await dialog(tech).locator("#resolution_text").fill(w.solution)
      await confirm(tech)
      await shows(state(customer), w.resolved)
      await shows(customer.locator(".solution"), w.solution)
      await shows(customer.locator(".wait.mine"), w.yours)
      await act(customer, w.accept)
      await shows(state(customer), w.closed)
      await shows(state(tech), w.closed)
    })

    test("both pages hold to the rules of access for everybody", async () => {
      assert.deepEqual(await seriousFindings(customer), [])
      assert.deepEqual(await seriousFindings(tech), [])
    })

    test("the bell tells the technician of the answer and leads to the ticket", async () => {
      await tech.locator(".bell").click()
      await tech.locator(".bell-list .notice", { hasText: number }).first().locator("button").click()
      await tech.waitForURL(`**/tickets/${number}`)
    })
  })
}
