// Every page, for everybody who has it, in both languages and three widths: it shows itself without complaint, axe finds
// nothing serious, and no phone scrolls sideways.
import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { overflow, phone, seriousFindings, settled, signIn, small, startBrowser, visit, wide } from "./browser.mjs"

/** The number of the first ticket that the list answers. */
const ticket = (query) => async (page) => {
  const { items } = await (await page.request.get(`/api/v1/incidents?limit=1&${query}`)).json()
  assert.ok(items[0], `the demo data has a ticket for ${query}`)
  return `/tickets/${items[0].number}`
}

const tours = [
  { login: undefined, pages: ["/sign-in", "/forgot", "/password?token=x"] },
  { login: "customer", pages: ["/portal", "/raise?kind=complaint", "/my-tickets", ticket("requester=me"), "/work", "/approvals", "/approvals/new", "/notices", "/profile"] },
  {
    login: "tech1",
    pages: ["/desk?view=open", "/desk?view=open&q=zzzz", ticket("state=on_hold"), ticket("state=closed"), ticket("q=5CG0417KX2"), "/raise", "/work", "/work?who=me&kind=approval&late=true", "/approvals", "/approvals?part=all", "/approvals/new?template=purchase", "/documents", "/documents?part=all", "/documents/new?type=purchase", "/drafts", "/notices", "/units", "/units?unit=2", "/monitor", "/reports", "/reports?of=levels&by=policy&period=all", "/time?period=all", "/time?period=dates&by=customer", "/mail", "/mail?mail=2", "/mail?state=all", "/tickets/INC-999999"],
  },
  {
    login: "admin",
    pages: ["/users", "/admin/matrix", "/admin/settings", "/admin/calendars", "/admin/calendars?calendar=1", "/admin/templates", "/admin/templates?template=2", "/admin/mail", "/admin/documents", "/admin/canned", "/admin/forms", "/admin/forms?form=1", "/admin/queues", "/admin/groups", "/admin/services", "/admin/categories", "/admin/places", "/admin/customers", "/audit"],
  },
  { login: "auditor", pages: ["/desk?view=everything", "/monitor", "/audit", ticket("state=active"), "/users", "/time?by=person&period=year"] },
]

let chromium
before(async () => {
  chromium = await startBrowser()
})
after(() => chromium.close())

const looksAt = (page, where) => async () => {
  await page().setViewportSize(wide)
  await page().goto(typeof where === "string" ? where : await where(page()))
  await settled(page())
  assert.ok(await page().title(), "a page has a title")
  assert.deepEqual(await seriousFindings(page()), [])
  assert.equal(await overflow(page()), 0, "no sideways scrolling at 1440")
  assert.equal(await page().locator(".desk-table").evaluateAll((tables) => tables.filter(({ parentElement: box }) => box.scrollWidth > box.clientWidth).length), 0, "no column of a list is cut off at 1440")
  for (const size of [phone, small]) {
    await page().setViewportSize(size)
    assert.equal(await overflow(page()), 0, `no sideways scrolling at ${size.width}`)
  }
  assert.deepEqual(await seriousFindings(page()), [], "on a phone")
  assert.deepEqual(page().complaints.splice(0), [])
}

// They change nothing, so two people look at once; a person's two languages come one after the other.
describe("pages", { concurrency: 2 }, () => {
  for (const { login, pages } of tours) {
    describe(`of ${login ?? "nobody"}`, { concurrency: 1 }, () => {
      for (const language of ["zh", "en"]) {
        describe(language, () => {
          let page
          before(async () => {
            page = await visit(chromium.browser, { language })
            if (login) await signIn(page, login, language)
          })
          after(() => page.context().close())
          for (const where of pages) test(typeof where === "string" ? where : "a ticket", looksAt(() => page, where))
        })
      }
    })
  }
})
