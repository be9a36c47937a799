import { useSyncExternalStore } from "react"

// One timer for all relative times of the page; it stops when none is shown.
const listeners = new Set<() => void>()
let now = new Date().toISOString()
let timer: ReturnType<typeof setInterval> | undefined

function tick() {
  now = new Date().toISOString()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = new Date().toISOString()
    timer = setInterval(tick, 30_000)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** The time now, fresh every half minute. */
export const useNow = () => useSyncExternalStore(subscribe, () => now)
