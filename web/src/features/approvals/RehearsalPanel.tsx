import { Alert } from "antd"
import { useTranslation } from "react-i18next"
import { asProblem } from "../../api/problem"
import type { Expected, Rehearsal, Rehearsed, Text } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { RowsLoading } from "../../ui/States"
import { useSettled } from "../../ui/useSettled"
import { When } from "../../ui/When"
import { KindIcon } from "../plan/Sign"
import { Owner, OwnerSign } from "../plan/Who"
import { thenWords } from "../plan/words"
import { type Asked, useRehearsal } from "./data"
import { stepsOf } from "./rehearsal"

const pause = 500 // typing is not asked about letter by letter

interface Props {
  /** What would be submitted as it is; undefined while something is missing that decides the way. */
  asked: Asked | undefined
  /** What is missing then. */
  hint: string
}

/** The way that a request would take: who is asked in which order until when, by the machine that would carry it. */
export function RehearsalPanel({ asked, hint }: Props) {
  const { t } = useTranslation()
  const now = JSON.stringify(asked)
  const settled = useSettled(now, pause)
  const query = useRehearsal(settled && asked ? JSON.parse(settled) as Asked : undefined)
  const stale = query.isPlaceholderData || settled !== now
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keyboard too
    <aside tabIndex={0} className="panel padded rehearsal" aria-label={t("approvals.rehearsal.title")} aria-busy={stale}>
      <h2>{t("approvals.rehearsal.title")}</h2>
      {!asked ? <p className="quiet">{hint}</p>
        : query.error ? <Alert type="warning" showIcon title={asProblem(query.error).message} />
          : query.data ? <Way rehearsal={query.data} stale={stale} /> : <RowsLoading rows={4} />}
    </aside>
  )
}

function Way({ rehearsal, stale }: { rehearsal: Rehearsal; stale: boolean }) {
  const { t } = useTranslation()
  const steps = stepsOf(rehearsal)
  return (
    <>
      <p className="rehearsal-end" role="status">
        {rehearsal.verdict === "done" && rehearsal.ends_at
          ? <>{t("approvals.rehearsal.ends")} <b><When at={rehearsal.ends_at} as="deadline" /></b><span className="quiet small">{t("approvals.rehearsal.endsText")}</span></>
          : <span className="late">{t(rehearsal.verdict ? "approvals.rehearsal.rejected" : "approvals.rehearsal.never")}</span>}
        {stale ? <span className="quiet small">{t("approvals.rehearsal.fresh")}</span> : null}
      </p>
      <ol className="way">
        {steps.map(({ step, together, left }) => <Step key={step.step} step={step} together={together} left={left} />)}
      </ol>
    </>
  )
}

type Kind = Parameters<typeof thenWords>[2]

const said = (text: Text) => nameIn({ name: text.zh, name_en: text.en }, currentLanguage())

function Step({ step, together, left }: { step: Rehearsed; together: boolean; left: ReturnType<typeof stepsOf>[number]["left"] }) {
  const { t } = useTranslation()
  return (
    <li className={step.skipped ? "way-step skipped" : "way-step"}>
      <p className="way-name">
        <KindIcon kind={step.kind as Parameters<typeof KindIcon>[0]["kind"]} /> <b>{said(step.name)}</b>
        {together && !step.skipped ? <span className="tag">{t("approvals.rehearsal.sameTime")}</span> : null}
      </p>
      {left ? <p className="quiet small">{left.group ? t("approvals.rehearsal.skippedGroup", { group: said(left.group) }) : left.when ? t("approvals.rehearsal.skippedWhen", { when: left.when }) : t("approvals.rehearsal.skippedNobody")}</p> : null}
      {step.kind === "notice" && !step.skipped ? <p className="quiet small">{t("approvals.rehearsal.told")}</p> : null}
      <ul className="way-people">{step.people.map((person) => <Person key={`${person.person?.id} ${person.group?.id} ${person.role} ${person.opens_at}`} person={person} kind={step.kind as Kind} />)}</ul>
    </li>
  )
}

function Person({ person, kind }: { person: Expected; kind: Kind }) {
  const { t } = useTranslation()
  return (
    <li>
      <OwnerSign of={person} size={26} />
      <span className="way-person">
        <Owner of={person} />
        {person.deputies.map((deputy) => <span key={deputy.id} className="way-deputy small">{t("approvals.rehearsal.deputy", { who: nameIn(deputy, currentLanguage()) })}</span>)}
        {person.itself ? <span className="quiet small">{t(`approvals.rehearsal.${person.itself}`)}</span> : person.due_at ? (
          <span className="quiet small">{t("approvals.rehearsal.until")} <When at={person.due_at} as="deadline" />{" · "}{thenWords(t, person, kind)}</span>
        ) : null}
      </span>
    </li>
  )
}
