// After closing, the requester's side rates a ticket by keyboard or mouse, changes its mind, and the desk reads it.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, startBrowser, visit, wide } from "./browser.mjs"

const words = {
  zh: { panel: "评价", send: "提交评价", four: "4 星：满意", five: "5 星：非常满意", choose: "请选择 1 至 5 星。", until: "可修改至", change: "修改评价", save: "保存修改", given: "5 星中的 4 星", final: "5 星中的 5 星", timeline: "时间线", did: "评价了服务" },
  en: { panel: "Rating", send: "Send the rating", four: "4 stars: good", five: "5 stars: excellent", choose: "Choose one to five stars.", until: "Can be changed until", change: "Change the rating", save: "Save", given: "4 of 5 stars", final: "5 of 5 stars", timeline: "Timeline", did: "rated it" },
}

let chromium
before(async () => {
  chromium = await startBrowser()
})
after(() => chromium.close())

/** Does something through the API as whoever is signed in on the page. */
const post = (page, path, body) =>
  page.evaluate(async ([path, body]) => {
    const answer = await fetch(`/api/v1${path}`, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }, body: JSON.stringify(body) })
    const json = await answer.json()
    if (!answer.ok) throw new Error(json.detail)
    return json
  }, [path, body])

for (const language of ["zh", "en"]) {
  describe(`rating (${language})`, () => {
    const w = words[language]
    let customer, tech, number
    const panel = (page) => page.locator(`section[aria-label="${w.panel}"]`)
    const open = async (page) => {
      await page.goto(`/tickets/${number}`)
      await settled(page)
    }
    before(async () => {
      customer = await visit(chromium.browser, { language })
      tech = await visit(chromium.browser, { language })
      await signIn(customer, "customer", language)
      await signIn(tech, "tech1", language)
      number = (await post(customer, "/incidents", { kind: "incident", subject: `Rated ${Date.now()}`, urgency: 2, impact: 3 })).number
    })
    after(async () => {
      assert.deepEqual([...customer.complaints, ...tech.complaints], [])
      await customer.context().close()
      await tech.context().close()
    })

    test("it is asked for once the ticket is closed, and of the requester only", async () => {
      await open(customer)
      assert.equal(await panel(customer).count(), 0)
      const act = (body) => post(tech, `/records/${number}/acts`, body)
      await act({ verb: "take" })
      await act({ verb: "resolve", resolution_code: "solved", resolution_text: "Done" })
      await post(customer, `/records/${number}/acts`, { verb: "accept" })
      await panel(customer).waitFor() // by itself: the page is live
      await open(tech)
      assert.equal(await panel(tech).count(), 0, "the desk is not asked")
    })

    test("without a star nothing is sent; the form is clean for axe and fits a phone", async () => {
      await panel(customer).getByRole("button", { name: w.send }).click()
      await panel(customer).getByRole("alert").filter({ hasText: w.choose }).waitFor()
      assert.deepEqual(await seriousFindings(customer), [])
      await customer.setViewportSize(phone)
      assert.equal(await overflow(customer), 0)
      assert.deepEqual(await seriousFindings(customer), [])
      await customer.setViewportSize(wide)
    })

    test("by keyboard: arrows choose among stars with names, then the comment, then it is sent", async () => {
      await panel(customer).getByRole("radio").first().focus()
      for (let i = 0; i < 3; i++) await customer.keyboard.press("ArrowRight")
      assert.ok(await panel(customer).getByRole("radio", { name: w.four }).isChecked())
      await customer.keyboard.press("Tab")
      await customer.keyboard.type("Friendly, but slow")
      await customer.keyboard.press("Tab")
      await customer.keyboard.press("Enter")
      await panel(customer).getByRole("img", { name: w.given }).waitFor()
      await panel(customer).getByText("Friendly, but slow").waitFor()
      await panel(customer).locator(".rating-until", { hasText: w.until }).waitFor()
      const { rating } = await (await customer.request.get(`/api/v1/records/${number}`)).json()
      assert.equal(await panel(customer).locator(".rating-until time").getAttribute("datetime"), rating.until)
      assert.equal(Date.parse(rating.until) - Date.parse(rating.rated_at), 12 * 3600_000)
    })

    test("the desk sees it without a reload, and cannot change it", async () => {
      await panel(tech).getByRole("img", { name: w.given }).waitFor()
      await panel(tech).getByText("Friendly, but slow").waitFor()
      assert.equal(await panel(tech).getByRole("button").count(), 0)
      await tech.getByRole("tab", { name: w.timeline }).click()
      await tech.locator(".event", { hasText: w.did }).waitFor()
      assert.deepEqual(await seriousFindings(tech), [])
    })

    test("by mouse it is changed within the time", async () => {
      await panel(customer).getByRole("button", { name: w.change }).click()
      assert.equal(await panel(customer).locator("textarea").inputValue(), "Friendly, but slow")
      await panel(customer).locator("label", { hasText: w.five }).click()
      await panel(customer).getByRole("button", { name: w.save }).click()
      await panel(customer).getByRole("img", { name: w.final }).waitFor()
      await panel(tech).getByRole("img", { name: w.final }).waitFor()
    })

    test("when the time is over it is shown and cannot be changed", async () => {
      // What the server answers from then on; that it does, its own tests hold.
      await customer.route(`**/api/v1/records/${number}`, async (route) => {
        const answer = await route.fetch()
        const ticket = await answer.json()
        const past = new Date(Date.now() - 1000).toISOString()
        await route.fulfill({ response: answer, json: { ...ticket, may_rate: false, rating: { ...ticket.rating, until: past } } })
      })
      await open(customer)
      await panel(customer).getByRole("img", { name: w.final }).waitFor()
      assert.equal(await panel(customer).getByRole("button").count(), 0)
      assert.equal(await panel(customer).locator(".rating-until").count(), 0)
      await customer.setViewportSize(phone)
      assert.equal(await overflow(customer), 0)
      assert.deepEqual(await seriousFindings(customer), [])
    })
  })
}
