import createFetch, { type Middleware } from "openapi-fetch"
import createClient from "openapi-react-query"
import { currentLanguage } from "../i18n"
import { problemOf } from "./problem"
import type { paths } from "./schema.gen"

const speakAndRefuse: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", currentLanguage())
    return request
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response)
  },
}

/** The API, typed by its own description; a refusal is thrown as a Problem. */
export const http = createFetch<paths>({ baseUrl: "/", fetch: (request) => globalThis.fetch(request) })
http.use(speakAndRefuse)

/** The API for components: reading with a cache, and acts. */
export const api = createClient(http)

/** A key for one intent: sent again with the same key, a request is done once. */
export const newKey = () =>
  // randomUUID exists only on https and localhost; a desk may be reached by plain http inside a company.
  globalThis.crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")
