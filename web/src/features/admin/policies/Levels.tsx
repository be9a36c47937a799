import { DeleteOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Form, InputNumber, Select } from "antd"
import { useTranslation } from "react-i18next"
import type { Policy } from "../../../api/types"
import { SelectMany } from "../../../ui/SelectMany"
import { PickCode } from "../../../ui/pickers"
import { dos, promised, whos } from "./model"
import { LengthItem } from "./Targets"

/** The steps of escalation. */
export function Levels({ policy }: { policy: Policy | undefined }) {
  const { t } = useTranslation()
  return (
    <Form.List name="levels">
      {(levels, { add, remove }) => (
        <>
          {levels.map(({ key, name }) => <Level key={key} index={name} policy={policy} onRemove={() => remove(name)} />)}
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ when: "after", after: 2 * 3600, kinds: [], actions: [{ do: "notify", who: "manager" }] })}>{t("policies.addLevel")}</Button>
        </>
      )}
    </Form.List>
  )
}

function Level({ index, policy, onRemove }: { index: number; policy: Policy | undefined; onRemove: () => void }) {
  const { t } = useTranslation()
  const at = t("policies.level", { level: index + 1 })
  const late = Form.useWatch(["levels", index, "when"]) === "after"
  return (
    <fieldset className="level">
      <legend>{at}</legend>
      <Button type="text" className="level-remove" icon={<DeleteOutlined aria-hidden />} aria-label={t("policies.removeLevel", { level: index + 1 })} onClick={onRemove} />
      <div className="line">
        <Form.Item name={[index, "when"]} className="tight">
          <Select aria-label={`${at}: ${t("policies.when")}`} options={[{ value: "percent", label: t("policies.atPercent") }, { value: "after", label: t("policies.afterBreach") }]} popupMatchSelectWidth={false} />
        </Form.Item>
        {late
          ? <LengthItem name={[index, "after"]} label={`${at}: ${t("policies.afterBreach")}`} required />
          : (
            <Form.Item name={[index, "percent"]} className="tight" rules={[{ required: true, message: t("common.required") }]}>
              <InputNumber min={1} max={100} precision={0} suffix="%" aria-label={`${at}: ${t("policies.percent")}`} />
            </Form.Item>
          )}
        <Form.Item name={[index, "kinds"]} className="tight level-kinds">
          <SelectMany<string[]> aria-label={`${at}: ${t("policies.ofKinds")}`} placeholder={t("policies.ofAllKinds")} options={promised.map((value) => ({ value, label: t(`policies.kinds.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.List name={[index, "actions"]}>
        {(actions, { add, remove }) => (
          <>
            {actions.map(({ key, name }) => <Action key={key} level={index} index={name} policy={policy} onRemove={() => remove(name)} alone={actions.length === 1} />)}
            <Button type="link" size="small" icon={<PlusOutlined aria-hidden />} aria-label={`${at}: ${t("policies.addAction")}`} onClick={() => add({ do: "notify", who: "assignee" })}>{t("policies.addAction")}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  )
}

interface ActionProps {
  level: number
  index: number
  policy: Policy | undefined
  onRemove: () => void
  alone: boolean
}

function Action({ level, index, policy, onRemove, alone }: ActionProps) {
  const { t } = useTranslation()
  const at = `${t("policies.level", { level: level + 1 })}, ${t("policies.action", { action: index + 1 })}`
  const act = Form.useWatch(["levels", level, "actions", index, "do"]) as string | undefined
  const who = Form.useWatch(["levels", level, "actions", index, "who"]) as string | undefined
  const required = [{ required: true, message: t("common.required") }]
  return (
    <div className="line">
      <Form.Item name={[index, "do"]} className="tight">
        <Select aria-label={at} options={dos.map((value) => ({ value, label: t(`policies.dos.${value}`) }))} popupMatchSelectWidth={false} />
      </Form.Item>
      {act === "notify" ? (
        <Form.Item name={[index, "who"]} className="tight" rules={required}>
          <Select aria-label={`${at}: ${t("policies.who")}`} options={whos.map((value) => ({ value, label: t(`policies.whos.${value}`) }))} popupMatchSelectWidth={false} />
        </Form.Item>
      ) : null}
      {act === "notify" && who === "unit_head" ? (
        <Form.Item name={[index, "up"]} className="tight">
          <InputNumber min={0} max={20} precision={0} prefix={t("policies.up")} placeholder="0" aria-label={`${at}: ${t("policies.upText")}`} />
        </Form.Item>
      ) : null}
      {act === "add_watcher" ? (
        <Form.Item name={[index, "login"]} className="tight level-pick" rules={required}><PickCode of="staff" label={`${at}: ${t("policies.person")}`} known={policy?.names.login ?? []} placeholder={t("policies.person")} /></Form.Item>
      ) : null}
      {act === "move_queue" ? (
        <Form.Item name={[index, "queue"]} className="tight level-pick" rules={required}><PickCode of="queues" label={`${at}: ${t("field.queue")}`} known={policy?.names.queue ?? []} placeholder={t("field.queue")} /></Form.Item>
      ) : null}
      {alone ? null : <Button type="text" icon={<DeleteOutlined aria-hidden />} aria-label={`${at}: ${t("common.remove")}`} onClick={onRemove} />}
    </div>
  )
}
