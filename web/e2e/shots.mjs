// Pictures of every page in both languages and widths, to be looked at: npm run shots [folder] [name …]
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { phone, settled, signIn, startBrowser, visit, wide } from "./browser.mjs"

const [folder = "/tmp/steward-shots", ...only] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const { browser, close } = await startBrowser()

/** The number of the first ticket that the list answers. */
async function ticketOf(page, query) {
  const { items } = await (await page.request.get(`/api/v1/incidents?limit=1&${query}`)).json()
  return items[0]?.number
}

/** The number of the first document that the list answers. */
async function documentOf(page, query) {
  const { items } = await (await page.request.get(`/api/v1/documents?limit=1&${query}`)).json()
  return items[0]?.number
}

const tours = [
  { login: undefined, pages: [["sign-in", "/sign-in"], ["forgot", "/forgot"], ["password", "/password?token=x"]] },
  {
    login: "customer",
    pages: [
      ["portal", "/portal"], ["raise", "/raise?kind=incident"], ["my-tickets", "/my-tickets"], ["portal-ticket-resolved", (page) => ticketOf(page, "state=resolved&requester=me")],
      ["portal-ticket-open", (page) => ticketOf(page, "open=true&requester=me")], ["profile", "/profile"],
    ],
  },
  {
    login: "tech1",
    pages: [
      ["desk", "/desk?view=open"], ["desk-mine", "/desk"], ["desk-empty", "/desk?view=open&q=zzzz"], ["ticket-active", (page) => ticketOf(page, "state=active&assignee=me")],
      ["ticket-new", (page) => ticketOf(page, "state=new")], ["ticket-hold", (page) => ticketOf(page, "state=on_hold")], ["ticket-closed", (page) => ticketOf(page, "state=closed")],
      ["desk-raise", "/raise"], ["work", "/work"], ["approvals", "/approvals"], ["approval-new", "/approvals/new?template=purchase"], ["documents", "/documents?part=all"], ["document-new", "/documents/new?type=purchase"], ["document", (page) => documentOf(page, "mine=true")], ["notices", "/notices"], ["units", "/units"], ["unit", "/units?unit=2"],
      ["time", "/time?period=all"], ["time-person", "/time?by=person&period=dates&from=2020-01-01"], ["ticket-gone", "/tickets/INC-999999"], ["mail", "/mail"], ["mail-one", "/mail?mail=2"],
    ],
  },
  {
    login: "admin",
    pages: [
      ["document-types", "/admin/documents"], ["document-circulating", (page) => documentOf(page, "status=circulating")], ["users", "/users"], ["admin-matrix", "/admin/matrix"], ["admin-settings", "/admin/settings"], ["calendars", "/admin/calendars"], ["calendar", "/admin/calendars?calendar=2"], ["admin-queues", "/admin/queues"], ["forms", "/admin/forms"], ["form", "/admin/forms?form=1"], ["admin-groups", "/admin/groups"],
      ["admin-places", "/admin/places"], ["admin-mail", "/admin/mail"], ["audit", "/audit"], ["not-found", "/nowhere"],
    ],
  },
]

for (const { login, pages } of tours) {
  const wanted = pages.filter(([name]) => only.length === 0 || only.includes(name))
  if (wanted.length === 0) continue
  for (const language of ["zh", "en"]) {
    for (const viewport of [wide, phone]) {
      const page = await visit(browser, { language, viewport })
      if (login) await signIn(page, login, language)
      for (const [name, where] of wanted) {
        const found = typeof where === "string" ? where : await where(page).then((number) => number && `/tickets/${number}`)
        if (!found) {
          console.log(`${name}: nothing to show`)
          continue
        }
        await page.goto(found)
        await settled(page).catch(() => console.log(`${name}: not settled`))
        await page.screenshot({ path: join(folder, `${name}-${language}-${viewport.width}.png`), fullPage: true })
      }
      for (const complaint of page.complaints) console.log(`${login ?? "nobody"} ${language}: ${complaint}`)
      await page.context().close()
    }
  }
}
await close()
console.log(`pictures are in ${folder}`)
