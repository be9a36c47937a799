import type { Problem } from "../../../api/problem"
import { currentLanguage } from "../../../i18n"
import { type Draft, placeOf } from "./model"

/** A refusal, with the day that it is about. */
export function Said({ problem, draft }: { problem: Problem; draft: Draft }) {
  const place = placeOf(problem.field, draft, currentLanguage())
  return <>{place ? <b>{place} </b> : null}{problem.message}</>
}
