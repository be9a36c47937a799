import type { LiveEvent } from "./stream"

type Listener = (event: LiveEvent) => void
const listeners = new Set<Listener>()

/** Hears what the live stream tells, for what is no query: the answer ends it. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Passes on what the live stream tells. */
export function tellLive(event: LiveEvent) {
  for (const listener of listeners) listener(event)
}
