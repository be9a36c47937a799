import { useEffect, useRef } from "react"
import type { WorkItem } from "../../api/types"
import { onKeys } from "../../ui/keys"
import type { Answer } from "./answers"

interface Acts {
  mark: (item: WorkItem, range: boolean) => void
  answer: (item: WorkItem | undefined, answer: Answer) => void
  help: () => void
  reload: () => void
}

const links = () => [...document.querySelectorAll<HTMLAnchorElement>("a[data-item]")]
const focused = () => links().findIndex((link) => link.closest("tr")?.contains(document.activeElement))

/** The inbox's keys: the row that has the focus is the one that they act on; when it is gone, the one that took its place has the focus. */
export function useInboxKeys(items: readonly WorkItem[], acts: Acts) {
  const now = useRef({ items, acts })
  const at = useRef(-1) // the row that a key has acted on
  useEffect(() => {
    now.current = { items, acts }
  })
  useEffect(() => {
    if (at.current < 0 || items.length === 0 || (document.activeElement !== document.body && document.activeElement !== null)) return
    const all = links()
    all[Math.min(at.current, all.length - 1)]?.focus()
  }, [items.length])
  useEffect(() => {
    const step = (by: number) => {
      const all = links()
      const next = all[Math.min(Math.max(focused() + by, 0), all.length - 1)]
      next?.focus()
      next?.scrollIntoView({ block: "nearest" })
    }
    const row = () => {
      at.current = focused()
      const id = Number(links()[at.current]?.dataset.item)
      return now.current.items.find((item) => item.id === id)
    }
    const answer = (what: Answer) => () => now.current.acts.answer(row(), what)
    const mark = ({ shiftKey }: KeyboardEvent) => {
      const item = row()
      if (item) now.current.acts.mark(item, shiftKey)
    }
    return onKeys({
      j: () => step(1), k: () => step(-1), x: mark, X: mark, a: answer("yes"), r: answer("no"), c: answer("claim"), ".": () => now.current.acts.reload(), "?": () => now.current.acts.help(),
    })
  }, [])
}
