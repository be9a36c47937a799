import { useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react"
import { asProblem } from "../../api/problem"
import { useMe } from "../../app/me"
import { onLive } from "../../live/bus"
import type { PendingFile } from "../pending"
import { newUuid } from "../uuid"
import { type DraftKind, localCopies, type Payload } from "./model"
import { findDraft, portsFor, readDraft } from "./ports"
import type { OwnId } from "./form"
import { DraftSaver, type View } from "./saver"
import { useDraftFiles } from "./useDraftFiles"

interface About<P extends Payload> {
  kind: DraftKind
  number?: string // of a reply or note
  own?: OwnId // of something new
  empty: P
  subject: (payload: P) => string
  isWritten: (payload: P) => boolean
}

export interface DraftHandle<P extends Payload> {
  view: View
  payload: P
  ready: boolean // what was written before is there
  write: (payload: P) => void
  files: PendingFile[]
  setFiles: (files: PendingFile[]) => void
  retryFile: (file: PendingFile) => void
  /** Saves everything; answers the draft's id to be named when sending, "" where there is none, undefined where it cannot be sent now. */
  settle: () => Promise<string | undefined>
  sent: () => void
  discard: () => Promise<void>
  choose: (whose: "mine" | "theirs") => void
}

/** What somebody is writing, saved on the server as it is typed. What it is about stays the same as long as it is drawn: give another a key. */
export function useDraft<P extends Payload>(about: About<P>): DraftHandle<P> {
  const me = useMe()
  const client = useQueryClient()
  const { kind, number = "" } = about
  const { id, begun } = about.own ?? { id: "", begun: false }
  // That the session has ended is noticed where everything else is: by asking who is signed in.
  const ended = () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/me" })
  const [saver] = useState(() => new DraftSaver(portsFor(me.login, ended), { id: id || newUuid(), kind, number, empty: about.empty }))
  const view = useSyncExternalStore(saver.subscribe, saver.snapshot)
  const [ready, setReady] = useState(false)
  const { files, setFiles: putFiles, count, retryFile, filesSettled, forgetFiles, restore } = useDraftFiles(saver, view, me.login, ended)
  const asked = useRef({ about, restore })
  useEffect(() => {
    asked.current = { about, restore }
  })

  useEffect(() => {
    let gone = false
    const local = localCopies(me.login).find((copy) => copy.kind === kind && (number ? copy.number === number : copy.id === id))
    const found = number ? findDraft(kind, number) : begun ? readDraft(id) : Promise.resolve(undefined)
    found
      .catch((error: unknown) => (asProblem(error).status === 404 ? undefined : Promise.reject(error as Error)))
      .then((draft) => { if (!gone) saver.open(draft?.kind === kind ? draft : undefined, local) })
      .catch(() => { if (!gone && local) saver.open(undefined, local) }) // away: goes on with what this browser has
      .finally(() => {
        if (gone) return
        setReady(true)
        void asked.current.restore([saver.view.id, local?.id])
      })
    const online = () => saver.again()
    const hide = () => { if (document.visibilityState === "hidden") void saver.flush() }
    addEventListener("online", online)
    document.addEventListener("visibilitychange", hide)
    const deaf = onLive((event) => {
      if (event.kind === "draft" && event.id === saver.view.id) void saver.hear(event.revision)
      if (event.kind === "resync") saver.again()
    })
    return () => {
      gone = true
      deaf()
      removeEventListener("online", online)
      document.removeEventListener("visibilitychange", hide)
      saver.end()
    }
  }, [saver, me.login, kind, number, id, begun])

  const write = useCallback((payload: P) => saver.change(payload, asked.current.about.subject(payload), count() > 0 || asked.current.about.isWritten(payload)), [saver, count])
  const setFiles = (next: PendingFile[]) => {
    putFiles(next)
    write(saver.view.payload as P) // without files and words there is no draft
  }
  return {
    view, payload: view.payload as P, ready, write, files, setFiles, retryFile,
    settle: async () => {
      if (!(await filesSettled())) return undefined
      if (!(await saver.flush())) return undefined
      return saver.view.status === "saved" ? saver.view.id : ""
    },
    sent: () => { forgetFiles(); saver.sent() },
    discard: async () => { forgetFiles(); await saver.discard() },
    choose: saver.choose.bind(saver),
  }
}
