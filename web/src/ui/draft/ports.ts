import { http } from "../../api/client"
import { asProblem, mayPass } from "../../api/problem"
import type { Draft } from "../../api/types"
import { pendingOf } from "../pending"
import { uploadToDraft } from "./files"
import { dropFile, keptFiles } from "./keptFiles"
import { dropLocal, type DraftKind, keepLocal, localCopies } from "./model"
import type { Ports } from "./saver"

const draft = (id: string) => ({ path: { draft: id } })

const save: Ports["save"] = async (id, revision, body) => {
  const { data } = await http.PUT("/api/v1/drafts/{draft}", { params: { ...draft(id), ...(revision > 0 ? { header: { "If-Match": `"${revision}"` } } : {}) }, body })
  return data as Draft
}

export const readDraft = async (id: string) => (await http.GET("/api/v1/drafts/{draft}", { params: draft(id) })).data as Draft

/** The draft of this kind about a record, with what it holds. */
export async function findDraft(kind: DraftKind, number: string): Promise<Draft | undefined> {
  const { data } = await http.GET("/api/v1/drafts", { params: { query: { kind, number } } })
  const [first] = data?.items ?? []
  return first ? await readDraft(first.id) : undefined
}

/** The server and this browser, for one person's drafts. */
export const portsFor = (login: string, sessionEnded: () => void): Ports => ({
  save,
  read: readDraft,
  find: findDraft,
  discard: async (id) => {
    await http.DELETE("/api/v1/drafts/{draft}", { params: draft(id) })
  },
  keep: (copy) => keepLocal(login, copy),
  drop: (id) => dropLocal(login, id),
  wait: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
  sessionEnded,
})

/** Sends the files that this browser could not send before. One whose draft is gone has nothing to hang on. */
async function sendKeptFiles(login: string) {
  for (const { uuid, draft, name, file } of await keptFiles(login)) {
    try {
      await uploadToDraft(draft, pendingOf(uuid, name, file), () => undefined)
      await dropFile(uuid)
    } catch (error) {
      const { status } = asProblem(error)
      if (status === 401 || mayPass(status)) return // not now
      if (!localCopies(login).some(({ id }) => id === draft)) await dropFile(uuid)
    }
  }
}

/** Sends what this browser could not send before, of pages that are not open now. What meets other words stays here until its page is opened. */
export async function sendLocalCopies(login: string) {
  for (const { id, kind, number, subject, payload, base } of localCopies(login)) {
    try {
      await save(id, base, { kind, number, subject, payload })
      const now = localCopies(login).find((copy) => copy.id === id)
      if (now && JSON.stringify(now.payload) === JSON.stringify(payload)) dropLocal(login, id)
    } catch (error) {
      const { status } = asProblem(error)
      if (status === 0 || status === 401) return // not now
    }
  }
  await sendKeptFiles(login)
}
