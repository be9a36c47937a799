import { DeleteOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Checkbox, Input, InputNumber, Select } from "antd"
import { useTranslation } from "react-i18next"
import { word } from "../../../i18n/word"
import { PickCode } from "../../../ui/pickers"
import { roles, type Rule, ruleHas, rules, type Template } from "./model"

interface Props {
  label: string
  value: Rule[]
  template: Pick<Template, "kind" | "names">
  /** Whether the requester may be asked to choose people. */
  chosen?: boolean
  weighted?: boolean
  onChange: (rules: Rule[]) => void
}

const picks = { person: "users", group: "groups", unit_head: "units" } as const

/** By which rules people are found, in order. */
export function Rules({ label, value, template, chosen = true, weighted = false, onChange }: Props) {
  const { t } = useTranslation()
  const offered = rules.filter((by) => (template.kind === "incident" || by !== "assignee") && (chosen || by !== "chosen")).map((by) => ({ value: by, label: t(`templates.rules.${by}`) }))
  return (
    <div className="rules" role="group" aria-label={label}>
      {value.map((rule, index) => {
        const at = `${label}, ${t("templates.rule", { rule: index + 1 })}`
        const set = (part: Partial<Rule>) => onChange(value.map((one, place) => (place === index ? { ...one, ...part } : one)))
        const has = ruleHas(rule.by)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a rule is what stands in its place
          <div className="line" key={index}>
            <Select className="rule-by" aria-label={at} value={rule.by} options={offered} popupMatchSelectWidth={false} onChange={(by) => onChange(value.map((one, place) => (place === index ? { by } : one)))} />
            {rule.by === "person" || rule.by === "group" || rule.by === "unit_head" ? (
              <div className="rule-name"><PickCode of={picks[rule.by]} allowClear={false} label={`${at}: ${t("templates.fact")}`} known={template.names[rule.by] ?? []} value={rule.name ?? null} onChange={(name) => set({ name: name ?? "" })} /></div>
            ) : null}
            {rule.by === "role" ? <Select className="rule-name" aria-label={`${at}: ${t("templates.fact")}`} value={rule.name || undefined} options={roles.map((role) => ({ value: role, label: word(t, "role", role) }))} onChange={(name) => set({ name })} /> : null}
            {rule.by === "chosen" ? <Input className="rule-name" aria-label={`${at}: ${t("templates.choice")}`} placeholder={t("templates.choice")} maxLength={100} value={rule.name ?? ""} onChange={({ target }) => set({ name: target.value })} /> : null}
            {has.up ? <InputNumber className="rule-up" min={0} max={20} precision={0} prefix={t(rule.by === "unit_head" ? "templates.above" : rule.by === "requester_head" ? "templates.level" : "templates.levels")} aria-label={`${at}: ${t("templates.above")}`} value={rule.up ?? null} onChange={(up) => set({ up: up ?? 0 })} /> : null}
            {has.pool ? <Checkbox checked={rule.pool ?? false} onChange={({ target }) => set({ pool: target.checked })}>{t("templates.pool")}</Checkbox> : null}
            {weighted ? <InputNumber className="rule-up" min={1} max={1000} precision={0} prefix={t("templates.weight")} aria-label={`${at}: ${t("templates.weight")}`} value={rule.weight ?? 1} onChange={(weight) => set({ weight: weight ?? 1 })} /> : null}
            <Button type="text" className="rule-gone" icon={<DeleteOutlined aria-hidden />} aria-label={`${label}, ${t("templates.removeRule", { rule: index + 1 })}`} onClick={() => onChange(value.filter((_, place) => place !== index))} />
          </div>
        )
      })}
      <Button type="link" size="small" icon={<PlusOutlined aria-hidden />} aria-label={`${label}: ${t("templates.addRule")}`} onClick={() => onChange([...value, { by: "person" }])}>{t("templates.addRule")}</Button>
    </div>
  )
}
