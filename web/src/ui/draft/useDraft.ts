import { useQueryClient } from "@tanstack/react-query"
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import { asProblem } from "../../api/problem"
import { useMe } from "../../app/me"
import { onLive } from "../../live/bus"
import { largestFile } from "../size"
import type { PendingFile } from "../pending"
import { newUuid } from "../uuid"
import { mergeFiles, uploadToDraft } from "./files"
import { type DraftKind, localCopies, type Payload } from "./model"
import { findDraft, portsFor, readDraft } from "./ports"
import type { OwnId } from "./form"
import { DraftSaver, type View } from "./saver"

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
  const [saver] = useState(() => {
    // That the session has ended is noticed where everything else is: by asking who is signed in.
    const ended = () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/me" })
    return new DraftSaver(portsFor(me.login, ended), { id: id || newUuid(), kind, number, empty: about.empty })
  })
  const view = useSyncExternalStore(saver.subscribe, saver.snapshot)
  const [ready, setReady] = useState(false)
  const asked = useRef(about)
  useEffect(() => {
    asked.current = about
  })

  useEffect(() => {
    let gone = false
    const local = localCopies(me.login).find((copy) => copy.kind === kind && (number ? copy.number === number : copy.id === id))
    const found = number ? findDraft(kind, number) : begun ? readDraft(id) : Promise.resolve(undefined)
    found
      .catch((error: unknown) => (asProblem(error).status === 404 ? undefined : Promise.reject(error as Error)))
      .then((draft) => { if (!gone) saver.open(draft?.kind === kind ? draft : undefined, local) })
      .catch(() => { if (!gone && local) saver.open(undefined, local) }) // away: goes on with what this browser has
      .finally(() => { if (!gone) setReady(true) })
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

  const { files, setFiles: putFiles, count, retryFile, filesSettled, forgetFiles } = useDraftFiles(saver, view)
  const write = useCallback((payload: P) => saver.change(payload, asked.current.subject(payload), count() > 0 || asked.current.isWritten(payload)), [saver, count])
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

/** Keeps the files of a draft on the server: each is sent when it is added and taken away when it is removed. */
function useDraftFiles(saver: DraftSaver, view: View) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<PendingFile[]>([])
  const now = useRef(shown)
  const sending = useRef(new Map<string, Promise<void>>())
  const tell = useCallback((files: PendingFile[]) => {
    now.current = files
    setShown(files)
  }, [])
  useEffect(() => tell(mergeFiles(view.files, now.current)), [view.files, tell])

  const change = (uuid: string, part: Partial<PendingFile>) => tell(now.current.map((file) => (file.uuid === uuid ? { ...file, ...part } : file)))
  const send = async (file: PendingFile) => {
    if (file.size > largestFile) return change(file.uuid, { error: t("ticket.tooBig") })
    change(file.uuid, { error: undefined, percent: 0 })
    try {
      if (!(await saver.ensure())) throw asProblem(new TypeError("network"))
      await uploadToDraft(saver.view.id, file, (percent) => change(file.uuid, { percent }))
      if (now.current.some(({ uuid }) => uuid === file.uuid)) change(file.uuid, { stored: true })
      else remove(file) // taken away meanwhile
    } catch (error) {
      change(file.uuid, { error: asProblem(error).message })
    }
  }
  const remove = ({ uuid }: PendingFile) =>
    void http.DELETE("/api/v1/drafts/{draft}/files/{file}", { params: { path: { draft: saver.view.id, file: uuid } } }).catch(() => undefined)
  const start = (file: PendingFile) => {
    const done = send(file).finally(() => sending.current.delete(file.uuid))
    sending.current.set(file.uuid, done)
  }
  const setFiles = (files: PendingFile[]) => {
    const before = now.current
    tell(files)
    for (const file of files) if (!file.stored && !before.some(({ uuid }) => uuid === file.uuid)) start(file)
    for (const file of before) if (file.stored && !files.some(({ uuid }) => uuid === file.uuid)) remove(file)
  }
  const filesSettled = async () => {
    await Promise.all(sending.current.values())
    for (const file of now.current) if (!file.stored && file.size <= largestFile) start(file)
    await Promise.all(sending.current.values())
    return now.current.every(({ stored }) => stored)
  }
  const forgetFiles = () => {
    for (const { preview } of now.current) if (preview) URL.revokeObjectURL(preview)
    tell([])
  }
  const count = useCallback(() => now.current.length, [])
  return { files: shown, setFiles, count, retryFile: start, filesSettled, forgetFiles }
}
