import i18next from "i18next"

/** What the server refuses, as RFC 9457 tells it, or the connection's own failure (status 0). */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly field: string
  readonly errors: readonly { field: string; detail: string }[]

  constructor(status: number, code: string, detail: string, field = "", errors: readonly { field: string; detail: string }[] = []) {
    super(detail)
    this.name = "Problem"
    this.status = status
    this.code = code
    this.field = field
    this.errors = errors
  }
}

/** Whether a failure may be over by itself: no connection, too much at once, a server that is away. */
export const mayPass = (status: number) => status === 0 || status === 429 || status >= 500

interface Body {
  code?: string
  detail?: string
  title?: string
  field?: string
  errors?: { field: string; detail: string }[]
}

/** Reads the problem out of an answer that is not a success; answers without one get a general sentence. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Body
  const detail = body.detail || body.title || i18next.t("common.errorTitle")
  return new Problem(response.status, body.code ?? "unknown", detail, body.field, body.errors ?? [])
}

/** Any thrown thing as a Problem, so that every screen can show it. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof TypeError) return new Problem(0, "offline", i18next.t("common.offline"))
  return new Problem(0, "unknown", error instanceof Error ? error.message : i18next.t("common.errorTitle"))
}

/** What a form shows: messages at its own fields, and one sentence above for what belongs to no field of it. */
export interface FormProblem {
  fields: { name: string; errors: string[] }[]
  general: string
}

/** Sorts a problem's sentences to the fields of a form; `alias` names server fields that the form calls otherwise. */
export function formProblem(problem: Problem, names: readonly string[], alias: Record<string, string> = {}): FormProblem {
  const listed = problem.errors.length > 0 ? problem.errors : problem.field ? [{ field: problem.field, detail: problem.message }] : []
  const fields = new Map<string, string[]>()
  const rest: string[] = []
  for (const { field, detail } of listed) {
    const top = field.split(/[.[]/)[0] ?? field
    const name = alias[top] ?? top
    if (names.includes(name)) fields.set(name, [...(fields.get(name) ?? []), detail])
    else rest.push(detail)
  }
  const general = rest.length > 0 ? rest.join(" ") : fields.size > 0 ? "" : problem.message
  return { fields: [...fields].map(([name, errors]) => ({ name, errors })), general }
}
