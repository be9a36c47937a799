// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react"
import { App } from "antd"
import i18next from "i18next"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Me, Offer, Ticket } from "../../api/types"
import "../../i18n"
import { MeContext } from "../../app/me"
import { ActBar } from "./ActBar"

const me = { id: 4, login: "tech1", groups: [], roles: ["technician"], zone: "UTC", permissions: { desk: true } } as unknown as Me
const ticket = (acts: Offer[]): Ticket =>
  ({ number: "INC-000045", acts, assignee: null, group: null, impact: 3, urgency: 2, priority: 4, kind: "incident", category: null, service: null, queue: null }) as unknown as Ticket

const resolve: Offer = {
  verb: "resolve",
  fields: [{ name: "resolution_code", required: true, options: ["solved", "workaround"] }, { name: "resolution_text", required: true }],
}

// What the server answers next, and what it was sent.
let answers: Response[]
let sent: { url: string; key: string | null; body: unknown }[]

beforeEach(async () => {
  await i18next.changeLanguage("en")
  answers = []
  sent = []
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return Response.json({ rows: [] })
    sent.push({ url: request.url, key: request.headers.get("Idempotency-Key"), body: await request.json() })
    return answers.shift() ?? Response.json({}, { status: 500 })
  })
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {}, addListener: () => {}, removeListener: () => {} }))
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function draw(acts: Offer[]) {
  render(
    <App>
      <QueryClientProvider client={new QueryClient()}>
        <MeContext value={me}><ActBar ticket={ticket(acts)} /></MeContext>
      </QueryClientProvider>
    </App>,
  )
}

test("the buttons are the server's offer, and nothing else", () => {
  draw([{ verb: "take", fields: [] }, resolve, { verb: "reply", fields: [{ name: "comment", required: true }] }])
  expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual(["Take it over", "Resolve"])
})

test("nothing offered, no button", () => {
  draw([])
  expect(screen.queryAllByRole("button")).toEqual([])
})

test("an act without a question is done with one click, under a key of its own", async () => {
  answers = [Response.json(ticket([])), Response.json(ticket([]))]
  draw([{ verb: "take", fields: [] }])
  fireEvent.click(screen.getByRole("button", { name: "Take it over" }))
  await waitFor(() => expect(sent).toHaveLength(1))
  expect(sent[0]?.url).toContain("/api/v1/records/INC-000045/acts")
  expect(sent[0]?.body).toEqual({ verb: "take" })
  expect(sent[0]?.key).toBeTruthy()
})

test("a refusal stands at its field, and the second try is the same intent", async () => {
  const refusal = { code: "invalid", detail: "Say how it was solved.", field: "resolution_text", errors: [{ field: "resolution_text", detail: "Say how it was solved." }] }
  answers = [Response.json(refusal, { status: 422 }), Response.json(ticket([]))]
  draw([resolve])
  fireEvent.click(screen.getByRole("button", { name: "Resolve" }))
  const dialog = await screen.findByRole("dialog")
  fireEvent.change(within(dialog).getByLabelText("Solution"), { target: { value: "x" } })
  fireEvent.click(within(dialog).getByRole("button", { name: "Resolve" }))
  await within(dialog).findByText("Say how it was solved.")
  fireEvent.change(within(dialog).getByLabelText("Solution"), { target: { value: "Replaced the cable" } })
  fireEvent.click(within(dialog).getByRole("button", { name: "Resolve" }))
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent[1]?.body).toEqual({ verb: "resolve", resolution_code: "solved", resolution_text: "Replaced the cable" })
  expect(sent[1]?.key).toBe(sent[0]?.key)
})
