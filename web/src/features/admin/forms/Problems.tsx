import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { textIn } from "../../form/model"
import { Problems as Found } from "../versioned/Problems"
import { type Draft, fieldsOf, type Problem } from "./model"

/** The field of a problem: of a column the table's. */
export const fieldOf = ({ field }: Problem) => field.split(".")[0] ?? ""

/** What is wrong with a draft; each line leads to its field. */
export function Problems({ problems, draft, onOpen }: { problems: Problem[]; draft: Draft; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const where = (problem: Problem) => {
    const field = fieldsOf(draft).find(({ id }) => id === fieldOf(problem))
    if (field) return { name: textIn(field.name, language) || field.id, id: field.id }
    const section = draft.sections.find(({ id }) => id === problem.section)
    return { name: section ? textIn(section.name, language) || section.id : problem.section || t("forms.whole") }
  }
  return <Found problems={problems} where={where} onOpen={onOpen} />
}
