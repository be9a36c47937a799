import { PlusOutlined } from "@ant-design/icons"
import { Button, Dropdown, Form as Fill, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { textIn } from "../../form/model"
import { PartButtons } from "../versioned/Part"
import { Condition } from "./Condition"
import { FieldCard } from "./FieldCard"
import { addField, addSection, changeSection, type Draft, type Form, kinds, moveSection, placeField, type Problem, removeSection, type Section } from "./model"
import { TypedId } from "./TypedId"

export interface Designing {
  form: Form
  draft: Draft
  problems: Problem[]
  /** The field or (with # in front) the section that is open. */
  open: string | undefined
  onOpen: (id: string | undefined) => void
  onChange: (draft: Draft) => void
}

/** The sections with their fields as cards: each is opened to edit it, and moved by its handle or its arrows. */
export function Sections(props: Designing) {
  const { t } = useTranslation()
  const { draft, onChange } = props
  const [held, setHeld] = useState<string>()
  return (
    <section className="panel padded" aria-label={t("forms.fields")}>
      <h2>{t("forms.fields")}</h2>
      <p className="quiet small">{t("forms.fieldsText")}</p>
      <ol className="form-sections">
        {draft.sections.map((section, at) => <One key={section.id} {...props} section={section} first={at === 0} last={at === draft.sections.length - 1} held={held} onHold={setHeld} />)}
      </ol>
      <Button icon={<PlusOutlined aria-hidden />} onClick={() => onChange(addSection(draft))}>{t("forms.addSection")}</Button>
    </section>
  )
}

type OneProps = Designing & { section: Section; first: boolean; last: boolean; held: string | undefined; onHold: (id: string | undefined) => void }

function One(props: OneProps) {
  const { t } = useTranslation()
  const { draft, section, first, last, problems, open, onOpen, onChange, held } = props
  const [over, setOver] = useState(false)
  const name = textIn(section.name, currentLanguage()) || section.id
  const key = `#${section.id}`
  const on = open === key
  const adding = (kind: (typeof kinds)[number]) => {
    const [next, id] = addField(draft, section.id, kind, { zh: t(`forms.kinds.${kind}`, { lng: "zh" }), en: t(`forms.kinds.${kind}`, { lng: "en" }) })
    onChange(next)
    onOpen(id)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what is dropped here by hand, the arrows do by keyboard
    <li
      className={`form-section-card ${over ? "over" : ""}`}
      onDragOver={(event) => {
        if (held === undefined) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        if (held === undefined) return
        event.preventDefault()
        onChange(placeField(draft, held, section.id))
      }}
    >
      <div className="form-section-head">
        <h3>{name}</h3> <span className="quiet small mono">{section.id}</span>
        {section.when ? <span className="quiet small">{t("forms.when")}: <span className="mono">{section.when}</span></span> : null}
        <span className="grow" />
        <PartButtons
          name={name} first={first} last={last} open={on} kept={section.fields.length > 0 ? t("forms.removeFieldsFirst") : undefined}
          onMove={(by) => onChange(moveSection(draft, section.id, by))} onOpen={() => onOpen(on ? undefined : key)} onRemove={() => onChange(removeSection(draft, section.id))}
        />
      </div>
      {on ? (
        <Fill layout="vertical" component="div" requiredMark={false} className="step-form">
          <div className="two">
            <Fill.Item label={t("templates.nameZh")} htmlFor="section-zh"><Input id="section-zh" maxLength={200} value={section.name.zh} onChange={({ target }) => onChange(changeSection(draft, section.id, { name: { ...section.name, zh: target.value } }))} /></Fill.Item>
            <Fill.Item label={t("templates.nameEn")} htmlFor="section-en"><Input id="section-en" maxLength={200} value={section.name.en} onChange={({ target }) => onChange(changeSection(draft, section.id, { name: { ...section.name, en: target.value } }))} /></Fill.Item>
            <Fill.Item label={t("templates.id")} htmlFor="section-id">
              <TypedId key={section.id} name="section-id" id={section.id} onChange={(id) => {
                onChange(changeSection(draft, section.id, { id }))
                if (!draft.sections.some((one) => one.id === id)) onOpen(`#${id}`)
              }} />
            </Fill.Item>
          </div>
          <Condition name="section-when" label={t("forms.sectionWhen")} value={section.when ?? ""} draft={draft} problems={problems.filter((one) => one.section === section.id && one.field === "" && one.property === "when")} onChange={(when) => onChange(changeSection(draft, section.id, { when }))} />
          <Button onClick={() => onOpen(undefined)}>{t("templates.close")}</Button>
        </Fill>
      ) : null}
      <ol className="template-steps">
        {section.fields.map((field, at) => <FieldCard key={field.id} {...props} field={field} edge={{ top: first && at === 0, bottom: last && at === section.fields.length - 1 }} />)}
      </ol>
      <Dropdown trigger={["click"]} menu={{ items: kinds.map((kind) => ({ key: kind, label: t(`forms.kinds.${kind}`), onClick: () => adding(kind) })), className: "form-kinds" }}>
        <Button icon={<PlusOutlined aria-hidden />} aria-label={t("forms.addFieldTo", { name })}>{t("forms.addField")}</Button>
      </Dropdown>
    </li>
  )
}
