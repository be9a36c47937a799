import { PlusOutlined } from "@ant-design/icons"
import { useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Form as Fill, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http, newKey } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { EditModal } from "../../../ui/EditModal"
import { nameIn } from "../../../ui/names"
import { Nothing, Shown } from "../../../ui/States"
import { FormEditor } from "./FormEditor"
import { cleaned, firstDraft, type Form } from "./model"

/** The forms, or the designer of the one that the address names. */
export default function Forms() {
  const { form } = useSearch({ from: "/shell/admin/$section" })
  return form ? <One key={form} id={form} /> : <All />
}

function One({ id }: { id: number }) {
  const query = api.useQuery("get", "/api/v1/forms/{id}", { params: { path: { id: String(id) } } }, { staleTime: 0, refetchOnWindowFocus: false })
  return <Shown query={query}>{(form) => <FormEditor form={form} reload={async () => (await query.refetch()).data} />}</Shown>
}

function All() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const query = api.useQuery("get", "/api/v1/forms", { params: { query: { limit: 200 } } }, { staleTime: 0 })
  return (
    <>
      <p className="quiet page-text no-lift">{t("forms.text")}</p>
      <div className="filters">
        <span className="grow" />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t("forms.new")}</Button>
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ items }) => items.length === 0 ? <Nothing title={t("forms.empty")} text={t("forms.emptyText")} /> : <Table forms={items} />}
        </Shown>
      </div>
      {adding ? <NewForm onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function Table({ forms }: { forms: Form[] }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const titles = { state: t("forms.state"), fields: t("forms.fields"), records: t("forms.records"), used: t("forms.usedBy") }
  return (
    <table className="table" aria-label={t("admin.sections.forms")}>
      <thead><tr><th>{t("admin.name")}</th><th>{titles.state}</th><th>{titles.fields}</th><th>{titles.records}</th><th>{titles.used}</th></tr></thead>
      <tbody>
        {forms.map((form) => (
          <tr key={form.id}>
            <td>
              <Link to="/admin/$section" params={{ section: "forms" }} search={{ form: form.id }}><b>{nameIn(form, language)}</b></Link>
              <div className="quiet small mono">{form.code}</div>
            </td>
            <td data-label={titles.state}><Standing form={form} /></td>
            <td data-label={titles.fields} className="num">{form.fields}</td>
            <td data-label={titles.records} className="num">{form.records}</td>
            <td data-label={titles.used}>{form.services.map((one) => nameIn(one, language)).join(", ") || "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Which version holds, and whether the draft is another. */
export function Standing({ form: { version, changed, enabled } }: { form: Form }) {
  const { t } = useTranslation()
  return (
    <span className="standing">
      {version > 0 ? t("templates.version", { version }) : <span className="tag state-on_hold">{t("templates.unpublished")}</span>}
      {version > 0 && changed ? <span className="tag">{t("templates.changed")}</span> : null}
      {enabled ? null : <span className="tag">{t("templates.off")}</span>}
    </span>
  )
}

interface Fields {
  name: string
  name_en?: string
  code?: string
}

function NewForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [key] = useState(newKey)
  const save = async (names: Fields) => {
    const { data } = await http.POST("/api/v1/forms", { params: { header: { "Idempotency-Key": key } }, body: { ...names, draft: cleaned(firstDraft()) } })
    void client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => first === "pick" && second === "forms" })
    if (data) await navigate({ to: "/admin/$section", params: { section: "forms" }, search: { form: data.id } })
  }
  return (
    <EditModal<Fields> title={t("forms.new")} action={t("common.create")} initial={{ name: "" }} names={["name", "name_en", "code"]} save={save} onClose={onClose}>
      <Fill.Item name="name" label={t("admin.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}><Input autoFocus /></Fill.Item>
      <Fill.Item name="name_en" label={t("admin.nameEn")}><Input /></Fill.Item>
      <Fill.Item name="code" label={t("admin.code")} extra={t("admin.codeHint")}><Input /></Fill.Item>
    </EditModal>
  )
}
