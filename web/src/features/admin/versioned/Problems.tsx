import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import type { Problem } from "./model"

interface Props<P> {
  problems: P[]
  /** The part of the draft that a problem is in; without an id it cannot be opened. */
  where: (problem: P) => { name: string; id?: string }
  onOpen: (id: string) => void
}

/** What is wrong with a draft; each line leads to where it is. */
export function Problems<P extends Problem>({ problems, where, onOpen }: Props<P>) {
  const { t } = useTranslation()
  const count = (severity: Problem["severity"]) => problems.filter((one) => one.severity === severity).length
  return (
    <section className="panel padded" aria-label={t("versioned.problems")}>
      <h2>{t("versioned.problems")}</h2>
      <div role="status">
        {problems.length === 0
          ? <p className="checked"><CheckCircleFilled aria-hidden /> {t("versioned.noProblems")}</p>
          : <p className="quiet small">{[count("error") ? t("versioned.errors", { count: count("error") }) : "", count("warning") ? t("versioned.warnings", { count: count("warning") }) : ""].filter(Boolean).join(" · ")}</p>}
      </div>
      <ul className="problems">
        {problems.map((problem) => {
          const { name, id } = where(problem)
          return (
            <li key={JSON.stringify(problem)}>
              <Said problem={problem} />
              <span>{id === undefined ? <b>{name}</b> : <button type="button" className="link" onClick={() => onOpen(id)}>{name}</button>} {problem.text}</span>
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
    ? <CloseCircleFilled className="problem-error" role="img" aria-label={t("versioned.error")} />
    : <ExclamationCircleFilled className="problem-warning" role="img" aria-label={t("versioned.warning")} />
}

/** The worst of problems: an error if there is one. */
export const worstOf = <P extends Problem>(problems: P[]) => problems.find(({ severity }) => severity === "error") ?? problems[0]
