import type { Load, Ref } from "../../api/types"

export const figures = ["overdue", "soon", "urgent", "on_hold", "running", "tasks", "late"] as const
export type Figure = (typeof figures)[number]

/** The sum of each figure. */
export function sum(loads: readonly Load[]): Record<Figure, number> {
  const all = { overdue: 0, soon: 0, urgent: 0, on_hold: 0, running: 0, tasks: 0, late: 0 }
  for (const load of loads) for (const figure of figures) all[figure] += load[figure]
  return all
}

/** The loads of each unit, both in the order of the server: who is overdue most first. What nobody has yet stands by itself. */
export function byUnit(loads: readonly Load[]): { unit: Ref | null; people: Load[] }[] {
  const units: { unit: Ref | null; people: Load[] }[] = []
  for (const load of loads) {
    const known = units.find(({ unit }) => unit?.id === load.unit?.id)
    if (known) known.people.push(load)
    else units.push({ unit: load.unit, people: [load] })
  }
  return units
}
