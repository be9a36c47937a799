import { Button, Form, Input, InputNumber, Select } from "antd"
import { useTranslation } from "react-i18next"
import { Length } from "../policies/Length"
import { Condition } from "./Condition"
import { type Draft, groupsFor, inside, kinds, modes, type Problem, type Step, type Template, thens } from "./model"
import { Said } from "../versioned/Problems"
import { stepName } from "./Problems"
import { Rules } from "./Rules"
import { SelectMany } from "../../../ui/SelectMany"

interface Props {
  draft: Draft
  template: Template
  step: Step
  problems: Problem[]
  onChange: (part: Partial<Step>) => void
  onClose: () => void
}

/** Everything about one step. */
export function StepForm(props: Props) {
  const { t } = useTranslation()
  const { step, template, problems, onChange, onClose } = props
  const plain = step.kind === "group" || step.kind === "submit"
  return (
    <Form layout="vertical" component="div" requiredMark={false} className="step-form">
      {problems.length > 0 ? <ul className="problems">{problems.map((one) => <li key={`${one.field} ${one.text}`}><Said problem={one} /><span>{one.text}</span></li>)}</ul> : null}
      <Words {...props} />
      {step.kind === "submit" ? null : <Order {...props} />}
      {step.kind === "submit" ? null : <Condition value={step.when ?? ""} kind={template.kind} template={template.id} problems={problems} onChange={(when) => onChange({ when })} />}
      {plain ? null : <Who {...props} />}
      <Button onClick={onClose}>{t("templates.close")}</Button>
    </Form>
  )
}

function Words({ step, onChange }: Props) {
  const { t } = useTranslation()
  const ask = step.ask ?? { en: "", zh: "" }
  const plain = step.kind === "group" || step.kind === "submit"
  const changeable = step.kind === "approval" || step.kind === "task" || step.kind === "notice"
  return (
    <div className="two">
      <Form.Item label={t("templates.nameZh")} htmlFor="step-zh"><Input id="step-zh" maxLength={100} value={step.name.zh} onChange={({ target }) => onChange({ name: { ...step.name, zh: target.value } })} /></Form.Item>
      <Form.Item label={t("templates.nameEn")} htmlFor="step-en"><Input id="step-en" maxLength={100} value={step.name.en} onChange={({ target }) => onChange({ name: { ...step.name, en: target.value } })} /></Form.Item>
      {changeable ? (
        <Form.Item label={t("templates.kind")} htmlFor="step-kind">
          <Select id="step-kind" aria-label={t("templates.kind")} value={step.kind} onChange={(kind) => onChange({ kind })} options={kinds.filter((kind) => kind !== "group").map((value) => ({ value, label: t(`templates.stepKinds.${value}`) }))} />
        </Form.Item>
      ) : null}
      {step.kind === "submit" ? null : (
        <Form.Item label={t("templates.id")} htmlFor="step-id" extra={t("templates.idText")}><Id key={step.id} id={step.id} onChange={(id) => onChange({ id })} /></Form.Item>
      )}
      {plain ? null : (
        <>
          <Form.Item label={t("templates.askZh")} htmlFor="step-ask-zh"><Input.TextArea id="step-ask-zh" autoSize maxLength={1000} value={ask.zh} onChange={({ target }) => onChange({ ask: { ...ask, zh: target.value } })} /></Form.Item>
          <Form.Item label={t("templates.askEn")} htmlFor="step-ask-en"><Input.TextArea id="step-ask-en" autoSize maxLength={1000} value={ask.en} onChange={({ target }) => onChange({ ask: { ...ask, en: target.value } })} /></Form.Item>
        </>
      )}
    </div>
  )
}

// An id is taken over when it is whole: every other step that names this one follows it.
function Id({ id, onChange }: { id: string; onChange: (id: string) => void }) {
  const take = (typed: string) => {
    const next = typed.trim()
    if (next !== "" && next !== id) onChange(next)
  }
  return <Input id="step-id" className="mono" maxLength={40} defaultValue={id} onBlur={({ target }) => take(target.value)} onPressEnter={({ currentTarget }) => take(currentTarget.value)} />
}

function Order({ draft, step, onChange }: Props) {
  const { t } = useTranslation()
  const named = (steps: Step[]) => steps.map((one) => ({ value: one.id, label: stepName(one) }))
  const groups = groupsFor(draft, step.id)
  return (
    <div className="two">
      <Form.Item label={t("templates.after")} htmlFor="step-after" extra={t("templates.afterText")}>
        <SelectMany id="step-after" aria-label={t("templates.after")} placeholder={t("templates.atOnce")} optionFilterProp="label" value={step.after ?? []} onChange={(after) => onChange({ after })} options={named(inside(draft, step.in).filter(({ id }) => id !== step.id))} />
      </Form.Item>
      {groups.length > 0 || step.in ? (
        <Form.Item label={t("templates.in")} htmlFor="step-in">
          <Select id="step-in" aria-label={t("templates.in")} value={step.in ?? ""} onChange={(group) => onChange({ in: group })} options={[{ value: "", label: t("templates.top") }, ...named(groups)]} />
        </Form.Item>
      ) : null}
    </div>
  )
}

