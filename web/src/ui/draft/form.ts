import { useNavigate } from "@tanstack/react-router"
import type { FormInstance } from "antd"
import { useEffect, useRef, useState } from "react"
import { newUuid } from "../uuid"
import type { Payload } from "./model"
import type { DraftHandle } from "./useDraft"

/** Under which id something new is written; begun: it was written before. */
export interface OwnId {
  id: string
  begun: boolean
}

/** The draft that a page of something new is about: the one that its address names, else a new one. Its id is to be the form's key. */
export function useOwnId(asked: string | undefined): OwnId {
  const [own, setOwn] = useState<OwnId & { asked: string | undefined }>(() => ({ id: asked ?? newUuid(), begun: asked !== undefined, asked }))
  if (asked !== own.asked) {
    // Its own, which has just got its address, is written on; another, or none, is another form.
    setOwn(asked === own.id ? { ...own, asked } : { id: asked ?? newUuid(), begun: asked !== undefined, asked })
  }
  return own
}

/** Fills a form with what the draft holds, whenever that comes from elsewhere: the server, this browser, another window. */
export function useFilled<P extends Payload>(form: FormInstance, draft: DraftHandle<P>) {
  const { turns, payload } = draft.view
  const filled = useRef(0)
  useEffect(() => {
    if (filled.current === turns) return
    filled.current = turns
    form.setFieldsValue(payload)
  }, [form, turns, payload])
}

/** Names the draft in the page's address once something is written, so that a reload and the browser's history lead back to it. */
export function useAddress<P extends Payload>(draft: DraftHandle<P>) {
  const navigate = useNavigate()
  const { id, status } = draft.view
  const written = status !== "none"
  useEffect(() => {
    if (written) void navigate({ to: ".", search: ((was: Record<string, unknown>) => ({ ...was, draft: id })) as never, replace: true })
  }, [navigate, written, id])
}
