// The life of an official document, as people lead it in a browser: designed, written, returned, signed side by side, numbered, read, archived and revoked.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { choose, overflow, phone, seriousFindings, settled, signIn, small, startBrowser, visit, wide } from "./browser.mjs"

const year = new Date().getFullYear()
const stamp = Date.now().toString(36)
const code = `e2e-${stamp}`
const people = {
  writer: ["yu.xin", "Yu Xin", "余欣"], chief: ["xu.jing", "Xu Jing"], legal: ["he.wenjun", "He Wenjun"], quality: ["luo.min", "Luo Min"], finance: ["peng.fei", "Peng Fei", "彭飞"],
  extra: ["jiang.hao", "Jiang Hao", "蒋浩"], reader: ["du.juan", "Du Juan"],
}
const pages = {}
let chromium, admin, number

const as = async (who, { language = "en", viewport = wide } = {}) => {
  pages[who] = await visit(chromium.browser, { language, viewport })
  await signIn(pages[who], people[who][0], language)
}
// While a button works its name begins with that of its sign.
const button = (page, words) => page.getByRole("button", { name: new RegExp(`^(loading )?${words.replaceAll(/[.?]/g, "\\$&")}$`) })
const dialog = (page) => page.locator(".ant-modal:visible")
const confirm = async (page) => {
  await dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
  await dialog(page).waitFor({ state: "detached" })
}
const pick = async (page, box, words) => {
  await box.fill(words)
  await page.locator(".ant-select-dropdown:visible .ant-select-item-option-active", { hasText: words }).waitFor()
  await box.press("Enter") // a click may miss what still glides into its place
  await box.press("Tab")
  await page.locator(".ant-select-dropdown:visible").waitFor({ state: "detached" }) // else the next one finds this one's words
}
const open = async (who) => {
  await pages[who].goto(`/tickets/${number}`)
  await settled(pages[who])
  await pages[who].locator(".standing").first().waitFor()
}
const mine = (page) => page.locator(".plan-mine")
const other = async (page, verb) => {
  await page.locator(".plan-mine .ant-dropdown-trigger").click()
  await page.getByRole("menuitem", { name: verb }).click()
  await dialog(page).waitFor()
}
/** What every page must hold to: no wider than its window at every width, and nothing that axe finds. */
const whole = async (page) => {
  const was = page.viewportSize()
  for (const size of [wide, phone, small]) {
    await page.setViewportSize(size)
    assert.equal(await overflow(page), 0, `at ${size.width}`)
  }
  await page.setViewportSize(was)
  assert.deepEqual(await seriousFindings(page), [])
}

before(async () => {
  chromium = await startBrowser()
  admin = await visit(chromium.browser, { language: "en" })
  await signIn(admin, "admin", "en")
})
after(async () => {
  // Nobody else is to choose them.
  await admin.request.patch(`/api/v1/document-types/${code}`, { data: { enabled: false } })
  for (const things of ["plan-templates", "forms"]) await admin.request.patch(`/api/v1/${things}/${code}`, { data: { enabled: false } })
  assert.deepEqual([admin, ...Object.values(pages)].flatMap((page) => page.complaints), [])
  await chromium.close()
})

