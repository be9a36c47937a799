import { currentLanguage } from "../../i18n"
import { asProblem, Problem, problemOf } from "../../api/problem"
import type { Attachment } from "../../api/types"

/** Sends one file to a ticket; a request of our own because fetch does not tell how far it has come. */
export function upload(number: string, file: File, internal: boolean, key: string, progress: (percent: number) => void): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", `/api/v1/records/${encodeURIComponent(number)}/attachments`)
    request.setRequestHeader("Idempotency-Key", key)
    request.setRequestHeader("Accept-Language", currentLanguage())
    request.upload.addEventListener("progress", (event) => progress(Math.round((100 * event.loaded) / event.total)))
    request.addEventListener("error", () => reject(asProblem(new TypeError("network"))))
    request.addEventListener("abort", () => reject(new Problem(0, "offline", "")))
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Attachment)
      else void problemOf(new Response(request.responseText, { status: request.status })).then(reject)
    })
    const form = new FormData()
    form.append("internal", String(internal))
    form.append("file", file, file.name)
    request.send(form)
  })
}
