import { Checkbox, Form, Input, InputNumber, Radio, Select } from "antd"
import type { TFunction } from "i18next"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { ActField as Field, Ticket } from "../../api/types"
import { word } from "../../i18n/word"
import { type Noun, Pick } from "../../ui/pickers"
import { PriorityTag } from "../../ui/Tags"

const nouns: Record<string, Noun> = { group: "groups", assignee: "staff", category: "categories", service: "services", queue: "queues" }
const mostMinutes = 1440

interface Props {
  field: Field
  ticket: Ticket
  verb: string
  autoFocus?: boolean
}

/** One field of an act, by its name. */
export function ActField({ field, ticket, verb, autoFocus = false }: Props) {
  const { t } = useTranslation()
  const label = question(verb, field.name, t) ?? word(t, "field", field.name)
  if (field.name === "internal") {
    return <Form.Item name="internal" valuePropName="checked"><Checkbox>{t("ticket.noteHint")}</Checkbox></Form.Item>
  }
  const text = isText(field.name)
  const rules = field.required ? [{ required: true, message: t("common.required"), ...(text ? { whitespace: true } : {}) }] : []
  return (
    <>
      <Form.Item name={field.name} label={label} rules={rules} {...(text ? { className: "whole" } : {})}>
        <Control field={field} ticket={ticket} autoFocus={autoFocus} label={label} />
      </Form.Item>
      {field.name === "urgency" ? <NewPriority ticket={ticket} /> : null}
    </>
  )
}

const isText = (name: string) => name === "comment" || name === "resolution_text"

function question(verb: string, name: string, t: TFunction): string | undefined {
  if (name !== "comment") return undefined
  if (verb === "reject") return t("ticket.rejectWhy")
  if (verb === "reopen") return t("ticket.reopenWhy")
  if (verb === "escalate") return t("ticket.escalateWhy")
  if (verb === "log_work") return t("ticket.workNote")
  return undefined
}

interface ControlProps {
  id?: string
  value?: never
  onChange?: (value: unknown) => void
  field: Field
  ticket: Ticket
  autoFocus: boolean
  label: string
}

function Control({ field, ticket, autoFocus, label, ...bound }: ControlProps) {
  const { t } = useTranslation()
  const options = field.options ?? []
  const noun = nouns[field.name]
  if (noun) {
    const now = ticket[field.name as "group" | "assignee" | "category" | "service" | "queue"]
    return <Pick {...bound} of={noun} label={label} known={[now]} placeholder={field.name === "assignee" ? t("common.nobody") : t("common.none")} />
  }
  switch (field.name) {
    case "hold_reason":
      return <Radio.Group {...bound} className="stacked" options={options.map((value) => ({ value, label: word(t, "hold", value) }))} />
    case "resolution_code":
      return <Select {...bound} aria-label={label} options={options.map((value) => ({ value, label: word(t, "resolution", value) }))} />
    case "kind":
      return <Select {...bound} aria-label={label} options={options.map((value) => ({ value, label: word(t, "kind", value) }))} />
    case "impact":
    case "urgency":
      return <Radio.Group {...bound} className="stacked" options={options.map((value) => ({ value, label: levelLabel(t, field.name as "impact" | "urgency", value) }))} />
    case "minutes":
      return <InputNumber {...bound} min={1} max={mostMinutes} step={15} precision={0} autoFocus={autoFocus} aria-label={label} />
    default:
      return isText(field.name)
        ? <Input.TextArea {...bound} autoSize={{ minRows: 3, maxRows: 12 }} autoFocus={autoFocus} />
        : <Input {...bound} autoFocus={autoFocus} />
  }
}

const levelLabel = (t: TFunction, book: "impact" | "urgency", level: string) => `${word(t, "level", level)}: ${word(t, book, level)}`

/** Tells what priority the chosen impact and urgency make. */
function NewPriority({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const impact = Number(Form.useWatch("impact") as string | undefined)
  const urgency = Number(Form.useWatch("urgency") as string | undefined)
  const { data } = api.useQuery("get", "/api/v1/priority-matrix")
  const cell = data?.rows?.find((row) => row.impact === impact && row.urgency === urgency)
  if (!cell || cell.priority === ticket.priority) return null
  return <p className="new-priority whole" role="status">{t("ticket.newPriority", { priority: "" })}<PriorityTag priority={cell.priority} /></p>
}
