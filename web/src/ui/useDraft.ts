import { useCallback, useEffect, useState } from "react"

const prefix = "steward-draft-"

function stored(key: string): string {
  return localStorage.getItem(prefix + key) ?? ""
}

/** Text that survives a reload of this browser until it is sent. */
export function useDraft(key: string): [string, (text: string) => void] {
  const [held, setHeld] = useState(() => ({ key, text: stored(key) }))
  const draft = held.key === key ? held : { key, text: stored(key) } // another ticket or tab has its own draft
  useEffect(() => {
    if (draft.text) localStorage.setItem(prefix + draft.key, draft.text)
    else localStorage.removeItem(prefix + draft.key)
  }, [draft.key, draft.text])
  const write = useCallback((text: string) => setHeld({ key, text }), [key])
  return [draft.text, write]
}
