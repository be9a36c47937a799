import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import type { Draft, Problem } from "./model"

/** The name of a step; many have only one. */
export const stepName = (step: { id: string; name: { en: string; zh: string } }) => (currentLanguage() === "zh" ? step.name.zh || step.name.en : step.name.en || step.name.zh) || step.id

/** What is wrong with a draft; each line leads to its step. */
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
        {problems.map((problem) => {
          const step = draft.steps.find(({ id }) => id === problem.step)
          return (
            <li key={`${problem.step} ${problem.field} ${problem.text}`}>
              <Said problem={problem} />
              <span>{step ? <button type="button" className="link" onClick={() => onOpen(step.id)}>{stepName(step)}</button> : <b>{t("templates.whole")}</b>} {problem.text}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The sign of a problem's severity. */
export function Said({ problem: { severity } }: { problem: Pick<Problem, "severity"> }) {
  const { t } = useTranslation()
  return severity === "error"
    ? <CloseCircleFilled className="problem-error" role="img" aria-label={t("templates.error")} />
    : <ExclamationCircleFilled className="problem-warning" role="img" aria-label={t("templates.warning")} />
}
