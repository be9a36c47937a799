import { useCallback, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import { asProblem, mayPass } from "../../api/problem"
import { type PendingFile, pendingOf } from "../pending"
import { largestFile } from "../size"
import { mergeFiles, uploadToDraft } from "./files"
import { dropFile, keepFile, keptFiles } from "./keptFiles"
import type { DraftSaver, View } from "./saver"

/** Keeps the files of a draft on the server: each is sent when it is added and taken away when it is removed. Until it is there, this browser keeps it. */
export function useDraftFiles(saver: DraftSaver, view: View, login: string, sessionEnded: () => void) {
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
    if (file.file) void keepFile({ uuid: file.uuid, login, draft: saver.view.id, name: file.name, file: file.file })
    try {
      if (!(await saver.ensure())) throw asProblem(new TypeError("network"))
      await uploadToDraft(saver.view.id, file, (percent) => change(file.uuid, { percent }))
      void dropFile(file.uuid)
      if (now.current.some(({ uuid }) => uuid === file.uuid)) change(file.uuid, { stored: true })
      else remove(file) // taken away meanwhile
    } catch (error) {
      const { status, message } = asProblem(error)
      if (status === 401) sessionEnded()
      else if (!mayPass(status)) void dropFile(file.uuid)
      change(file.uuid, { error: message })
    }
  }
  const remove = ({ uuid }: PendingFile) => {
    void dropFile(uuid)
    void http.DELETE("/api/v1/drafts/{draft}/files/{file}", { params: { path: { draft: saver.view.id, file: uuid } } }).catch(() => undefined)
  }
  const start = (file: PendingFile) => {
    const done = send(file).finally(() => sending.current.delete(file.uuid))
    sending.current.set(file.uuid, done)
  }
  const setFiles = (files: PendingFile[]) => {
    const before = now.current
    tell(files)
    for (const file of files) if (!file.stored && !before.some(({ uuid }) => uuid === file.uuid)) start(file)
    for (const file of before) {
      if (files.some(({ uuid }) => uuid === file.uuid)) continue
      if (file.stored) remove(file)
      else void dropFile(file.uuid)
    }
  }
  /** Goes on with the files that this browser kept of the draft, under whichever of the ids it was written. */
  const restore = async (ids: readonly (string | undefined)[]) => {
    for (const { uuid, draft, name, file } of await keptFiles(login)) {
      if (!ids.includes(draft) || now.current.some((one) => one.uuid === uuid)) continue
      if (saver.view.files.some((one) => one.uuid === uuid)) {
        void dropFile(uuid)
        continue
      }
      const kept = pendingOf(uuid, name, file)
      tell([...now.current, kept])
      start(kept)
    }
  }
  const filesSettled = async () => {
    await Promise.all(sending.current.values())
    for (const file of now.current) if (!file.stored && file.size <= largestFile) start(file)
    await Promise.all(sending.current.values())
    return now.current.every(({ stored }) => stored)
  }
  const forgetFiles = () => {
    for (const { uuid, preview } of now.current) {
      void dropFile(uuid)
      if (preview) URL.revokeObjectURL(preview)
    }
    tell([])
  }
  const count = useCallback(() => now.current.length, [])
  return { files: shown, setFiles, count, retryFile: start, filesSettled, forgetFiles, restore }
}
