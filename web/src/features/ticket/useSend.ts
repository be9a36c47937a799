import { useRef, useState } from "react"
import { http, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { PendingFile } from "../../ui/pending"
import { largestFile } from "../../ui/size"
import { useRefresh } from "./data"
import { upload } from "./upload"

/** Uploads the files to a ticket one after the other, telling how far each is; those that are stored already are not sent again. */
export async function uploadAll(number: string, files: readonly PendingFile[], tell: (files: PendingFile[]) => void, tooBig: string): Promise<PendingFile[]> {
  let now = [...files]
  const change = (uuid: string, part: Partial<PendingFile>) => {
    now = now.map((file) => (file.uuid === uuid ? { ...file, ...part } : file))
    tell(now)
  }
  for (const { uuid, file, stored } of files) {
    if (stored || !file) continue
    if (file.size > largestFile) {
      change(uuid, { error: tooBig })
      continue
    }
    try {
      await upload(number, file, false, uuid, (percent) => change(uuid, { percent, error: undefined }))
      change(uuid, { stored: true, error: undefined })
    } catch (error) {
      change(uuid, { error: asProblem(error).message })
    }
  }
  return now
}

interface Words {
  body: string
  internal: boolean
  draft: string // whose files come along; "": none
  seen: number // the newest message that was read; 0: there was none
}

/** Why something was not sent: the server's words, or that somebody else has written meanwhile. */
export type Unsent = { why: string; meanwhile: boolean }

/** Sends a reply or note once, however often it is tried. */
export function useSend(number: string) {
  const refresh = useRefresh(number)
  const [sending, setSending] = useState(false)
  const [unsent, setUnsent] = useState<Unsent>()
  const intent = useRef({ key: newKey(), words: "" })

  const send = async ({ body, internal, draft, seen }: Words): Promise<boolean> => {
    setSending(true)
    setUnsent(undefined)
    const said = { body, internal, ...(draft ? { draft } : {}), ...(internal ? {} : { seen }) }
    const words = JSON.stringify(said)
    if (words !== intent.current.words) intent.current = { key: newKey(), words } // other words are another intent
    try {
      await http.POST("/api/v1/records/{number}/messages", { params: { path: { number }, header: { "Idempotency-Key": intent.current.key } }, body: said })
      intent.current = { key: newKey(), words: "" }
      void refresh()
      return true
    } catch (error) {
      const problem = asProblem(error)
      if (await refresh()) setUnsent({ why: problem.message, meanwhile: problem.status === 409 && problem.field === "seen" })
      return false
    } finally {
      setSending(false)
    }
  }
  return { send, sending, unsent }
}
