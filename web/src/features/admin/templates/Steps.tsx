import { PlusOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { KindIcon } from "./Drawing"
import { add, change, type Draft, inside, kinds, move, place, type Problem, remove, start, type Step, type Template } from "./model"
import { Handle, PartButtons } from "../versioned/Part"
import { Said, worstOf } from "../versioned/Problems"
import { stepName } from "./Problems"
import { StepForm } from "./StepForm"
import { enoughWords, ruleWords } from "./words"

interface Props {
  draft: Draft
  template: Template
  problems: Problem[]
  open: string | undefined
  onOpen: (id: string | undefined) => void
  onChange: (draft: Draft) => void
}

/** The steps as cards: each is opened to edit it, and moved by its handle or its arrows among those of its group. */
export function Steps(props: Props) {
  const { t } = useTranslation()
  const { draft, template, onOpen, onChange } = props
  const [held, setHeld] = useState<string>()
  const adding = (kind: Step["kind"]) => {
    const [next, id] = add(draft, kind)
    onChange(next)
    onOpen(id)
  }
  return (
    <section className="panel padded" aria-label={t("templates.plan")}>
      <h2>{t("templates.plan")}</h2>
      <p className="quiet small">{t("templates.planText")}</p>
      <Group {...props} group="" held={held} onHold={setHeld} />
      <div className="add-steps">
        <span className="quiet">{t("templates.addStep")}</span>
        {[...(template.kind !== "incident" && !draft.steps.some(({ id }) => id === start) ? (["submit"] as const) : []), ...kinds].map((kind) => (
          <Button key={kind} icon={<PlusOutlined aria-hidden />} onClick={() => adding(kind)}>{t(`templates.stepKinds.${kind}`)}</Button>
        ))}
      </div>
    </section>
  )
}

type GroupProps = Props & { group: string; held: string | undefined; onHold: (id: string | undefined) => void }

function Group(props: GroupProps) {
  const steps = inside(props.draft, props.group)
  return (
    <ol className="template-steps">
      {steps.map((step, index) => <Card key={step.id} {...props} step={step} first={index === 0} last={index === steps.length - 1} />)}
    </ol>
  )
}

function Card(props: GroupProps & { step: Step; first: boolean; last: boolean }) {
  const { draft, template, step, problems, open, onOpen, onChange, held, onHold, group, first, last } = props
  const [over, setOver] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const on = open === step.id
  const name = stepName(step)
  const wrong = problems.filter((one) => one.step === step.id)
  const worst = worstOf(wrong)
  useEffect(() => {
    if (on) card.current?.scrollIntoView({ block: "nearest" })
  }, [on])
  const fits = held !== undefined && inside(draft, group).some(({ id }) => id === held)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what is dropped here by hand, the arrows do by keyboard
    <li
      ref={card}
      className={`template-step ${on ? "on" : ""} ${over ? "over" : ""}`}
      onDragOver={(event) => {
        if (!fits) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (!fits) return
        event.preventDefault()
        event.stopPropagation()
        onChange(place(draft, held, step.id))
      }}
    >
      <div className="template-step-head">
        <Handle id={step.id} name={name} onHold={onHold} />
        <KindIcon kind={step.kind} />
        <div className="template-step-what">
          <b>{name}</b> <span className="quiet small mono">{step.id}</span> {worst ? <Said problem={worst} /> : null}
          <Facts draft={draft} template={template} step={step} />
        </div>
        <div className="template-step-buttons">
          <PartButtons
            name={name} first={first} last={last} open={on}
            onMove={(by) => onChange(move(draft, step.id, by))} onOpen={() => onOpen(on ? undefined : step.id)} onRemove={() => onChange(remove(draft, step.id))}
          />
        </div>
      </div>
      {on ? (
        <StepForm
          draft={draft} template={template} step={step} problems={wrong} onClose={() => onOpen(undefined)}
          onChange={(part) => {
            onChange(change(draft, step.id, part))
            if (part.id !== undefined && !draft.steps.some(({ id }) => id === part.id)) onOpen(part.id)
          }}
        />
      ) : null}
      {step.kind === "group" ? <Group {...props} group={step.id} /> : null}
    </li>
  )
}

/** A step in a line or two: whom it asks, after what, and when. */
function Facts({ draft, template, step }: { draft: Draft; template: Template; step: Step }) {
  const { t } = useTranslation()
  const after = (step.after ?? []).map((id) => draft.steps.find((one) => one.id === id)).filter((one) => one !== undefined).map(stepName)
  const who = step.kind === "group" || step.kind === "submit" ? [] : (step.who ?? []).map((rule) => ruleWords(t, rule, template, currentLanguage()))
  return (
    <div className="template-facts small">
      {who.length > 0 ? <span>{who.join(", ")}{enoughWords(t, step)}</span> : null}
      {after.length > 0 ? <span className="quiet">{t("templates.after")}: {after.join(", ")}</span> : null}
      {step.when ? <span className="quiet">{t("templates.when")}: <span className="mono">{step.when}</span></span> : null}
    </div>
  )
}
