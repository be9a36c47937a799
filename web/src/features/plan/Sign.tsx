import {
  AuditOutlined, CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, GroupOutlined, MinusCircleOutlined, PlayCircleFilled, ReadOutlined, SendOutlined, ToolOutlined,
} from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import type { PlanStep } from "../../api/types"
import { statusWord } from "./words"

const signs = { waiting: ClockCircleOutlined, open: PlayCircleFilled, done: CheckCircleFilled, refused: CloseCircleFilled, skipped: MinusCircleOutlined }
const kinds = { task: ToolOutlined, approval: AuditOutlined, notice: ReadOutlined, group: GroupOutlined, submit: SendOutlined }

/** How a step stands: by a sign, a colour and a word. */
export function StepStatus({ step }: { step: Pick<PlanStep, "status" | "kind"> }) {
  const { t } = useTranslation()
  const Icon = signs[step.status]
  return <span className={`step-status step-${step.status}`}><Icon aria-hidden /> {statusWord(t, step)}</span>
}

/** What a step is: its kind as a sign, with the word as a hint. */
export function KindIcon({ kind }: { kind: PlanStep["kind"] }) {
  const { t } = useTranslation()
  const Icon = kinds[kind]
  return <span className="kind-icon" title={t(`plan.kind.${kind}`)}><Icon aria-hidden /><span className="sr-only">{t(`plan.kind.${kind}`)}: </span></span>
}
