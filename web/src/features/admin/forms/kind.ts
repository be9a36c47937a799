import { http } from "../../../api/client"
import type { Kind } from "../versioned/model"
import { cleaned, type Draft, type Form, type Problem } from "./model"

const one = (id: string) => ({ path: { id } })

/** Forms among the things with a draft and versions. */
export const formKind: Kind<Form, Draft, Problem> = {
  noun: "forms",
  path: "/api/v1/forms",
  empty: { sections: [] },
  cleaned,
  check: (id, draft) => http.POST("/api/v1/forms/{id}/check", { params: one(id), body: draft }),
  save: (id, body) => http.PATCH("/api/v1/forms/{id}", { params: one(id), body }),
  publish: (id, revision) => http.POST("/api/v1/forms/{id}/publish", { params: one(id), body: { revision } }),
}
