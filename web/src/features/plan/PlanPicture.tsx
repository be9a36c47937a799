import { ExclamationCircleFilled } from "@ant-design/icons"
import { useEffect, useMemo, useRef } from "react"
import { useTranslation } from "react-i18next"
import type { Plan, PlanStep } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { useNow } from "../../time/now"
import { When } from "../../ui/When"
import { type Box, layOut, pathOf } from "./layout"
import { dueOf, liveOf, roundsOf, stepName, votesOf } from "./model"
import { KindIcon, StepStatus } from "./Sign"
import { OwnerSign, ownerName } from "./Who"
import { votesShort } from "./words"

const margin = 8
const mostFaces = 4

/** The steps as they follow each other, drawn from left to right. The list of the plan says the same in words. */
export function PlanPicture({ plan, onStep }: { plan: Plan; onStep: (id: string) => void }) {
  const { t } = useTranslation()
  const layout = useMemo(() => layOut(plan.steps), [plan.steps])
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  const frame = useRef<HTMLElement>(null)
  const first = layout.boxes.find(({ id, group }) => !group && steps.get(id)?.status === "open")
  useEffect(() => {
    // What is done now is in sight, with a bit of what was before it.
    if (frame.current && first) frame.current.scrollLeft = Math.max(0, first.x - frame.current.clientWidth / 3)
    // oxlint-disable-next-line react/exhaustive-deps -- only when another step is the first that is open
  }, [first?.id])
  const passed = (id: string) => ["done", "refused", "skipped"].includes(steps.get(id)?.status ?? "")
  return (
    <figure ref={frame} className="plan-picture" aria-label={t("plan.frame")}>
      <div className="plan-canvas" style={{ width: layout.width + 2 * margin, height: layout.height + 2 * margin }}>
        {layout.boxes.filter(({ group }) => group).map((box) => <Frame key={box.id} box={box} step={steps.get(box.id)} />)}
        <svg aria-hidden width={layout.width + 2 * margin} height={layout.height + 2 * margin} viewBox={`${-margin} ${-margin} ${layout.width + 2 * margin} ${layout.height + 2 * margin}`}>
          <defs>
            {(["ahead", "passed", "back"] as const).map((sort) => (
              <marker key={sort} id={`plan-arrow-${sort}`} className={`plan-arrow ${sort}`} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" /></marker>
            ))}
          </defs>
          {layout.edges.map((edge) => {
            const sort = edge.back ? "back" : passed(edge.from) ? "passed" : "ahead"
            return <path key={`${edge.from} ${edge.to} ${sort}`} className={`plan-edge ${sort}`} d={pathOf(edge)} markerEnd={`url(#plan-arrow-${sort})`} />
          })}
        </svg>
        {layout.boxes.filter(({ group }) => !group).map((box) => {
          const step = steps.get(box.id)
          return step ? <Card key={box.id} box={box} step={step} plan={plan} onStep={onStep} /> : null
        })}
      </div>
    </figure>
  )
}

const placed = ({ x, y, width, height }: Box) => ({ left: x + margin, top: y + margin, width, height })

function Frame({ box, step }: { box: Box; step: PlanStep | undefined }) {
  if (!step) return null
  return (
    <div className={`plan-frame step-${step.status}`} style={placed(box)}>
      <span className="plan-frame-name">{stepName({ steps: [step] }, step.id, currentLanguage())}</span> <Rounds step={step} /> <StepStatus step={step} />
    </div>
  )
}

/** How often a step was opened, where it was more than once. */
export function Rounds({ step }: { step: PlanStep }) {
  const { t } = useTranslation()
  return step.round > 1 ? <span className="step-rounds" title={t("plan.rounds", { count: step.round })}>×{step.round}</span> : null
}

function Card({ box, step, plan, onStep }: { box: Box; step: PlanStep; plan: Plan; onStep: (id: string) => void }) {
  const { t } = useTranslation()
  const name = stepName(plan, step.id, currentLanguage())
  const votes = votesOf(plan, step)
  return (
    <button type="button" className={`plan-card step-${step.status} kind-${step.kind}`} style={placed(box)} onClick={() => onStep(step.id)}>
      <span className="plan-card-name"><KindIcon kind={step.kind} /><b title={name}>{name}</b><Rounds step={step} /></span>
      <span className="plan-card-status">
        <StepStatus step={step} />
        {votes && step.places.length > 1 ? <span className="plan-card-votes">{votesShort(t, step.kind, votes)}</span> : null}
      </span>
      <Faces plan={plan} step={step} />
    </button>
  )
}

/** Who is asked now, or who was. */
function Faces({ plan, step }: { plan: Plan; step: PlanStep }) {
  const { t } = useTranslation()
  const now = useNow()
  const due = dueOf(plan, step)
  const live = liveOf(plan, step).sort((a, b) => Number(a.status === "queued") - Number(b.status === "queued"))
  const shown = live.length > 0 ? live : (roundsOf(plan, step).present?.items.filter(({ status }) => status !== "closed") ?? [])
  if (shown.length === 0) return <span className="plan-card-who quiet" />
  const late = due !== undefined && due < now
  const [only] = shown
  return (
    <span className="plan-card-who">
      <span className="faces">
        {shown.slice(0, mostFaces).map((item) => <span key={item.item} className={`face item-${item.status}`} title={ownerName(t, item)}><OwnerSign of={item} size={22} /></span>)}
        {shown.length > mostFaces ? <span className="quiet">+{shown.length - mostFaces}</span> : null}
      </span>
      {shown.length === 1 && only ? <span className="plan-card-owner">{ownerName(t, only)}</span> : <span className="grow" />}
      {due && step.status === "open" ? <span className={late ? "late" : "quiet"}>{late ? <ExclamationCircleFilled aria-hidden /> : null} <When at={due} as="ahead" /></span> : null}
    </span>
  )
}
