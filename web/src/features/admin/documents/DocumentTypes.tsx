import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http, newKey } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { EditModal } from "../../../ui/EditModal"
import { NameFields } from "../../../ui/NameFields"
import { nameIn } from "../../../ui/names"
import { Nothing, Shown } from "../../../ui/States"
import type { DocumentType } from "../../documents/data"
import { TakeFile } from "./TakeFile"
import { TypeForm } from "./TypeForm"

type Open = { what: "type"; type?: DocumentType } | { what: "group" } | { what: "file" } | undefined

/** The types of documents by their groups. */
export default function DocumentTypes() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<Open>()
  const types = api.useQuery("get", "/api/v1/document-types", { params: { query: { limit: 200 } } }, { staleTime: 0 })
  const close = () => {
    setOpen(undefined)
    void types.refetch()
  }
  return (
    <>
      <p className="quiet page-text no-lift">{t("documents.types.text")}</p>
      <div className="filters">
        <span className="grow" />
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => setOpen({ what: "file" })}>{t("documents.types.upload")}</Button>
        <Button onClick={() => setOpen({ what: "group" })}>{t("documents.types.newGroup")}</Button>
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen({ what: "type" })}>{t("documents.types.new")}</Button>
      </div>
      <div className="panel table-box">
        <Shown query={types}>
          {({ items }) => items.length === 0 ? <Nothing title={t("documents.types.empty")} text={t("documents.types.emptyText")} /> : <Table types={items} onEdit={(type) => setOpen({ what: "type", type })} />}
        </Shown>
      </div>
      {open?.what === "type" ? <TypeForm type={open.type} onClose={close} /> : null}
      {open?.what === "group" ? <NewGroup onClose={close} /> : null}
      {open?.what === "file" ? <TakeFile onClose={close} /> : null}
    </>
  )
}

function Table({ types, onEdit }: { types: DocumentType[]; onEdit: (type: DocumentType) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const titles = { group: t("documents.types.group"), form: t("documents.types.form"), template: t("documents.types.template"), pattern: t("documents.types.pattern"), circulation: t("documents.types.circulation"), kept: t("documents.keptUntil"), documents: t("documents.types.documents"), file: t("documents.types.file") }
  return (
    <table className="table" aria-label={t("admin.sections.documents")}>
      <thead><tr><th>{t("admin.name")}</th><th>{titles.group}</th><th>{titles.form}</th><th>{titles.template}</th><th>{titles.pattern}</th><th>{titles.documents}</th><th>{titles.file}</th></tr></thead>
      <tbody>
        {types.map((type) => (
          <tr key={type.id}>
            <td>
              <Button type="link" className="link-button" onClick={() => onEdit(type)}><b>{nameIn(type, language)}</b></Button>
              {type.enabled ? null : <span className="tag">{t("documents.types.off")}</span>}
              <div className="quiet small mono">{type.code}</div>
            </td>
            <td data-label={titles.group}>{nameIn(type.group, language)}</td>
            <td data-label={titles.form}>{type.form ? nameIn(type.form, language) : <span className="quiet">{t("documents.types.formNone")}</span>}</td>
            <td data-label={titles.template}>{nameIn(type.template, language)}</td>
            <td data-label={titles.pattern} className="type-pattern">{type.pattern}</td>
            <td data-label={titles.documents} className="num">{type.documents}</td>
            <td data-label={titles.file}><a href={`/api/v1/document-types/${type.id}/file`} download={`${type.code}.json`} aria-label={`${t("documents.types.download")}: ${nameIn(type, language)}`}><DownloadOutlined aria-hidden /> {t("documents.archiveSave")}</a></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NewGroup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [key] = useState(newKey)
  const save = async (names: { name?: string; name_en?: string; code?: string }) => {
    await http.POST("/api/v1/document-groups", { params: { header: { "Idempotency-Key": key } }, body: names })
    onClose()
  }
  return <EditModal<{ name?: string; name_en?: string; code?: string }> title={t("documents.types.newGroup")} action={t("common.create")} initial={{ name: "" }} names={["name", "name_en", "code"]} save={save} onClose={onClose}><NameFields /></EditModal>
}
