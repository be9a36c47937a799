import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { textIn } from "../../form/model"
import { Handle, PartButtons } from "../versioned/Part"
import { Said, worstOf } from "../versioned/Problems"
import { FieldForm } from "./FieldForm"
import { changeField, type Field, fieldsOf, moveField, placeField, removeField, type Section } from "./model"
import { fieldOf } from "./Problems"
import type { Designing } from "./Sections"

type Props = Designing & { section: Section; field: Field; edge: { top: boolean; bottom: boolean }; held: string | undefined; onHold: (id: string | undefined) => void }

/** One field: what it is in a line, opened everything about it. */
export function FieldCard(props: Props) {
  const { t } = useTranslation()
  const { draft, section, field, edge, problems, open, onOpen, onChange, held, onHold } = props
  const [over, setOver] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const on = open === field.id
  const name = textIn(field.name, currentLanguage()) || field.id
  const wrong = problems.filter((one) => fieldOf(one) === field.id && (one.section === section.id || one.section === ""))
  const worst = worstOf(wrong)
  useEffect(() => {
    if (on) card.current?.scrollIntoView({ block: "nearest" })
  }, [on])
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what is dropped here by hand, the arrows do by keyboard
    <li
      ref={card}
      className={`template-step ${on ? "on" : ""} ${over ? "over" : ""}`}
      onDragOver={(event) => {
        if (held === undefined || held === field.id) return
        event.preventDefault()
        event.stopPropagation()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (held === undefined) return
        event.preventDefault()
        event.stopPropagation()
        onChange(placeField(draft, held, section.id, field.id))
      }}
    >
      <div className="template-step-head form-card-head">
        <Handle id={field.id} name={name} onHold={onHold} />
        <div className="template-step-what">
          <b>{name}</b>{field.required ? <span className="form-must" title={t("forms.required")}> *</span> : null} <span className="quiet small mono">{field.id}</span> {worst ? <Said problem={worst} /> : null}
          <Facts field={field} />
        </div>
        <div className="template-step-buttons">
          <PartButtons
            name={name} first={edge.top} last={edge.bottom} open={on}
            onMove={(by) => onChange(moveField(draft, field.id, by))} onOpen={() => onOpen(on ? undefined : field.id)} onRemove={() => onChange(removeField(draft, field.id))}
          />
        </div>
      </div>
      {on ? (
        <FieldForm
          {...props} problems={wrong}
          onEdit={(part) => {
            onChange(changeField(draft, field.id, part))
            if (part.id !== undefined && !fieldsOf(draft).some(({ id }) => id === part.id)) onOpen(part.id)
          }}
        />
      ) : null}
    </li>
  )
}

/** A field in a line or two: its kind, and what differs from the usual. */
function Facts({ field }: { field: Field }) {
  const { t } = useTranslation()
  const hidden = Object.entries(field.access ?? {}).filter(([, right]) => right === "hidden").map(([step]) => t(`forms.steps.${step as "start"}`, { defaultValue: step }))
  const parts = [t(`forms.kinds.${field.kind}`), field.options ? t("forms.optionsCount", { count: field.options.length }) : "", field.columns ? t("forms.columnsCount", { count: field.columns.length }) : "", hidden.length > 0 ? t("forms.hiddenFrom", { steps: hidden.join(", ") }) : ""]
  return (
    <div className="template-facts small">
      <span>{parts.filter(Boolean).join(" · ")}</span>
      {field.when ? <span className="quiet">{t("forms.when")}: <span className="mono">{field.when}</span></span> : null}
    </div>
  )
}
