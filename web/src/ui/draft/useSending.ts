import { useState } from "react"
import { useTranslation } from "react-i18next"
import { newKey } from "../../api/client"
import type { Payload } from "./model"
import type { DraftHandle } from "./useDraft"

type Post = (params: { header: { "Idempotency-Key": string } }, files: { draft?: string }) => Promise<void>

/** Sends what is written once, however often it is clicked; the draft's files come along. What refuse answers is shown above the form. */
export function useSending<P extends Payload>(draft: DraftHandle<P>, refuse: (error: unknown) => string) {
  const { t } = useTranslation()
  const [key] = useState(newKey)
  const [general, setGeneral] = useState("")
  const [sending, setSending] = useState(false)
  const send = async (post: Post) => {
    if (sending) return
    setGeneral("")
    setSending(true)
    try {
      const id = await draft.settle()
      if (id === undefined) return setGeneral(t("draft.notSent"))
      await post({ header: { "Idempotency-Key": key } }, id ? { draft: id } : {})
    } catch (error) {
      setGeneral(refuse(error))
    } finally {
      setSending(false)
    }
  }
  return { send, sending, general }
}
