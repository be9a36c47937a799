import { useQueryClient } from "@tanstack/react-query"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http, newKey } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { EditModal } from "../../../ui/EditModal"
import { NameFields } from "../../../ui/NameFields"
import { nameIn } from "../../../ui/names"
import { Shown } from "../../../ui/States"
import { List } from "../versioned/List"
import { Standing } from "../versioned/Standing"
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
  const query = api.useQuery("get", "/api/v1/forms", { params: { query: { limit: 200 } } }, { staleTime: 0 })
  return <List noun="forms" query={query} Table={Table} New={NewForm} />
}

function Table({ all }: { all: Form[] }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const titles = { state: t("versioned.state"), fields: t("forms.fields"), records: t("forms.records"), used: t("forms.usedBy") }
  return (
    <table className="table" aria-label={t("admin.sections.forms")}>
      <thead><tr><th>{t("admin.name")}</th><th>{titles.state}</th><th>{titles.fields}</th><th>{titles.records}</th><th>{titles.used}</th></tr></thead>
      <tbody>
        {all.map((form) => (
          <tr key={form.id}>
            <td>
              <Link to="/admin/$section" params={{ section: "forms" }} search={{ form: form.id }}><b>{nameIn(form, language)}</b></Link>
              <div className="quiet small mono">{form.code}</div>
            </td>
            <td data-label={titles.state}><Standing thing={form} /></td>
            <td data-label={titles.fields} className="num">{form.fields}</td>
            <td data-label={titles.records} className="num">{form.records}</td>
            <td data-label={titles.used}>{form.services.map((one) => nameIn(one, language)).join(", ") || "–"}</td>
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
      <NameFields />
    </EditModal>
  )
}
