import { AuditOutlined, BlockOutlined, NotificationOutlined, SendOutlined, ToolOutlined } from "@ant-design/icons"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { layOut, pathOf } from "../../plan/layout"
import { type Draft, drawn, type Kind, type Problem } from "./model"
import { Said } from "../versioned/Problems"
import { stepName } from "./Problems"

const sizes = { width: 152, height: 62, gapX: 30, gapY: 14, padding: 12, label: 28 }
const icons: Record<Kind, typeof AuditOutlined> = { approval: AuditOutlined, task: ToolOutlined, notice: NotificationOutlined, group: BlockOutlined, submit: SendOutlined }

/** The sign of a step's kind. */
export function KindIcon({ kind }: { kind: Kind }) {
  const Icon = icons[kind]
  return <Icon aria-hidden />
}

/** The plan from left to right, groups as frames; a click opens the step. The cards below say the same to whom a picture says nothing. */
export function Drawing({ draft, problems, open, onOpen }: { draft: Draft; problems: Problem[]; open: string | undefined; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const nodes = JSON.stringify(drawn(draft))
  const { width, height, boxes, edges } = useMemo(() => layOut(JSON.parse(nodes) as ReturnType<typeof drawn>, sizes), [nodes])
  return (
    <section className="panel drawing" aria-label={t("templates.picture")}>
      <div className="drawing-paper" style={{ width: width + 32, height: height + 32 }}>
        <svg width={width + 32} height={height + 32} aria-hidden>
          <defs><marker id="template-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" /></marker></defs>
          <g transform="translate(16 16)">
            {boxes.filter(({ group }) => group).map((box) => <rect key={box.id} x={box.x} y={box.y} width={box.width} height={box.height} rx="8" className={box.id === open ? "on" : ""} />)}
            {edges.map((edge) => <path key={`${edge.from} ${edge.to}`} d={pathOf(edge)} className="drawing-line" markerEnd="url(#template-arrow)" />)}
          </g>
        </svg>
        {boxes.map((box) => {
          const step = draft.steps.find(({ id }) => id === box.id)
          if (!step) return null
          const worst = problems.find((one) => one.step === step.id && one.severity === "error") ?? problems.find((one) => one.step === step.id)
          const at = { left: box.x + 16, top: box.y + 16, width: box.width, height: box.group ? sizes.label : box.height }
          return (
            <button key={box.id} type="button" className={`drawn ${box.group ? "drawn-group" : ""} drawn-${step.kind}`} style={at} aria-pressed={box.id === open} onClick={() => onOpen(box.id)}>
              <KindIcon kind={step.kind} />
              <span className="drawn-name">{stepName(step)}</span>
              {worst ? <Said problem={worst} /> : null}
              {step.when && !box.group ? <span className="drawn-when mono">{step.when}</span> : null}
            </button>
          )
        })}
      </div>
    </section>
  )
}
