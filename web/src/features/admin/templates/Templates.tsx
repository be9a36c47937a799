import { useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Form, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http, newKey } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { EditModal } from "../../../ui/EditModal"
import { NameFields } from "../../../ui/NameFields"
import { nameIn } from "../../../ui/names"
import { Pick } from "../../../ui/pickers"
import { Shown } from "../../../ui/States"
import { List } from "../versioned/List"
import { Standing } from "../versioned/Standing"
import { cleaned, firstDraft, type Template } from "./model"
import { TemplateEditor } from "./TemplateEditor"

/** The templates of plans, or the editor of the one that the address names. */
export default function Templates() {
  const { template } = useSearch({ from: "/shell/admin/$section" })
  return template ? <One key={template} id={template} /> : <All />
}

function One({ id }: { id: number }) {
  const query = api.useQuery("get", "/api/v1/plan-templates/{id}", { params: { path: { id: String(id) } } }, { staleTime: 0, refetchOnWindowFocus: false })
  return <Shown query={query}>{(template) => <TemplateEditor template={template} reload={async () => (await query.refetch()).data} />}</Shown>
}

function All() {
  const query = api.useQuery("get", "/api/v1/plan-templates", { params: { query: { limit: 200 } } }, { staleTime: 0 })
  return <List noun="templates" query={query} Table={Table} New={NewTemplate} />
}

function Table({ all }: { all: Template[] }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const titles = { kind: t("templates.for"), state: t("versioned.state"), steps: t("templates.steps"), running: t("templates.running") }
  // A variant stands below its template.
  const rows = all.flatMap((one) => (one.variant_of ? [] : [one].concat(all.filter(({ variant_of }) => variant_of?.id === one.id))))
  return (
    <table className="table" aria-label={t("admin.sections.templates")}>
      <thead><tr><th>{t("admin.name")}</th><th>{titles.kind}</th><th>{titles.state}</th><th>{titles.steps}</th><th>{titles.running}</th></tr></thead>
      <tbody>
        {rows.map((template) => (
          <tr key={template.id} className={template.variant_of ? "variant" : ""}>
            <td>
              <Link to="/admin/$section" params={{ section: "templates" }} search={{ template: template.id }}><b>{nameIn(template, language)}</b></Link>
              {template.unit ? <span className="quiet"> {t("templates.variantFor", { unit: nameIn(template.unit, language) })}</span> : null}
              <div className="quiet small mono">{template.code}</div>
            </td>
            <td data-label={titles.kind}>{t(`templates.kinds.${template.kind}`)}</td>
            <td data-label={titles.state}><Standing thing={template} /></td>
            <td data-label={titles.steps} className="num">{template.steps}</td>
            <td data-label={titles.running} className="num">{template.running}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface Fields {
  name: string
  name_en?: string
  code?: string
  kind: Template["kind"]
  variant_of?: number
  unit?: number
}

function NewTemplate({ all, onClose }: { all: Template[]; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [key] = useState(newKey)
  const save = async ({ kind, variant_of, unit, ...names }: Fields) => {
    const body = { ...names, ...(variant_of ? { variant_of, ...(unit ? { unit } : {}) } : { kind, draft: cleaned(firstDraft(kind)) }) }
    const { data } = await http.POST("/api/v1/plan-templates", { params: { header: { "Idempotency-Key": key } }, body })
    void client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => first === "pick" && second === "templates" })
    if (data) await navigate({ to: "/admin/$section", params: { section: "templates" }, search: { template: data.id } })
  }
  return (
    <EditModal<Fields> title={t("templates.new")} action={t("common.create")} initial={{ name: "", kind: "approval" }} names={["name", "name_en", "code", "kind", "variant_of", "unit"]} save={save} onClose={onClose}>
      <NameFields codeText={t("templates.codeText")} />
      <Form.Item name="variant_of" label={t("templates.variant")} extra={t("templates.variantText")}>
        <Select allowClear aria-label={t("templates.variant")} options={all.filter(({ variant_of }) => !variant_of).map((one) => ({ value: one.id, label: nameIn(one, currentLanguage()) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={["variant_of"]}>
        {({ getFieldValue }) => getFieldValue("variant_of")
          ? <Form.Item name="unit" label={t("templates.unit")} required><Pick of="units" label={t("templates.unit")} /></Form.Item>
          : (
            <Form.Item name="kind" label={t("templates.for")} required>
              <Select aria-label={t("templates.for")} options={(["approval", "document", "incident"] as const).map((value) => ({ value, label: t(`templates.kinds.${value}`) }))} />
            </Form.Item>
          )}
      </Form.Item>
    </EditModal>
  )
}
