import { Alert, Button, Progress } from "antd"
import { useTranslation } from "react-i18next"
import type { WorkItem } from "../../api/types"
import { type Answer, answers as every, byVerb } from "./answers"
import type { useAnswers } from "./useAnswers"
import { answerWord } from "./words"

interface Props {
  chosen: readonly WorkItem[]
  answers: ReturnType<typeof useAnswers>
  onAnswer: (answer: Answer) => void
  onClear: () => void
}

/** Answers all that are selected, each by itself, and tells what became of each. */
export function AnswerBar({ chosen, answers: { progress, result, stop, forget }, onAnswer, onClear }: Props) {
  const { t } = useTranslation()
  const offered = every.map((answer) => ({ answer, groups: [...byVerb(chosen, answer).verbs.values()] })).filter(({ groups }) => groups.length > 0)
  return (
    <div className="bulk panel" role="region" aria-label={t("inbox.selected", { count: chosen.length })}>
      {chosen.length > 0 ? (
        <>
          <b>{t("inbox.selected", { count: chosen.length })}</b>
          {offered.map(({ answer, groups }) => (
            <Button key={answer} {...(answer === "yes" ? { type: "primary" as const } : {})} disabled={progress !== undefined} onClick={() => onAnswer(answer)}>
              {t("inbox.answerAll", { verb: groups.flatMap(([first]) => (first ? [answerWord(t, first, answer)] : [])).join(" / "), count: groups.flat().length })}
            </Button>
          ))}
          {offered.length === 0 ? <span className="quiet">{t("inbox.none")}</span> : null}
          <span className="grow" />
          <Button type="text" disabled={progress !== undefined} onClick={onClear}>{t("desk.bulkClear")}</Button>
        </>
      ) : null}
      {progress ? (
        <div className="bulk-progress">
          <Progress percent={Math.round((100 * progress.done) / Math.max(progress.all, 1))} showInfo={false} size="small" aria-label={t("inbox.running", progress)} />
          <span role="status">{t("inbox.running", progress)}</span>
          <Button size="small" onClick={stop}>{t("inbox.stop")}</Button>
        </div>
      ) : null}
      {result ? (
        <Alert
          type="warning"
          showIcon
          closable={{ closeIcon: true, onClose: forget }}
          role="alert"
          className="bulk-refused"
          title={`${t("inbox.doneSome", { ok: result.ok, all: result.all })} ${t("inbox.doneText")}`}
          description={<ul>{result.refused.map(({ item, why }) => <li key={item.id}><b className="num">{item.record.number}</b> {item.record.title}: {why}</li>)}</ul>}
        />
      ) : null}
    </div>
  )
}
