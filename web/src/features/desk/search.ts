/** What the desk's address says: a view and filters. */
export interface DeskSearch {
  view?: string // mine, unassigned, open, everything, queue:5, group:7
  state?: string
  priority?: number
  group?: string
  assignee?: string
  q?: string
  sort?: Sort
}

export const sorts = ["-number", "number", "priority", "due", "-updated"] as const
export type Sort = (typeof sorts)[number]

export const states = ["new", "active", "on_hold", "resolved", "closed", "cancelled"] as const

const views = /^(mine|unassigned|open|everything|queue:\d+|group:\d+)$/

/** Reads an address; what is not known is left out, since addresses are typed and kept by people. */
export function readDeskSearch(search: Record<string, unknown>): DeskSearch {
  const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value).trim() || undefined : undefined)
  const view = text(search.view)
  const state = text(search.state)
  const priority = Number(search.priority)
  const sort = text(search.sort) as Sort | undefined
  const read: DeskSearch = {
    view: view && views.test(view) ? view : undefined,
    state: state && (states as readonly string[]).includes(state) ? state : undefined,
    priority: priority >= 1 && priority <= 5 && Number.isInteger(priority) ? priority : undefined,
    group: text(search.group),
    assignee: text(search.assignee),
    q: text(search.q),
    sort: sort && sorts.includes(sort) ? sort : undefined,
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

/** The query of GET /incidents. */
export interface ListQuery {
  state?: string[]
  priority?: number[]
  assignee?: string
  group?: string
  queue?: string
  q?: string
  open?: "true"
  sort?: Sort
}

/** The view that a person begins with: who handles tickets with the own ones, others with all that is open. */
export const firstView = (roles: readonly string[]) => (roles.includes("agent") || roles.includes("technician") ? "mine" : "open")

/** The list that an address means: its view narrowed by its filters. */
export function toQuery({ view = "open", state, priority, group, assignee, q, sort }: DeskSearch): ListQuery {
  const [what, id] = view.split(":")
  const query: ListQuery = {
    ...(what === "mine" ? { assignee: "me" } : {}),
    ...(what === "unassigned" ? { assignee: "none" } : {}),
    ...(what === "queue" && id ? { queue: id } : {}),
    ...(what === "group" && id ? { group: id } : {}),
    ...(what === "everything" || state ? {} : { open: "true" as const }),
    ...(state ? { state: [state] } : {}),
    ...(priority ? { priority: [priority] } : {}),
    ...(group ? { group } : {}),
    ...(assignee ? { assignee } : {}),
    ...(q ? { q } : {}),
  }
  return sort ? { ...query, sort } : query
}

/** Whether anything narrows the view. */
export const isNarrowed = ({ state, priority, group, assignee, q }: DeskSearch) => Boolean(state || priority || group || assignee || q)