function Who({ step, template, draft, onChange }: Props) {
  const { t } = useTranslation()
  const asks = step.kind !== "notice"
  const pick = <K extends "nobody" | "self" | "again" | "on_reject">(field: K, label: string, fallback: string, options: Record<string, string>) => (
    <Form.Item label={label} htmlFor={`step-${field}`}>
      <Select id={`step-${field}`} aria-label={label} value={step[field] ?? fallback} onChange={(value) => onChange({ [field]: value })} options={Object.entries(options).map(([value, label]) => ({ value, label }))} />
    </Form.Item>
  )
  const words = (path: "nobodies" | "selves" | "agains" | "onRejects") => t(`templates.${path}`, { returnObjects: true }) as Record<string, string>
  return (
    <>
      <Form.Item label={t("templates.who")} required><Rules label={t("templates.who")} value={step.who ?? []} template={template} weighted={step.completion?.mode === "weighted"} onChange={(who) => onChange({ who })} /></Form.Item>
      {asks ? (
        <div className="two">
          <Enough step={step} onChange={onChange} />
          <Time step={step} onChange={onChange} />
          {pick("on_reject", t("templates.onReject"), "end", words("onRejects"))}
          {step.on_reject === "return" ? (
            <Form.Item label={t("templates.returnTo")} htmlFor="step-return">
              <Select id="step-return" aria-label={t("templates.returnTo")} value={step.return_to || undefined} onChange={(to) => onChange({ return_to: to })} options={draft.steps.filter(({ id, kind }) => id !== step.id && kind !== "group" && kind !== "notice").map((one) => ({ value: one.id, label: stepName(one) }))} />
            </Form.Item>
          ) : null}
          {pick("nobody", t("templates.nobody"), "admin", words("nobodies"))}
          {step.kind === "approval" ? pick("self", t("templates.self"), "ask", words("selves")) : null}
          {step.kind === "approval" ? pick("again", t("templates.again"), "ask", words("agains")) : null}
        </div>
      ) : null}
      {asks && step.limit?.then === "transfer" ? <Form.Item label={t("templates.to")} required><Rules label={t("templates.to")} value={step.limit.to ?? []} template={template} onChange={(to) => onChange({ limit: { ...step.limit, to } })} /></Form.Item> : null}
    </>
  )
}

function Enough({ step: { completion }, onChange }: Pick<Props, "step" | "onChange">) {
  const { t } = useTranslation()
  const mode = completion?.mode ?? "any"
  return (
    <Form.Item label={t("templates.completion")} htmlFor="step-mode">
      <div className="pair">
        <Select id="step-mode" aria-label={t("templates.completion")} value={mode} onChange={(mode) => onChange({ completion: { ...completion, mode } })} options={modes.map((value) => ({ value, label: t(`templates.modes.${value}`) }))} />
        {mode === "share" || mode === "weighted" ? <InputNumber min={1} max={100} precision={0} suffix="%" aria-label={t("templates.percent")} value={completion?.percent ?? null} onChange={(percent) => onChange({ completion: { mode, percent: percent ?? 0 } })} /> : null}
        {mode === "quorum" ? <InputNumber min={1} max={500} precision={0} aria-label={t("templates.count")} value={completion?.count ?? null} onChange={(count) => onChange({ completion: { mode, count: count ?? 0 } })} /> : null}
      </div>
    </Form.Item>
  )
}

function Time({ step: { limit, kind }, onChange }: Pick<Props, "step" | "onChange">) {
  const { t } = useTranslation()
  const minutes = limit?.minutes
  return (
    <Form.Item label={t("templates.limit")} htmlFor="step-limit" extra={t("templates.limitText")}>
      <div className="pair">
        <Length id="step-limit" label={t("templates.limit")} placeholder={t("templates.usual")} value={minutes ? minutes * 60 : null} onChange={(seconds) => { if (!Number.isNaN(seconds)) onChange({ limit: { ...limit, minutes: Math.round((seconds ?? 0) / 60) } }) }} />
        <Select
          aria-label={t("templates.otherwise")} prefix={t("templates.otherwise")} value={limit?.then ?? "remind"} popupMatchSelectWidth={false}
          onChange={(what) => onChange({ limit: { to: [{ by: "requester_head" }], ...limit, then: what } })} // oxlint-disable-line unicorn/no-thenable -- so the server calls it
          options={thens.filter((what) => kind === "approval" || (what !== "approve" && what !== "reject")).map((value) => ({ value, label: t(`templates.thens.${value}`) }))}
        />
      </div>
    </Form.Item>
  )
}
