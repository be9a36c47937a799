import { DownOutlined } from "@ant-design/icons"
import { Button, Dropdown } from "antd"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Plan, PlanOffer, Ticket } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { When } from "../../ui/When"
import { stepName, waitedFor, wholeOffers } from "./model"
import { PlanForm } from "./PlanForm"
import { PlanList } from "./PlanList"
import { PlanPicture } from "./PlanPicture"
import { ownerName } from "./Who"
import { verdictWord, verbWord } from "./words"

const edits = new Set(["add_person", "add_step", "move_step", "remove_step", "terminate"])
const mostNamed = 3

/** A record's plan: how it stands, as a picture, as a list, and what may be done with the whole. */
export function PlanPanel({ ticket, plan }: { ticket: Ticket; plan: Plan }) {
  const { t } = useTranslation()
  const id = useId()
  const [open, setOpen] = useState<PlanOffer>()
  const approval = ticket.type !== "incident"
  const idOf = (step: string) => `plan-step-${step}`
  const goTo = (step: string) => {
    const target = document.getElementById(idOf(step))
    target?.scrollIntoView({ block: "center", behavior: "smooth" })
    target?.focus({ preventScroll: true })
  }
  return (
    <section className="panel padded plan" aria-labelledby={id}>
      <div className="plan-head">
        <h2 id={id}>{t(plan.stage === "revoke" ? "documents.revocation" : approval ? "plan.titleApproval" : "plan.title")}</h2>
        <VerdictTag verdict={plan.verdict} approval={approval} />
        <span className="quiet small">
          {plan.template ? t("plan.template", { name: nameIn(plan.template, currentLanguage()), version: plan.version }) : t("plan.byHand")}
        </span>
        <span className="grow" />
        <Whole plan={plan} onOffer={setOpen} />
      </div>
      <WaitedFor plan={plan} />
      <PlanPicture plan={plan} onStep={goTo} />
      <PlanList plan={plan} idOf={idOf} onOffer={setOpen} />
      {open ? <PlanForm ticket={ticket} plan={plan} offer={open} onClose={() => setOpen(undefined)} /> : null}
    </section>
  )
}

const verdictTags = { "": "open", done: "done", rejected: "refused", failed: "refused", withdrawn: "skipped", cancelled: "skipped" } as const

/** A plan's verdict as a sign with its word. */
export function VerdictTag({ verdict, approval }: { verdict: Plan["verdict"]; approval: boolean }) {
  const { t } = useTranslation()
  return <span className={`tag verdict step-${verdictTags[verdict]}`}><i className="dot" aria-hidden />{verdictWord(t, verdict, approval)}</span>
}

function WaitedFor({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const waits = waitedFor(plan)
  const language = currentLanguage()
  if (waits.length === 0) return plan.steps.every(({ status }) => status === "waiting") && !plan.verdict ? <p className="quiet">{t("plan.none")}</p> : null
  return (
    <p className="plan-waits">
      {t("plan.waitingFor")}{" "}
      {waits.slice(0, mostNamed).map(({ item }, index) => (
        <span key={item.item}>{index > 0 ? (language === "zh" ? "、" : ", ") : ""}<b>{ownerName(t, item)}</b><span className="quiet">{t("plan.inStep", { step: stepName(plan, item.step, language) })}</span></span>
      ))}
      {waits.length > mostNamed ? <span className="quiet"> {t("plan.more", { count: waits.length - mostNamed })}</span> : null}
      {plan.urged_at && !plan.verdict ? <span className="quiet small"> · {t("plan.urged")} <When at={plan.urged_at} /></span> : null}
    </p>
  )
}

function Whole({ plan, onOffer }: { plan: Plan; onOffer: (offer: PlanOffer) => void }) {
  const { t } = useTranslation()
  const offers = wholeOffers(plan)
  const beside = offers.filter(({ verb }) => !edits.has(verb))
  const more = offers.filter(({ verb }) => edits.has(verb))
  return (
    <div className="plan-whole">
      {beside.map((offer) => <Button key={offer.verb} size="small" onClick={() => onOffer(offer)}>{verbWord(t, offer)}</Button>)}
      {more.length > 0 ? (
        <Dropdown trigger={["click"]} menu={{ items: more.map((offer) => ({ key: offer.verb, label: verbWord(t, offer), danger: offer.verb === "terminate", onClick: () => onOffer(offer) })) }}>
          <Button size="small" icon={<DownOutlined aria-hidden />} iconPlacement="end">{t("plan.manage")}</Button>
        </Dropdown>
      ) : null}
    </div>
  )
}
