/** One field that two people changed: what one read, wrote, and what stands there now. */
export interface Clash {
  name: string
  mine: unknown
  theirs: unknown
}

/** What becomes of one's changes when others have changed the same thing meanwhile. */
export interface Merge<T> {
  values: T // mine where I changed something, theirs everywhere else; of what both changed: mine
  clashes: Clash[] // what both changed, each otherwise
  taken: string[] // what only they changed
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Compares field by field what was read, what is written, and what stands there now. */
export function merge<T extends object>(read: T, mine: T, theirs: T): Merge<T> {
  const values = { ...mine }
  const clashes: Clash[] = []
  const taken: string[] = []
  for (const name of Object.keys(read) as (keyof T & string)[]) {
    if (same(theirs[name], read[name]) || same(theirs[name], mine[name])) continue
    if (same(mine[name], read[name])) {
      values[name] = theirs[name]
      taken.push(name)
    } else clashes.push({ name, mine: mine[name], theirs: theirs[name] })
  }
  return { values, clashes, taken }
}
