import { expect, test } from "vitest"
import type { Load } from "../../api/types"
import { byUnit, sum } from "./loads"

const load = (unit: number | null, person: number | null, overdue: number) =>
  ({ unit: unit === null ? null : { id: unit }, person: person === null ? null : { id: person }, overdue, soon: 1, urgent: 0, on_hold: 2, running: 5, tasks: 1, late: 0 }) as unknown as Load

test("each unit once, in the order of who is overdue most", () => {
  const units = byUnit([load(2, 20, 9), load(null, null, 4), load(1, 10, 3), load(2, 21, 0)])
  expect(units.map(({ unit, people }) => [unit?.id, people.map(({ person }) => person?.id)])).toEqual([[2, [20, 21]], [undefined, [undefined]], [1, [10]]])
})

test("figures are summed", () => {
  expect(sum([load(1, 10, 3), load(1, 11, 4)])).toEqual({ overdue: 7, soon: 2, urgent: 0, on_hold: 4, running: 10, tasks: 2, late: 0 })
})
