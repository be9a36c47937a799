import { MoreOutlined } from "@ant-design/icons"
import { Button, Dropdown } from "antd"
import { useTranslation } from "react-i18next"
import type { Plan, PlanItem, PlanOffer, PlanStep } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { When } from "../../ui/When"
import { ItemDue } from "./ItemDue"
import { atItem, byDeputy, inOrder, roundsOf, type Round, stepName, textIn, votesOf, weightOf } from "./model"
import { Rounds } from "./PlanPicture"
import { KindIcon, StepStatus } from "./Sign"
import { Owner, ownerName, OwnerSign } from "./Who"
import { outcomeWords, verbWord, votesWords } from "./words"

interface Props {
  plan: Plan
  /** Where a step of the list is found on the page. */
  idOf: (step: string) => string
  onOffer: (offer: PlanOffer) => void
}

/** The steps in order: who was asked, who answered what with which words, who is asked now until when, and what comes after. */
export function PlanList({ plan, idOf, onOffer, group = "" }: Props & { group?: string }) {
  const { t } = useTranslation()
  return (
    <ol className="plan-steps" aria-label={group ? stepName(plan, group, currentLanguage()) : t("plan.list")}>
      {inOrder(plan, group).map((step) => <Step key={step.id} step={step} plan={plan} idOf={idOf} onOffer={onOffer} />)}
    </ol>
  )
}

function Step({ step, plan, idOf, onOffer }: Props & { step: PlanStep }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const names = (ids: readonly string[]) => ids.map((id) => stepName(plan, id, language)).join(language === "zh" ? "、" : ", ")
  const { present, earlier } = roundsOf(plan, step)
  const votes = votesOf(plan, step)
  const next = plan.steps.filter(({ after }) => after.includes(step.id)).map(({ id }) => id)
  const ask = textIn(step.ask, language)
  const soon = step.status === "waiting"
  return (
    <li id={idOf(step.id)} tabIndex={-1} className={`plan-step step-${step.status} kind-${step.kind}`}>
      <div className="plan-step-head">
        <h3><KindIcon kind={step.kind} />{stepName(plan, step.id, language)}</h3>
        <Rounds step={step} />
        <StepStatus step={step} />
        <span className="grow" />
        {step.ended_at ? <span className="quiet small"><When at={step.ended_at} /></span> : null}
      </div>
      {ask && (soon || step.status === "open") ? <p className="plain small">{ask}</p> : null}
      <p className="quiet small plan-step-facts">
        {soon && step.after.length > 0 ? <span>{t("plan.after", { steps: names(step.after) })}</span> : null}
        {step.back.length > 0 ? <span>{t("plan.back", { steps: names(step.back) })}</span> : null}
        {step.when && (soon || step.status === "skipped") ? <span>{t("plan.when")} <code>{step.when}</code></span> : null}
        {votes && step.places.length > 1 ? <span>{votesWords(t, step, votes)}</span> : null}
        {step.extra.length > 0 && soon ? <span>{t("plan.extra", { people: step.extra.map((one) => nameIn(one, language)).join(", ") })}</span> : null}
        {step.added_by ? <span>{t("plan.addedStep", { who: nameIn(step.added_by, language) })}</span> : null}
        {step.status === "open" && next.length > 0 && step.kind !== "group" ? <span>{t("plan.next", { steps: names(next) })}</span> : null}
      </p>
      {present ? <Items round={present} step={step} plan={plan} onOffer={onOffer} /> : null}
      {step.kind === "group" ? <PlanList plan={plan} idOf={idOf} onOffer={onOffer} group={step.id} /> : null}
      {earlier.length > 0 ? (
        <details className="plan-earlier">
          <summary>{t("plan.earlier", { count: earlier.length })}</summary>
          {earlier.map((round) => (
            <div key={round.round}>
              <h4>{t("plan.round", { round: round.round })}</h4>
              <Items round={round} step={step} plan={plan} onOffer={onOffer} />
            </div>
          ))}
        </details>
      ) : null}
    </li>
  )
}

function Items({ round, step, plan, onOffer }: { round: Round; step: PlanStep; plan: Plan; onOffer: (offer: PlanOffer) => void }) {
  return <ul className="plan-items">{round.items.map((item) => <Item key={item.item} item={item} step={step} offers={atItem(plan, item)} onOffer={onOffer} />)}</ul>
}

function Item({ item, step, offers, onOffer }: { item: PlanItem; step: PlanStep; offers: PlanOffer[]; onOffer: (offer: PlanOffer) => void }) {
  const { t } = useTranslation()
  const at = item.ended_at ?? (item.status === "open" ? item.opened_at : null)
  return (
    <li className={`plan-item item-${item.status}`}>
      <OwnerSign of={item} size={26} />
      <div className="plan-item-main">
        <p>
          <b><Owner of={item} /></b> <span className={`item-outcome item-${item.status} ${item.opinion}`}>{outcomeWords(t, item, step.kind)}</span>
          <Byline item={item} weight={weightOf(step, item)} />
          {at ? <span className="quiet small"> · <When at={at} /></span> : null}
        </p>
        {item.comment ? <blockquote className="plan-comment plain">{item.comment}</blockquote> : null}
        {item.status === "open" ? <ItemDue item={item} kind={step.kind} /> : null}
      </div>
      <ItemActs item={item} step={step} offers={offers} onOffer={onOffer} />
    </li>
  )
}

/** As what somebody was asked, and by whom it was done if not in person. */
function Byline({ item, weight }: { item: PlanItem; weight: number | undefined }) {
  const { t } = useTranslation()
  const who = (ref: PlanItem["by"]) => ({ who: nameIn(ref, currentLanguage()) })
  const closer = item.status === "closed" && item.by && item.by.id !== item.person?.id
  const said = [
    weight ? t("plan.weight", { weight }) : "",
    item.adviser ? t("plan.adviser") : "",
    item.person && (item.group || item.role) ? t("plan.ofPool", { name: item.group ? nameIn(item.group, currentLanguage()) : word(t, "role", item.role) }) : "",
    item.added_by ? t("plan.addedBy", who(item.added_by)) : "",
    byDeputy(item) ? t("plan.deputy", who(item.by)) : "",
    closer ? t("plan.doneBy", who(item.by)) : "",
  ].filter(Boolean)
  return said.length > 0 ? <span className="quiet small"> · {said.join(" · ")}</span> : null
}

function ItemActs({ item, step, offers, onOffer }: { item: PlanItem; step: PlanStep; offers: PlanOffer[]; onOffer: (offer: PlanOffer) => void }) {
  const { t } = useTranslation()
  const [only] = offers
  if (!only) return null
  if (offers.length === 1) return <Button size="small" onClick={() => onOffer(only)}>{verbWord(t, only, step, item)}</Button>
  return (
    <Dropdown trigger={["click"]} menu={{ items: offers.map((offer) => ({ key: offer.verb, label: verbWord(t, offer, step, item), onClick: () => onOffer(offer) })) }}>
      <Button size="small" type="text" icon={<MoreOutlined aria-hidden />} aria-label={`${t("common.more")}: ${ownerName(t, item)}`} />
    </Dropdown>
  )
}
