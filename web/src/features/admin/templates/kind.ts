import { http } from "../../../api/client"
import type { Kind } from "../versioned/model"
import { cleaned, type Draft, type Problem, type Template } from "./model"

const one = (id: string) => ({ path: { id } })

/** Templates of plans among the things with a draft and versions. */
export const templateKind: Kind<Template, Draft, Problem> = {
  noun: "templates",
  path: "/api/v1/plan-templates",
  empty: { steps: [] },
  cleaned,
  check: (id, draft) => http.POST("/api/v1/plan-templates/{id}/check", { params: one(id), body: draft }),
  save: (id, body) => http.PATCH("/api/v1/plan-templates/{id}", { params: one(id), body }),
  publish: (id, revision) => http.POST("/api/v1/plan-templates/{id}/publish", { params: one(id), body: { revision } }),
}
