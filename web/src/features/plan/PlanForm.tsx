import { App, Form, Input, Radio, Select } from "antd"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { newKey } from "../../api/client"
import type { Plan, PlanOffer, Ticket } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { EditModal } from "../../ui/EditModal"
import { PickMany } from "../../ui/pickers"
import { usePlanAct } from "./act"
import type { Values } from "./body"
import { inOrder, stepName } from "./model"
import { Neighbours, StepFields } from "./StepFields"
import { verbWord } from "./words"

interface Props {
  ticket: Ticket
  plan: Plan
  offer: PlanOffer
  onClose: () => void
}

const one = new Set(["transfer", "delegate"])
const named = ["comment", "to", "where", "step", "jump", "after", "before", "kind", "name_zh", "name_en", "ask", "in", "people", "groups", "roles", "mode", "hours", "otherwise"]

/** The form of one act on a plan, with the fields that the server offers. */
export function PlanForm({ ticket, plan, offer, onClose }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { send } = usePlanAct(ticket)
  const key = useMemo(() => newKey(), [])
  const item = plan.items.find((one) => one.item === offer.item)
  const word = verbWord(t, offer, plan.steps.find(({ id }) => id === item?.step), item)
  const text = t(`plan.verbText.${offer.verb}` as "plan.verbText.return", { defaultValue: "" })
  const field = (name: string) => offer.fields.find((one) => one.name === name)
  const save = async (values: Values) => {
    await send(offer, values, key)
    void message.success(t("plan.done", { verb: word }))
    onClose()
  }
  const steps = field("step")?.options ?? []
  const initial: Values = { jump: false, ...(steps.length === 1 ? { step: steps[0] } : {}), ...(field("where") ? { where: "before" } : {}), ...(field("new") ? { kind: "task", mode: "any", pool: true, otherwise: "remind", in: "" } : {}) }
  const to = field("to")
  const comment = field("comment")
  return (
    <EditModal<Values> title={`${word} · ${ticket.number}`} action={word} initial={initial} names={named} save={save} onClose={onClose} width={field("new") ? 680 : 520}>
      {text ? <p className="quiet form-text">{text}</p> : null}
      {field("where") ? (
        <Form.Item name="where" label={t("plan.field.where")} required>
          <Radio.Group className="stacked" options={(field("where")?.options ?? []).map((where) => ({ value: where, label: t(`plan.where.${where as "before"}`) }))} />
        </Form.Item>
      ) : null}
      {field("step") ? <StepChoice plan={plan} offer={offer} /> : null}
      {field("jump") ? <Jump /> : null}
      {to ? (
        <Form.Item name="to" label={t("plan.field.to")} rules={[{ required: to.required, message: t("common.required") }]} {...(one.has(offer.verb) ? { getValueFromEvent: last } : {})}>
          <PickMany of="colleagues" label={t("plan.field.to")} />
        </Form.Item>
      ) : null}
      {field("new") ? <StepFields plan={plan} /> : null}
      {field("after") ? <Neighbours plan={plan} adding={field("new") !== undefined} /> : null}
      {comment ? (
        <Form.Item name="comment" label={t("plan.field.comment")} rules={comment.required ? [{ required: true, whitespace: true, message: t("plan.mine.why") }] : []}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} />
        </Form.Item>
      ) : null}
    </EditModal>
  )
}

// One person only: the last who was chosen.
const last = (ids: number[]) => ids.slice(-1)

function StepChoice({ plan, offer }: { plan: Plan; offer: PlanOffer }) {
  const { t } = useTranslation()
  const legal = offer.fields.find(({ name }) => name === "step")?.options ?? []
  const ordered = allInOrder(plan).filter(({ id }) => legal.includes(id))
  const options = ordered.map(({ id }) => ({ value: id, label: stepName(plan, id, currentLanguage()) }))
  const label = t(offer.verb === "return" ? "plan.field.returnTo" : "plan.field.step")
  return (
    <Form.Item name="step" label={label} rules={[{ required: true, message: t("common.required") }]}>
      {offer.verb === "return" && options.length <= 8 ? <Radio.Group className="stacked" options={options} /> : <Select aria-label={label} options={options} />}
    </Form.Item>
  )
}

/** All steps as they follow each other, those of a group after it. */
const allInOrder = (plan: Plan, group = ""): Plan["steps"] => inOrder(plan, group).flatMap((step) => [step].concat(step.kind === "group" ? allInOrder(plan, step.id) : []))

function Jump() {
  const { t } = useTranslation()
  const choice = (name: "again" | "back") => <span>{t(`plan.jump.${name}`)}<span className="quiet choice-text">{t(`plan.jump.${name}Text`)}</span></span>
  return (
    <Form.Item name="jump" label={t("plan.field.jump")} required>
      <Radio.Group className="stacked" options={[{ value: false, label: choice("again") }, { value: true, label: choice("back") }]} />
    </Form.Item>
  )
}
