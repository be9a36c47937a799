import { CheckCircleFilled } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { textIn } from "../../form/model"
import { Said } from "../templates/Problems"
import type { Draft, Problem } from "./model"

/** The field of a problem: of a column the table's. */
export const fieldOf = ({ field }: Problem) => field.split(".")[0] ?? ""

/** What is wrong with a draft; each line leads to its field. */
export function Problems({ problems, draft, onOpen }: { problems: Problem[]; draft: Draft; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const count = (severity: Problem["severity"]) => problems.filter((one) => one.severity === severity).length
  return (
    <section className="panel padded" aria-label={t("templates.problems")}>
      <h2>{t("templates.problems")}</h2>
      <div role="status">
        {problems.length === 0
          ? <p className="checked"><CheckCircleFilled aria-hidden /> {t("templates.noProblems")}</p>
          : <p className="quiet small">{[count("error") ? t("templates.errors", { count: count("error") }) : "", count("warning") ? t("templates.warnings", { count: count("warning") }) : ""].filter(Boolean).join(" · ")}</p>}
      </div>
      <ul className="problems">
        {problems.map((problem) => <li key={`${problem.section} ${problem.field} ${problem.property} ${problem.text}`}><Said problem={problem} /><span><Where problem={problem} draft={draft} onOpen={onOpen} /> {problem.text}</span></li>)}
      </ul>
    </section>
  )
}

function Where({ problem, draft, onOpen }: { problem: Problem; draft: Draft; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const id = fieldOf(problem)
  const section = draft.sections.find((one) => one.id === problem.section)
  const field = draft.sections.flatMap(({ fields }) => fields).find((one) => one.id === id)
  if (!field) return <b>{section ? textIn(section.name, language) || section.id : problem.section || t("forms.whole")}</b>
  return <button type="button" className="link" onClick={() => onOpen(field.id)}>{textIn(field.name, language) || field.id}</button>
}
