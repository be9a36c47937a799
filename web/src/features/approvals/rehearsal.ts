import type { Rehearsal, Rehearsed, Text } from "../../api/types"

/** A step of the way as it is drawn. */
export interface WayStep {
  step: Rehearsed
  together: boolean // it opens at the same time as another
  left: { when?: string; group?: Text } | undefined // why it is left out: its condition, or its group's; neither: nobody is asked
}

/** The steps of a rehearsal with what runs side by side, and why steps are left out. */
export function stepsOf({ steps, plan }: Rehearsal): WayStep[] {
  const known = new Map((plan?.steps ?? []).map((step) => [step.id, step]))
  const opened = (one: Rehearsed) => (one.skipped ? null : one.opens_at)
  return steps.map((step) => {
    const own = known.get(step.step)
    const group = groups(own?.in).find(({ status }) => status === "skipped")
    const together = opened(step) !== null && steps.some((other) => other !== step && opened(other) === step.opens_at && other.people.length > 0)
    return { step, together, left: step.skipped ? (group ? { group: group.name } : own?.when ? { when: own.when } : {}) : undefined }
  })

  function groups(id: string | undefined): NonNullable<Rehearsal["plan"]>["steps"] {
    const group = id ? known.get(id) : undefined
    return group ? [group, ...groups(group.in)] : []
  }
}
