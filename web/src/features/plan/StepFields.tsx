import { Checkbox, Form, Input, InputNumber, Radio, Select } from "antd"
import { useTranslation } from "react-i18next"
import type { Plan } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { SelectMany } from "../../ui/SelectMany"
import { PickCodes } from "../../ui/pickers"
import { roles } from "../users/roles"
import type { Values } from "./body"
import { inOrder, stepName } from "./model"

const kinds = ["task", "approval", "notice"] as const
const modes = ["any", "all", "sequence", "first"] as const
const thens = ["remind", "approve", "reject", "escalate"] as const
const mostHours = 8760

/** What a step is that is added to a running plan, and whom it asks. */
export function StepFields({ plan }: { plan: Plan }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const zh = currentLanguage() === "zh" // one name is enough, and it is the viewer's who is asked for it
  const kind = Form.useWatch("kind", form) ?? "task"
  const pools = [...(Form.useWatch("groups", form) ?? []), ...(Form.useWatch("roles", form) ?? [])].length > 0
  const groups = plan.steps.filter((step) => step.kind === "group" && (step.status === "open" || step.status === "waiting"))
  const oneOf = (names: readonly (keyof Values)[], words: string) => ({
    validator: () => (names.some((name) => form.getFieldValue(name)?.length > 0) ? Promise.resolve() : Promise.reject(new Error(words))),
  })
  return (
    <>
      <Form.Item name="kind" label={t("plan.field.kind")} required>
        <Radio.Group options={kinds.map((value) => ({ value, label: t(`plan.kind.${value}`) }))} optionType="button" />
      </Form.Item>
      <div className="act-grid">
        <Form.Item name="name_zh" label={t("plan.field.nameZh")} required={zh} dependencies={["name_en"]} rules={[oneOf(["name_zh", "name_en"], t("plan.oneName"))]}><Input maxLength={100} /></Form.Item>
        <Form.Item name="name_en" label={t("plan.field.nameEn")} required={!zh}><Input maxLength={100} /></Form.Item>
        <Form.Item name="people" label={t("plan.field.people")} required dependencies={["groups", "roles"]} rules={[oneOf(["people", "groups", "roles"], t("plan.oneWho"))]} className="whole">
          <PickCodes of="colleagues" label={t("plan.field.people")} />
        </Form.Item>
        <Form.Item name="groups" label={t("plan.field.groups")}><PickCodes of="groups" label={t("plan.field.groups")} /></Form.Item>
        <Form.Item name="roles" label={t("plan.field.roles")}>
          <SelectMany aria-label={t("plan.field.roles")} options={roles.map((value) => ({ value, label: word(t, "role", value) }))} />
        </Form.Item>
        <Form.Item name="pool" valuePropName="checked" hidden={!pools} className="whole"><Checkbox>{t("plan.field.pool")}</Checkbox></Form.Item>
        <Form.Item name="ask" label={t("plan.field.ask")} className="whole"><Input.TextArea maxLength={1000} autoSize={{ minRows: 1, maxRows: 6 }} /></Form.Item>
        <Form.Item name="mode" label={t("plan.field.mode")} required hidden={kind === "notice"} className="whole">
          <Select aria-label={t("plan.field.mode")} options={modes.map((value) => ({ value, label: t(`plan.mode.${value}`) }))} />
        </Form.Item>
        <Form.Item name="hours" label={t("plan.field.hours")} hidden={kind === "notice"}><InputNumber min={0.1} max={mostHours} step={1} aria-label={t("plan.field.hours")} style={{ width: "100%" }} /></Form.Item>
        <Form.Item name="otherwise" label={t("plan.field.otherwise")} required hidden={kind === "notice"}>
          <Select aria-label={t("plan.field.otherwise")} options={thens.map((value) => ({ value, label: t(`plan.thenChoice.${value}`) }))} />
        </Form.Item>
      </div>
      {groups.length > 0 ? (
        <Form.Item name="in" label={t("plan.field.in")} required>
          <Select
            aria-label={t("plan.field.in")}
            onChange={() => form.setFieldsValue({ after: [], before: [] })}
            options={[{ value: "", label: t("plan.top") }, ...groups.map(({ id }) => ({ value: id, label: t("plan.inGroup", { name: stepName(plan, id, currentLanguage()) }) }))]}
          />
        </Form.Item>
      ) : null}
    </>
  )
}

/** After and before which steps of its group a step comes. */
export function Neighbours({ plan, adding }: { plan: Plan; adding: boolean }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const chosen = Form.useWatch("step", form)
  const into = Form.useWatch("in", form) ?? ""
  const group = adding ? into : (plan.steps.find(({ id }) => id === chosen)?.in ?? "")
  const beside = inOrder(plan, group).filter(({ id }) => adding || id !== chosen)
  const options = (steps: Plan["steps"]) => steps.map(({ id }) => ({ value: id, label: stepName(plan, id, currentLanguage()) }))
  const later = beside.filter(({ status, round, kind }) => status === "waiting" && round === 0 && kind !== "submit")
  return (
    <div className="act-grid">
      <Form.Item name="after" label={t("plan.field.after")}><SelectMany aria-label={t("plan.field.after")} placeholder={t("plan.noneBefore")} options={options(beside)} /></Form.Item>
      <Form.Item name="before" label={t("plan.field.before")}><SelectMany aria-label={t("plan.field.before")} placeholder={t("plan.noneAfter")} options={options(later)} /></Form.Item>
    </div>
  )
}