describe("an administrator designs a type of documents", () => {
  const make = async (words) => {
    await button(admin, words).click()
    await dialog(admin).locator("#name").fill(`文 ${stamp}`)
    await dialog(admin).locator("#code").fill(code)
  }
  const rule = async (label, who) => {
    await choose(admin, admin.getByRole("combobox", { name: `${label}, Rule 1`, exact: true }), "A person")
    await pick(admin, admin.getByRole("combobox", { name: `${label}, Rule 1: Name`, exact: true }), people[who][1])
  }
  const step = async (kind, name, group, who) => {
    await admin.locator(".add-steps").getByRole("button", { name: kind }).click()
    await admin.locator("#step-en").fill(name)
    await admin.locator("#step-zh").fill(`${name}中`)
    if (group) await choose(admin, admin.getByRole("combobox", { name: "In group" }), group)
    if (who) await rule("Who", who)
  }

  test("its form", async () => {
    await admin.goto("/admin/forms")
    await make("New form")
    await dialog(admin).locator(".ant-modal-footer .ant-btn-primary").click()
    await admin.locator(".form-designer").waitFor()
    await button(admin, "Add a field to Details").click()
    await admin.getByRole("menuitem", { name: "Amount", exact: true }).click()
    await admin.locator("#field-en").fill("Budget")
    await admin.locator("#field-zh").fill("预算")
    await admin.locator("#field-id").fill("budget")
    await admin.locator("#field-id").press("Enter")
    await button(admin, "Publish").click()
    await admin.getByText("Version 1 is what people fill in from now on").waitFor()
  })

  test("its plan, with a route of its own inside a parallel one", async () => {
    await admin.goto("/admin/templates")
    await make("New template")
    await choose(admin, dialog(admin).getByRole("combobox", { name: "For", exact: true }), "Documents")
    await dialog(admin).locator(".ant-modal-footer .ant-btn-primary").click()
    await admin.locator(".template h2").first().waitFor()
    await button(admin, "Edit The requester's head").click()
    await admin.locator("#step-en").fill("Chief")
    await rule("Who", "chief")
    await step("Group", "Countersign")
    await step("Approval", "Law", "Countersign", "legal")
    await step("Group", "Compliance", "Countersign")
    await step("Approval", "Quality", "Compliance", "quality")
    await step("Approval", "Money", "Compliance", "finance")
    await admin.getByText("Nothing is wrong with it.").waitFor()
    const at = async (name) => admin.locator(".drawn", { has: admin.getByText(name, { exact: true }) }).boundingBox()
    const [law, quality, money, frame] = [await at("Law"), await at("Quality"), await at("Money"), await at("Compliance")]
    assert.equal(quality.x, money.x, "side by side")
    assert.ok(frame.x < quality.x && Math.abs(law.y - quality.y) > 50)
    await whole(admin)
    await button(admin, "Publish").click()
    await admin.getByText("Version 1 holds for whatever begins from now on").waitFor()
  })

  test("the type itself: a pattern that cannot count is refused at its field", async () => {
    await admin.goto("/admin/documents")
    await settled(admin)
    await make("New group")
    await confirm(admin)
    await make("New type")
    await pick(admin, dialog(admin).getByRole("combobox", { name: "Group" }), `文 ${stamp}`)
    await pick(admin, dialog(admin).getByRole("combobox", { name: "Form" }), `文 ${stamp}`)
    await pick(admin, dialog(admin).getByRole("combobox", { name: "Plan", exact: true }), `文 ${stamp}`)
    await dialog(admin).getByRole("button", { name: "Circulation: Add a rule" }).click()
    await rule("Circulation", "reader")
    await dialog(admin).locator("#pattern").fill(`${stamp}〔{year}〕`)
    await dialog(admin).locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog(admin).locator(".ant-form-item", { has: admin.locator("#pattern") }).getByText("Write {year} and {seq} once each").waitFor()
    await whole(admin)
    await dialog(admin).locator("#pattern").fill(`${stamp}〔{year}〕{seq:3}号`)
    await confirm(admin)
    await admin.locator("tr", { hasText: code }).getByText("〔{year}〕{seq:3}号").waitFor()
    await whole(admin)
  })
})

