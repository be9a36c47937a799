import { Alert, Button, Form, Progress } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ActBody } from "../../api/types"
import { Pick } from "../../ui/pickers"
import { SaveMenu } from "../paper/SaveMenu"
import { useBulk } from "./useBulk"
import { Dialog } from "../../ui/Dialog"

/** Acts on all selected tickets, each by itself, and tells what became of each. */
export function BulkBar({ numbers, onClear }: { numbers: string[]; onClear: () => void }) {
  const { t } = useTranslation()
  const [assigning, setAssigning] = useState(false)
  const bulk = useBulk()
  const run = async (act: ActBody) => {
    setAssigning(false)
    if (await bulk.run(numbers, act)) onClear()
  }
  return (
    <div className="bulk panel" role="region" aria-label={t("desk.selected", { count: numbers.length })}>
      <b>{t("desk.selected", { count: numbers.length })}</b>
      <Button type="primary" disabled={bulk.running} onClick={() => void run({ verb: "take" })}>{t("desk.bulkTake")}</Button>
      <Button disabled={bulk.running} onClick={() => setAssigning(true)}>{t("desk.bulkAssign")}</Button>
      <SaveMenu what={{ list: "incidents", numbers }} label={t("paper.saveSelected")} />
      <span className="grow" />
      <Button type="text" disabled={bulk.running} onClick={onClear}>{t("desk.bulkClear")}</Button>
      {bulk.running ? (
        <div className="bulk-progress">
          <Progress percent={Math.round((100 * bulk.done) / numbers.length)} showInfo={false} size="small" aria-label={t("desk.bulkRunning", { done: bulk.done, all: numbers.length })} />
          <span>{t("desk.bulkRunning", { done: bulk.done, all: numbers.length })}</span>
          <Button size="small" onClick={bulk.stop}>{t("desk.bulkStop")}</Button>
        </div>
      ) : null}
      {bulk.refused.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          closable={{ closeIcon: true, onClose: bulk.forget }}
          role="alert"
          className="bulk-refused"
          title={`${t("desk.bulkDone", { ok: bulk.done - bulk.refused.length, all: bulk.done })} ${t("desk.bulkDoneText")}`}
          description={<ul>{bulk.refused.map(({ number, why }) => <li key={number}><b className="num">{number}</b> {why}</li>)}</ul>}
        />
      ) : null}
      {assigning ? <AssignForm onClose={() => setAssigning(false)} onAssign={(act) => void run(act)} /> : null}
    </div>
  )
}

function AssignForm({ onClose, onAssign }: { onClose: () => void; onAssign: (act: ActBody) => void }) {
  const { t } = useTranslation()
  const [group, setGroup] = useState<number | null>(null)
  const [assignee, setAssignee] = useState<number | null>(null)
  const assign = () => onAssign({ verb: "assign", ...(group ? { group } : {}), ...(assignee ? { assignee } : {}) })
  return (
    <Dialog title={t("verb.assign")} onCancel={onClose} onOk={assign} okText={t("verb.assign")} okButtonProps={{ disabled: !group && !assignee }}>
      <Form layout="vertical">
        <Form.Item label={t("field.group")}><Pick of="groups" label={t("field.group")} value={group} onChange={setGroup} /></Form.Item>
        <Form.Item label={t("field.assignee")}><Pick of="staff" label={t("field.assignee")} value={assignee} onChange={setAssignee} /></Form.Item>
      </Form>
    </Dialog>
  )
}
