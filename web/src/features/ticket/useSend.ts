import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import { type PendingFile, withAddresses } from "../../ui/pending"
import { useRefresh } from "./data"
import { largestFile, upload } from "./upload"

/** Uploads the files one after the other, telling how far each is; those that are stored already are not sent again. */
export async function uploadAll(
  number: string,
  internal: boolean,
  files: readonly PendingFile[],
  tell: (files: PendingFile[]) => void,
  tooBig: string,
): Promise<PendingFile[]> {
  let now = [...files]
  const change = (key: string, part: Partial<PendingFile>) => {
    now = now.map((file) => (file.key === key ? { ...file, ...part } : file))
    tell(now)
  }
  for (const { key, file, url } of files) {
    if (url) continue
    if (file.size > largestFile) {
      change(key, { error: tooBig })
      continue
    }
    try {
      const stored = await upload(number, file, internal, key, (percent) => change(key, { percent, error: undefined }))
      change(key, { url: stored.url, id: stored.id, error: undefined })
    } catch (error) {
      change(key, { error: asProblem(error).message })
    }
  }
  return now
}

/** Sends a reply or note with its files: first the files, then the text that refers to them. A second try sends only what is missing. */
export function useSend(number: string) {
  const { t } = useTranslation()
  const refresh = useRefresh(number)
  const [sending, setSending] = useState(false)
  const [error, setError] = useState("")
  const key = useRef(newKey())

  const send = async (text: string, internal: boolean, files: readonly PendingFile[], tell: (files: PendingFile[]) => void): Promise<boolean> => {
    setSending(true)
    setError("")
    try {
      const stored = await uploadAll(number, internal, files, tell, t("ticket.tooBig"))
      if (stored.some(({ url }) => !url)) return false // each file says why
      const body = withAddresses(text, stored).trim()
      if (body) {
        await http.POST("/api/v1/records/{number}/messages", {
          params: { path: { number }, header: { "Idempotency-Key": key.current } },
          body: { body, internal, attachments: stored.flatMap(({ id }) => (id ? [id] : [])) },
        })
      }
      key.current = newKey()
      void refresh()
      return true
    } catch (problem) {
      if (await refresh()) setError(asProblem(problem).message)
      return false
    } finally {
      setSending(false)
    }
  }
  return { send, sending, error }
}