describe("a document", () => {
  before(async () => {
    for (const who of ["chief", "legal"]) await as(who)
    await as("writer", { language: "zh" })
    for (const who of ["quality", "extra", "reader"]) await as(who, { language: "zh", viewport: phone })
    await as("finance", { viewport: phone })
  })

  test("is rehearsed and written by keyboard; its draft, form and all, is here again after a reload", async () => {
    const page = pages.writer
    await page.goto(`/documents/new?type=${code}`)
    await settled(page)
    const way = page.locator(".rehearsal")
    await way.locator(".way-step", { hasText: people.finance[2] }).waitFor()
    await page.getByLabel("标题").focus()
    await page.keyboard.type("关于试行的通知")
    await page.getByLabel("需求内容").fill("十台设备")
    await page.getByLabel("预算").fill("1200")
    await page.getByLabel("正文").fill("自**今日**起执行。")
    await page.locator(".draft-line", { hasText: "已保存" }).waitFor()
    await page.reload()
    await settled(page)
        assert.equal(await page.getByLabel("标题").inputValue(), "关于试行的通知")
    assert.equal(await page.getByLabel("需求内容").inputValue(), "十台设备")
    assert.match(await page.getByLabel("预算").inputValue(), /1,?200/)
    await page.locator('.rehearsal[aria-busy="false"]').waitFor() // what is out of date is dimmed
    await whole(page)
    await page.getByRole("button", { name: "提交" }).focus()
    await page.keyboard.press("Enter")
    await page.waitForURL("**/tickets/DOC-*")
    number = page.url().split("/").at(-1)
    await page.locator(".plan-card", { hasText: "Quality" }).waitFor()
    await page.locator(".standing", { hasText: "审批中" }).getByText("尚未编号").waitFor()
  })

  test("is returned with words, changed and submitted again", async () => {
    await open("chief")
    await mine(pages.chief).waitFor()
    await whole(pages.chief)
    await other(pages.chief, "Return")
    assert.ok(await dialog(pages.chief).getByRole("radio", { name: "Submit" }).isChecked(), "the only step before it")
    await dialog(pages.chief).locator("#comment").fill("Say until when")
    await confirm(pages.chief)
    const page = pages.writer
    await mine(page).waitFor() // comes by itself
    await mine(page).locator(".plan-returned", { hasText: "徐静" }).getByText("Say until when").waitFor() // nobody looks for why
    await mine(page).getByRole("button", { name: "修改申请" }).click()
    await dialog(page).locator("#subject").fill("关于试行至年底的通知")
    await confirm(page)
    await page.getByRole("heading", { name: "关于试行至年底的通知" }).waitFor()
    await page.locator(".form-panel").getByRole("button").click()
    await page.getByLabel("预算").fill("1500")
    await page.locator(".form-panel .ant-btn-primary").click()
    await page.locator(".form-panel").getByText("1,500.00").waitFor()
    await mine(page).locator(".ant-btn-primary").click()
    await mine(pages.chief).waitFor()
  })

  test("gets another signer who comes first, and opens its branches when both have approved", async () => {
    const page = pages.chief
    await other(page, "Add signers")
    await dialog(page).getByRole("radio", { name: /^Before/ }).check()
    await pick(page, dialog(page).locator("#to"), people.extra[1])
    await confirm(page)
    await open("extra") // on a phone, in Chinese
    await whole(pages.extra)
    await mine(pages.extra).getByRole("button", { name: /同\s?意/ }).click()
    await mine(page).getByRole("button", { name: "Approve" }).press("Enter")
    for (const name of ["Law", "Quality", "Money"]) await pages.writer.locator(".plan-card", { hasText: name }).getByText("审批中").waitFor()
  })

  test("is approved side by side, at a desk and on phones, and gets its number", async () => {
    for (const who of ["legal", "quality", "finance"]) {
      await open(who)
      await mine(pages[who]).waitFor()
    }
    await whole(pages.quality)
    await pages.legal.locator(".plan-answer.ant-btn-primary").press("Enter")
    for (const who of ["quality", "finance"]) {
      await pages[who].locator(".plan-answer.ant-btn-primary").click()
      await mine(pages[who]).waitFor({ state: "detached" })
    }
    await pages.writer.locator(".official-number", { hasText: `${stamp}〔${year}〕001号` }).waitFor()
    await pages.writer.locator(".standing").getByText("1 人中 0 人已阅").waitFor()
  })

  test("is read by whom it was sent, and archived by that", async () => {
    const page = pages.reader
    await page.goto("/work")
    await page.getByRole("link", { name: /份传阅给您的公文待阅/ }).press("Enter")
    await page.waitForURL("**/documents")
    await settled(page)
    await page.locator(".approval .to-read").first().waitFor()
    await whole(page)
    await page.getByRole("link", { name: "关于试行至年底的通知" }).press("Enter")
    await page.locator(".receipts").getByText("已阅", { exact: false }).first().waitFor()
    await pages.writer.locator(".standing", { hasText: "已归档" }).waitFor()
    await whole(page)
  })

  test("its archive opens as one page that asks for nothing, and it is printed as PDF", async () => {
    const page = pages.writer
    const [archived] = await Promise.all([page.context().waitForEvent("page"), page.locator(".archive-links a").first().press("Enter")])
    await archived.waitForLoadState()
    for (const words of [`${stamp}〔${year}〕001号`, "十台设备", "1,500.00", "Say until when", people.extra[2]]) assert.ok((await archived.locator("body").innerText()).includes(words), words)
    for (const size of [wide, phone, small]) {
      await archived.setViewportSize(size)
      assert.equal(await overflow(archived), 0)
    }
    await archived.close()
    const [saved] = await Promise.all([page.waitForEvent("download"), page.locator(".archive-links a").last().click()])
    assert.match(saved.suggestedFilename(), /\.html$/)
    const pdf = await page.request.get(`/api/v1/records/${number}/print?format=pdf&language=zh`)
    assert.equal((await pdf.body()).subarray(0, 5).toString(), "%PDF-")
    await whole(page)
  })

  test("its revocation is asked for with a reason, and decided by the same people", async () => {
    const page = pages.writer
    await button(page, "撤销公文").click()
    await dialog(page).locator(".ant-modal-footer .ant-btn-primary").click()
    await dialog(page).locator(".ant-form-item-explain-error").waitFor() // why?
    await dialog(page).locator("#comment").fill("已有新规定")
    await whole(page)
    await confirm(page)
    await page.locator(".standing", { hasText: "撤销审批中" }).waitFor()
    for (const who of ["chief", "legal", "quality", "finance"]) {
      await open(who)
      await pages[who].locator(".document-note", { hasText: "已有新规定" }).waitFor()
      if (who === "quality") await whole(pages[who])
      await mine(pages[who]).locator(".plan-answer.ant-btn-primary").click()
      await mine(pages[who]).waitFor({ state: "detached" })
    }
    await page.locator(".standing", { hasText: "已撤销" }).waitFor()
    await page.locator(".archives > li").nth(1).getByText("含撤销记录").waitFor()
    await page.getByText("此前的审批过程").waitFor()
    await pages.reader.goto(`/documents?part=all&q=${stamp}`)
    await pages.reader.locator(".approval", { hasText: "已撤销" }).waitFor()
  })
})
