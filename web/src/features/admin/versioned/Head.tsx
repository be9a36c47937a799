import { Link } from "@tanstack/react-router"
import { Alert, Button, Checkbox, Form, Input } from "antd"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import type { Problem, Versioned } from "./model"
import { Standing } from "./Standing"
import type { Editing } from "./useEditing"

/** The head of an editor: what is edited, how it stands, and what may be done with it. */
export function Head<T extends Versioned<D>, D, P extends Problem>({ editing, about }: { editing: Editing<T, D, P>; about?: ReactNode }) {
  const { t } = useTranslation()
  const { noun, saved, problems, changed, wrong, busy, save, publish, discard } = editing
  const errors = problems.some(({ severity }) => severity === "error")
  return (
    <>
      <div className="calendar-head">
        <Link to="/admin/$section" params={{ section: noun }}>← {t(`${noun}.all`)}</Link>
        <h2>{nameIn(saved, currentLanguage())}</h2>
        <span className="quiet small">{about}<Standing thing={saved} /></span>
        <span className="grow" />
        {changed ? <span className="small changed-hint">{t("versioned.unsaved")}</span> : null}
        <Button disabled={!changed} onClick={() => void discard()}>{t("versioned.discard")}</Button>
        <Button disabled={!changed || busy === "publish"} loading={busy === "save"} onClick={() => void save()}>{t("common.save")}</Button>
        <Button type="primary" disabled={(!changed && !saved.changed) || errors || busy === "save"} loading={busy === "publish"} onClick={() => void publish()}>{t("versioned.publish")}</Button>
      </div>
      {wrong ? <Alert type="error" showIcon role="alert" className="form-alert" title={wrong} /> : null}
    </>
  )
}

/** Its names, and whether it may be used; id is what the inputs are told apart by. */
export function Names<T extends Versioned<D>, D, P extends Problem>({ id, editing: { now, change } }: { id: string; editing: Editing<T, D, P> }) {
  const { t } = useTranslation()
  return (
    <section className="panel padded">
      <h2>{t("versioned.names")}</h2>
      <Form layout="vertical" component="div" className="two">
        <Form.Item label={t("admin.name")} htmlFor={`${id}-name`} required><Input id={`${id}-name`} maxLength={200} value={now.name} onChange={({ target }) => change({ name: target.value })} /></Form.Item>
        <Form.Item label={t("admin.nameEn")} htmlFor={`${id}-name-en`}><Input id={`${id}-name-en`} maxLength={200} value={now.name_en} onChange={({ target }) => change({ name_en: target.value })} /></Form.Item>
      </Form>
      <Checkbox checked={now.enabled} onChange={({ target }) => change({ enabled: target.checked })}>{t("versioned.enable")}</Checkbox>
    </section>
  )
}
