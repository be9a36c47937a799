import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Link, useBlocker } from "@tanstack/react-router"
import { Alert, App, Button, Checkbox, Form as Fill, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import { useSettled } from "../../../ui/useSettled"
import { Standing } from "./Forms"
import { cleaned, type Draft, type Form, type Problem } from "./model"
import { Preview } from "./Preview"
import { Problems } from "./Problems"
import { Sections } from "./Sections"
import { Versions } from "./Versions"

interface Edited {
  name: string
  name_en: string
  enabled: boolean
  draft: Draft
}

const editedOf = ({ name, name_en, enabled, draft }: Form): Edited => ({ name, name_en, enabled, draft: draft ?? { sections: [] } })
const same = (a: Edited, b: Edited) => JSON.stringify({ ...a, draft: cleaned(a.draft) }) === JSON.stringify({ ...b, draft: cleaned(b.draft) })

/** Designs a form: its draft is checked and shown as it is made, saved as one, and published when nothing is wrong with it. */
export function FormEditor({ form, reload }: { form: Form; reload: () => Promise<Form | undefined> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [saved, setSaved] = useState(form)
  const [now, setNow] = useState(() => editedOf(form))
  const [open, setOpen] = useState<string>()
  const [wrong, setWrong] = useState("")
  const [busy, setBusy] = useState<"save" | "publish">()
  const changed = !same(now, editedOf(saved))
  useBlocker({ shouldBlockFn: () => changed && !window.confirm(t("common.unsaved")), enableBeforeUnload: changed })
  const draft = cleaned(now.draft)
  const problems = useProblems(saved.id, draft)
  const change = (part: Partial<Edited>) => {
    setNow((was) => ({ ...was, ...part }))
    setWrong("")
  }
  const take = (one: Form) => {
    setSaved(one)
    setNow(editedOf(one))
    setWrong("")
    void client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => (first === "pick" && second === "forms") || String(second).startsWith("/api/v1/forms") })
  }
  const path = { path: { id: String(saved.id) } }
  const save = async () => {
    const { data } = await http.PATCH("/api/v1/forms/{id}", { params: path, body: { name: now.name, name_en: now.name_en, enabled: now.enabled, draft, revision: saved.revision } })
    if (data) take(data)
    return data ?? saved
  }
  const doing = async (what: "save" | "publish", act: () => Promise<string>) => {
    setBusy(what)
    try {
      void message.success(await act())
    } catch (error) {
      setWrong(asProblem(error).message)
    } finally {
      setBusy(undefined)
    }
  }
  const publish = () => doing("publish", async () => {
    const { revision } = changed ? await save() : saved
    const { data } = await http.POST("/api/v1/forms/{id}/publish", { params: path, body: { revision } })
    if (data) take(data)
    return t("forms.published", { version: data?.version })
  })
  const errors = problems.filter(({ severity }) => severity === "error").length
  return (
    <div className="template form-designer">
      <div className="calendar-head">
        <Link to="/admin/$section" params={{ section: "forms" }}>← {t("forms.all")}</Link>
        <h2>{nameIn(saved, currentLanguage())}</h2>
        <span className="quiet small"><Standing form={saved} /></span>
        <span className="grow" />
        {changed ? <span className="small changed-hint">{t("templates.unsaved")}</span> : null}
        <Button disabled={!changed} onClick={() => void reload().then((one) => take(one ?? saved))}>{t("templates.discard")}</Button>
        <Button disabled={!changed || busy === "publish"} loading={busy === "save"} onClick={() => void doing("save", async () => (await save(), t("templates.saved")))}>{t("common.save")}</Button>
        <Button type="primary" disabled={(!changed && !saved.changed) || errors > 0 || busy === "save"} loading={busy === "publish"} onClick={() => void publish()}>{t("templates.publish")}</Button>
      </div>
      {wrong ? <Alert type="error" showIcon role="alert" className="form-alert" title={wrong} /> : null}
      <div className="template-columns">
        <div className="template-parts">
          <Names value={now} onChange={change} />
          <Sections form={saved} draft={now.draft} problems={problems} open={open} onOpen={setOpen} onChange={(draft) => change({ draft })} />
        </div>
        <div className="template-side">
          <Preview form={saved} draft={draft} />
          <Problems problems={problems} draft={draft} onOpen={setOpen} />
          <Versions form={saved} onTake={(draft, version) => {
            change({ draft })
            void message.info(t("templates.taken", { version }))
          }} />
        </div>
      </div>
    </div>
  )
}

const none: Problem[] = []

/** What is wrong with a draft, asked anew when somebody has stopped typing. */
function useProblems(id: number, draft: Draft): Problem[] {
  const text = useSettled(JSON.stringify(draft), 300)
  const { data } = useQuery({
    queryKey: ["form-check", id, text, currentLanguage()],
    queryFn: async () => (await http.POST("/api/v1/forms/{id}/check", { params: { path: { id: String(id) } }, body: JSON.parse(text) as Draft })).data?.items ?? none,
    placeholderData: (before) => before,
    retry: false,
  })
  return data ?? none
}

function Names({ value, onChange }: { value: Edited; onChange: (part: Partial<Edited>) => void }) {
  const { t } = useTranslation()
  return (
    <section className="panel padded">
      <h2>{t("templates.names")}</h2>
      <Fill layout="vertical" component="div" className="two">
        <Fill.Item label={t("admin.name")} htmlFor="form-name" required><Input id="form-name" maxLength={200} value={value.name} onChange={({ target }) => onChange({ name: target.value })} /></Fill.Item>
        <Fill.Item label={t("admin.nameEn")} htmlFor="form-name-en"><Input id="form-name-en" maxLength={200} value={value.name_en} onChange={({ target }) => onChange({ name_en: target.value })} /></Fill.Item>
      </Fill>
      <Checkbox checked={value.enabled} onChange={({ target }) => onChange({ enabled: target.checked })}>{t("templates.enable")}</Checkbox>
    </section>
  )
}
