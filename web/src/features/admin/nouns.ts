import { http } from "../../api/client"
import type { Ref } from "../../api/types"

/** Any entry of the directory, with what some of them have besides. */
export interface Entry extends Ref {
  code: string
  parent_id?: number | null
  path?: Ref[] | null
  kind?: string
  queue?: Ref | null
  calendar?: Ref | null
  template?: Ref | null
  form?: Ref | null
  open_tasks?: string
  group?: Ref | null
  manager?: Ref | null
  unit?: Ref | null
  customer?: Ref | null
  open_to_desk?: boolean
  grants?: Ref[] | null
  open?: number
  open_capped?: boolean
  members_count?: number
  members?: Ref[] | null
  contacts_count?: number
}

/** What the form of an entry holds. */
export interface Fields {
  name: string
  name_en?: string
  code?: string
  parent?: number | null
  kind?: string
  queue?: number | null
  calendar?: number | null
  template?: number | null
  form?: number | null
  open_tasks?: string
  group?: number | null
  manager?: number | null
  unit?: number | null
  customer?: number | null
  open_to_desk?: boolean
  grants?: number[]
  members?: number[]
}

interface Page {
  items: Entry[] | null
  next: string
}

interface Ways {
  list: (q: string | undefined, cursor: string) => Promise<Page | undefined>
  get?: (id: number) => Promise<Entry | undefined>
  create: (body: Fields, key: string) => Promise<Entry | undefined>
  update: (id: number, body: Fields) => Promise<Entry | undefined>
  fields: (keyof Fields)[]
}

type Plain = "/api/v1/queues" | "/api/v1/groups" | "/api/v1/services" | "/api/v1/categories" | "/api/v1/places" | "/api/v1/customers"

// All these nouns have the same four addresses; what differs is their fields.
function ways(path: Plain, fields: (keyof Fields)[]): Ways {
  return {
    fields,
    list: async (q, cursor) => (await http.GET(path, { params: { query: { q, cursor } } })).data as Page | undefined,
    create: async (body, key) => (await http.POST(path, { params: { header: { "Idempotency-Key": key } }, body } as never)).data as Entry | undefined,
    update: async (id, body) => (await http.PATCH(`${path}/{id}` as "/api/v1/queues/{id}", { params: { path: { id: String(id) } }, body })).data as Entry | undefined,
  }
}

const groups = ways("/api/v1/groups", ["unit", "manager", "members"])

// The members of a group have an address of their own.
async function withMembers(saved: Entry | undefined, members: number[] | undefined): Promise<Entry | undefined> {
  if (!saved || !members) return saved
  return (await http.PUT("/api/v1/groups/{id}/members", { params: { path: { id: String(saved.id) } }, body: { users: members } })).data
}

/** How the sections of simple entries are read and written. */
export const nouns = {
  queues: ways("/api/v1/queues", ["group", "open_to_desk", "grants"]),
  groups: {
    ...groups,
    get: async (id) => (await http.GET("/api/v1/groups/{id}", { params: { path: { id: String(id) } } })).data,
    create: async ({ members, ...body }, key) => withMembers(await groups.create(body, key), members),
    update: async (id, { members, ...body }) => withMembers(await groups.update(id, body), members),
  },
  services: ways("/api/v1/services", ["queue", "calendar", "form", "template", "open_tasks"]),
  categories: ways("/api/v1/categories", ["parent"]),
  places: ways("/api/v1/places", ["parent", "kind", "customer"]),
  customers: ways("/api/v1/customers", []),
} satisfies Record<string, Ways>

export type Noun = keyof typeof nouns
export const waysOf = (noun: Noun): Ways => nouns[noun]
