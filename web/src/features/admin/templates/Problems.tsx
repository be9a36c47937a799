import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { Problems as Found } from "../versioned/Problems"
import type { Draft, Problem } from "./model"

/** The name of a step; many have only one. */
export const stepName = (step: { id: string; name: { en: string; zh: string } }) => (currentLanguage() === "zh" ? step.name.zh || step.name.en : step.name.en || step.name.zh) || step.id

/** What is wrong with a draft; each line leads to its step. */
export function Problems({ problems, draft, onOpen }: { problems: Problem[]; draft: Draft; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const where = (problem: Problem) => {
    const step = draft.steps.find(({ id }) => id === problem.step)
    return step ? { name: stepName(step), id: step.id } : { name: t("templates.whole") }
  }
  return <Found problems={problems} where={where} onOpen={onOpen} />
}
