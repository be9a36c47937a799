/** A thing with a draft that is edited and versions that were published: a form, a template of plans. */
export interface Versioned<D> {
  id: number
  name: string
  name_en: string
  enabled: boolean
  revision: number
  version: number
  changed: boolean
  draft?: D
}

/** What of it is edited. */
export interface Edited<D> {
  name: string
  name_en: string
  enabled: boolean
  draft: D
}

export interface Problem {
  severity: "error" | "warning"
  text: string
}

/** What a kind of such things has of its own. */
export interface Kind<T extends Versioned<D>, D, P extends Problem> {
  noun: "forms" | "templates"
  path: string
  empty: D
  /** A draft as it is sent. */
  cleaned: (draft: D) => D
  check: (id: string, draft: D) => Promise<{ data?: { items: P[] } }>
  save: (id: string, body: Edited<D> & { revision: number }) => Promise<{ data?: T }>
  publish: (id: string, revision: number) => Promise<{ data?: T }>
}
