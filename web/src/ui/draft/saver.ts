import type { Draft } from "../../api/types"
import { asProblem, mayPass, type Problem } from "../../api/problem"
import { canonical, type DraftKind, type LocalCopy, type Payload } from "./model"

/** What a draft stands on: the server, this browser, and time; tests bring their own. */
export interface Ports {
  save: (id: string, revision: number, body: { kind: DraftKind; number: string; subject: string; payload: Payload }) => Promise<Draft>
  read: (id: string) => Promise<Draft>
  find: (kind: DraftKind, number: string) => Promise<Draft | undefined>
  discard: (id: string) => Promise<void>
  keep: (copy: LocalCopy) => void
  drop: (id: string) => void
  wait: (ms: number, then: () => void) => () => void
  sessionEnded: () => void
}

/** none: nothing is written. kept: in this browser until the server can be reached. refused: likewise, and the server says why. */
export type Status = "none" | "saving" | "saved" | "kept" | "refused" | "conflict"

export interface View {
  id: string
  payload: Payload
  status: Status
  files: Draft["files"]
  theirs: Draft | undefined // in conflict: what another window wrote
  why: string // refused: the server's words
  turns: number // how often what is written was replaced from outside: forms fill themselves anew
}

const idle = 700 // after the last key
const longest = 2_500 // while somebody types on
const firstRetry = 4_000
const lastRetry = 60_000

/** Saves one draft as it is typed, and loses nothing: not to a lost connection, an ended session, a killed browser, or another window. */
export class DraftSaver {
  view: View
  private known = { revision: 0, text: "" } // as the server has it
  private subject = ""
  private written = false
  private running: Promise<void> | undefined
  private cancel = () => {}
  private since = 0 // when the first unsaved key was typed
  private retry = firstRetry
  private ended = false
  private life = 0 // counts what was sent or discarded: an answer to what came before is none any more
  private readonly listeners = new Set<() => void>()
  private readonly ports: Ports
  private readonly kind: DraftKind
  private readonly number: string
  private readonly empty: Payload

