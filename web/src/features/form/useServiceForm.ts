import { useQueryClient } from "@tanstack/react-query"
import { api, http } from "../../api/client"
import type { ByForm } from "./model"
import { type Filling, keptOf, useFilling } from "./useFilling"

/** The form that a service asks for, to be filled in before a ticket is raised; requester is for whom the desk fills it in, forms and keep where what is touched is kept. */
export function useServiceForm(service: number | null | undefined, requester: number | undefined, forms: ByForm | undefined, keep: (forms: ByForm) => void): Filling & { id: number | undefined; renew: () => Promise<unknown> } {
  const client = useQueryClient()
  const chosen = api.useQuery("get", "/api/v1/services/{id}", { params: { path: { id: String(service ?? 0) } } }, { enabled: Boolean(service) })
  const id = service ? chosen.data?.form?.id : undefined
  const path = { id: String(id ?? 0) }
  const key = ["blank-form", id, requester]
  const blank = api.useQuery("get", "/api/v1/forms/{id}/blank", { params: { path } }, { enabled: Boolean(id) && !requester, staleTime: 0 })
  const others = api.useQuery("post", "/api/v1/forms/{id}/blank", { params: { path }, body: { values: {}, requester: requester ?? null } }, { enabled: Boolean(id) && Boolean(requester), staleTime: 0 })
  const filling = useFilling({
    id: JSON.stringify(key),
    view: id ? (requester ? others.data : blank.data) : undefined,
    look: async (values) => (await http.POST("/api/v1/forms/{id}/blank", { params: { path }, body: { values, ...(requester ? { requester } : {}) } })).data,
    kept: keptOf(id, forms, keep),
  })
  // A form may have been published anew since it was read.
  const renew = () => client.invalidateQueries({ predicate: ({ queryKey: [, of] }) => of === "/api/v1/forms/{id}/blank" })
  return { ...filling, id, renew }
}
