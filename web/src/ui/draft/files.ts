import { currentLanguage } from "../../i18n"
import { asProblem, Problem, problemOf } from "../../api/problem"
import type { Draft } from "../../api/types"
import { type PendingFile } from "../pending"

/** Sends one file to a draft; a request of our own because fetch does not tell how far it has come. */
export function uploadToDraft(draft: string, { uuid, file, name }: PendingFile, progress: (percent: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!file) return resolve()
    const request = new XMLHttpRequest()
    request.open("PUT", `/api/v1/drafts/${draft}/files/${uuid}`)
    request.setRequestHeader("Accept-Language", currentLanguage())
    request.upload.addEventListener("progress", (event) => progress(Math.round((100 * event.loaded) / event.total)))
    request.addEventListener("error", () => reject(asProblem(new TypeError("network"))))
    request.addEventListener("abort", () => reject(new Problem(0, "offline", "")))
    request.addEventListener("load", () => {
      if (request.status < 300) resolve()
      else void problemOf(new Response(request.responseText, { status: request.status })).then(reject)
    })
    const form = new FormData()
    form.append("file", file, name)
    request.send(form)
  })
}

/** The files of a draft as the editor shows them: those that are stored, and those of this window that are not yet. */
export function mergeFiles(stored: Draft["files"], shown: readonly PendingFile[]): PendingFile[] {
  const known = new Map(shown.map((file) => [file.uuid, file]))
  const kept = stored.map(({ uuid, name, size, media_type }): PendingFile => ({ ...(known.get(uuid) ?? { uuid, name, size, type: media_type }), stored: true, error: undefined }))
  const there = new Set(stored.map(({ uuid }) => uuid))
  return [...kept, ...shown.filter(({ uuid, stored: was }) => !there.has(uuid) && !was)]
}
