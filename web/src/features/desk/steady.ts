/** A row as the list shows it; gone when it no longer belongs here. */
export interface Steady<T> {
  row: T
  gone: boolean
}

/** What is shown now, and how many new ones wait to be shown. */
export interface SteadyList<T> {
  rows: Steady<T>[]
  waiting: number
}

/**
 * Brings fresh rows into a list without moving what somebody reads: rows keep their place and show their new values, those
 * that left stay in grey, new ones are counted; only what comes after the last shown row is appended.
 */
export function steady<T extends { number: string }>(shown: readonly string[], known: ReadonlyMap<string, T>, fresh: readonly T[]): SteadyList<T> {
  if (shown.length === 0) return { rows: fresh.map((row) => ({ row, gone: false })), waiting: 0 }
  const byNumber = new Map(fresh.map((row) => [row.number, row]))
  const isShown = new Set(shown)
  const rows: Steady<T>[] = []
  for (const number of shown) {
    const row = byNumber.get(number) ?? known.get(number)
    if (row) rows.push({ row, gone: !byNumber.has(number) })
  }
  const lastShown = fresh.findLastIndex(({ number }) => isShown.has(number))
  const unseen = fresh.map((row, index) => ({ row, index })).filter(({ row }) => !isShown.has(row.number))
  const below = unseen.filter(({ index }) => index > lastShown && lastShown >= 0)
  rows.push(...below.map(({ row }) => ({ row, gone: false })))
  return { rows, waiting: unseen.length - below.length }
}