  constructor(ports: Ports, about: { id: string; kind: DraftKind; number: string; empty: Payload }) {
    this.ports = ports
    this.kind = about.kind
    this.number = about.number
    this.empty = about.empty
    this.view = { id: about.id, payload: about.empty, status: "none", files: [], theirs: undefined, why: "", turns: 0 }
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  snapshot = () => this.view

  private show(part: Partial<View>) {
    this.view = { ...this.view, ...part }
    for (const listener of this.listeners) listener()
  }

  /** Begins with what the server has and what this browser could not send. */
  open(found: Draft | undefined, local: LocalCopy | undefined) {
    if (!local || (found && canonical(local.payload) === canonical(found.payload))) {
      if (local) this.ports.drop(local.id)
      if (found) this.adopt(found)
      return
    }
    this.subject = local.subject
    this.written = true
    if (found && local.id !== found.id) this.ports.drop(local.id)
    this.show({ id: found?.id ?? local.id, payload: local.payload, files: found?.files ?? [], status: "kept", turns: this.view.turns + 1 })
    this.keep(found ? local.base : 0) // what was sent or discarded elsewhere is begun anew with these words
    if (found && (local.base !== found.revision || local.id !== found.id)) this.conflict(found)
    else {
      if (found) this.knows(found)
      this.schedule(0)
    }
  }

  /** Somebody typed. */
  change(payload: Payload, subject: string, written: boolean) {
    this.subject = subject
    this.written = written
    this.show({ payload })
    if (this.clean()) return
    this.keep(this.known.revision)
    if (this.view.status === "conflict") return
    if (this.view.status === "saved" || this.view.status === "none") this.show({ status: "saving" })
    this.since ||= Date.now()
    this.schedule(Math.max(0, Math.min(idle, longest - (Date.now() - this.since))))
  }

  /** Saves now what is not saved yet; answers whether the server has everything. */
  async flush(): Promise<boolean> {
    this.cancel()
    while (!this.clean() && this.view.status !== "conflict") {
      await this.run()
      if (this.view.status === "kept" || this.view.status === "refused") return false
    }
    return this.view.status !== "conflict"
  }

  /** Lets the server have a draft, for the files that are to hang on it. */
  async ensure(): Promise<boolean> {
    if (this.known.revision > 0 && this.view.status !== "conflict") return true
    this.written = true
    this.known.text = "" // also of an empty one
    return await this.flush()
  }

  /** Another window saved the draft (0: its files changed, or it is gone). */
  async hear(revision: number) {
    await this.running
    if (this.ended || this.view.status === "conflict" || (revision !== 0 && revision <= this.known.revision)) return
    if (this.known.revision === 0) return
    try {
      const found = await this.ports.read(this.view.id)
      if (this.ended || this.running) return // what is being saved meanwhile finds out by itself
      if (found.revision === this.known.revision) this.show({ files: found.files })
      else if (this.clean()) this.adopt(found)
      else if (canonical(found.payload) !== canonical(this.view.payload)) this.conflict(found)
      else this.knows(found)
    } catch (error) {
      if (asProblem(error).status === 404) this.gone()
    }
  }

  /** In conflict: goes on with one's own words, or with those of the other window. */
  choose(whose: "mine" | "theirs") {
    const { theirs } = this.view
    if (!theirs) return
    if (whose === "theirs") {
      this.ports.drop(this.view.id)
      this.adopt(theirs)
      return
    }
    this.ports.drop(this.view.id)
    this.knows(theirs)
    this.show({ id: theirs.id, files: theirs.files, theirs: undefined, status: "saving" })
    this.keep(theirs.revision)
    this.schedule(0)
  }

  /** What was written has been sent: begins anew. */
  sent() {
    this.cancel()
    this.ports.drop(this.view.id)
    this.reset()
  }

  /** Throws away what was written. */
  async discard() {
    this.cancel()
    await this.running
    const { id } = this.view
    const saved = this.known.revision > 0
    this.sent()
    if (saved) await this.ports.discard(id)
  }

  /** Tries again what could not be saved. */
  again() {
    if (this.view.status === "kept") this.schedule(0)
  }

  /** The page goes: what is not saved yet is saved, or stays in this browser. */
  end() {
    void this.flush()
    this.ended = true
    this.cancel()
  }

  private clean() {
    if (this.known.text === canonical(this.view.payload)) return true
    return this.known.revision === 0 && !this.written
  }

  private knows(draft: Draft) {
    this.known = { revision: draft.revision, text: canonical(draft.payload) }
  }

  private adopt(draft: Draft) {
    this.cancel()
    this.knows(draft)
    this.subject = draft.subject
    this.written = true
    this.show({ id: draft.id, payload: { ...this.empty, ...(draft.payload as Payload) }, files: draft.files, theirs: undefined, status: "saved", turns: this.view.turns + 1 })
    this.known.text = canonical(this.view.payload)
  }

  private conflict(theirs: Draft) {
    this.cancel()
    this.show({ status: "conflict", theirs })
  }

  private reset() {
    this.life++
    this.known = { revision: 0, text: "" }
    this.subject = ""
    this.written = false
    this.since = 0
    this.show({ payload: this.empty, status: "none", files: [], theirs: undefined, why: "", turns: this.view.turns + 1 })
  }

  /** Another window has sent or discarded the draft. Words that it did not have stay, as a new draft. */
  private gone() {
    const clean = this.clean()
    this.ports.drop(this.view.id)
    if (clean) return this.reset()
    this.known = { revision: 0, text: "" }
    this.show({ files: [] })
    this.keep(0)
    this.schedule(0)
  }

  private keep(base: number) {
    const { id, payload } = this.view
    this.ports.keep({ id, kind: this.kind, number: this.number, subject: this.subject, payload, base })
  }

  private schedule(ms: number) {
    this.cancel()
    if (!this.ended) this.cancel = this.ports.wait(ms, () => void this.run())
  }

  private async run(): Promise<void> {
    while (this.running) await this.running // one at a time
    if (this.view.status === "conflict") return
    this.running = this.once().finally(() => { this.running = undefined })
    await this.running
  }

  private async once() {
    if (this.clean()) { // typed and taken back
      this.ports.drop(this.view.id)
      this.show({ status: this.known.revision > 0 ? "saved" : "none", why: "" })
      return
    }
    const { id, payload } = this.view
    const text = canonical(payload)
    const { life } = this
    this.since = 0
    this.show({ status: "saving" })
    try {
      if (this.written || this.view.files.length > 0) {
        const saved = await this.ports.save(id, this.known.revision, { kind: this.kind, number: this.number, subject: this.subject, payload })
        if (life !== this.life) return
        this.known = { revision: saved.revision, text }
      } else {
        await this.ports.discard(id)
        this.ports.drop(id)
        this.known = { revision: 0, text: "" }
      }
      this.retry = firstRetry
      if (this.clean()) {
        this.ports.drop(id)
        this.show({ status: this.known.revision > 0 ? "saved" : "none", why: "" })
      } else this.schedule(idle)
    } catch (error) {
      if (life === this.life) await this.fail(asProblem(error))
    }
  }

  private async fail(problem: Problem) {
    const { status } = problem
    if (status === 412) return await this.compare()
    if (status === 404 && this.known.revision > 0) return this.gone()
    if (status === 401) {
      this.show({ status: "kept" })
      return this.ports.sessionEnded()
    }
    if (mayPass(status)) {
      this.show({ status: "kept" })
      this.schedule(this.retry)
      this.retry = Math.min(this.retry * 2, lastRetry)
      return
    }
    this.show({ status: "refused", why: problem.message })
  }

  /** Looks at what another window has written. */
  private async compare() {
    try {
      const theirs = this.number ? await this.ports.find(this.kind, this.number) : await this.ports.read(this.view.id)
      if (!theirs) return this.gone()
      if (canonical(theirs.payload) === canonical(this.view.payload)) {
        this.ports.drop(this.view.id)
        return this.adopt(theirs)
      }
      this.conflict(theirs)
    } catch (error) {
      await this.fail(asProblem(error))
    }
  }
}
