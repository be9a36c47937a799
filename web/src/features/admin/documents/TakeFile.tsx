import { Alert, App, Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import type { components } from "../../../api/schema.gen"
import { asProblem } from "../../../api/problem"
import { Dialog } from "../../../ui/Dialog"

type Taken = components["schemas"]["TypeFileReport"]
type TypeFile = components["schemas"]["TypeFile"]

/** Takes over a type of documents from a file: first it says what would change. */
export function TakeFile({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [file, setFile] = useState<TypeFile>()
  const [report, setReport] = useState<Taken>()
  const [refused, setRefused] = useState("")
  const [busy, setBusy] = useState(false)
  const take = async (content: TypeFile, dry: boolean) => {
    setBusy(true)
    setRefused("")
    try {
      const { data } = await http.POST("/api/v1/document-types/file", { params: { query: { dry } }, body: content })
      if (dry) setReport(data)
      else {
        void message.success(t("documents.types.taken", { what: data?.name ?? "" }))
        onClose()
      }
    } catch (error) {
      setReport(undefined)
      setRefused(asProblem(error).message)
    } finally {
      setBusy(false)
    }
  }
  const read = async (chosen: File | undefined) => {
    if (!chosen) return
    try {
      const content = JSON.parse(await chosen.text()) as TypeFile
      setFile(content)
      await take(content, true)
    } catch (error) {
      setReport(undefined)
      setRefused(String(error))
    }
  }
  const changes = report?.changes.filter(({ what }) => what !== "same") ?? []
  return (
    <Dialog
      title={t("documents.types.upload")}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>{t("common.cancel")}</Button>,
        <Button key="take" type="primary" disabled={!report || changes.length === 0} loading={busy} onClick={() => file && void take(file, false)}>{t("documents.types.take")}</Button>,
      ]}
    >
      <p className="quiet">{t("documents.types.uploadText")}</p>
      <input type="file" accept="application/json,.json" aria-label={t("documents.types.file")} onChange={({ target }) => void read(target.files?.[0])} />
      {refused ? <Alert type="error" showIcon role="alert" title={t("documents.types.wrong")} description={refused} /> : null}
      {report ? (
        <div role="status">
          <p>{t("documents.types.would")} {changes.length === 0 ? t("documents.types.nothing") : null}</p>
          <ul className="file-changes">{changes.map(({ noun, code, what }) => <li key={`${noun} ${code}`}><b>{t(`documents.types.what.${what}`)}</b> {t(`documents.types.noun.${noun}`)} <span className="mono">{code}</span></li>)}</ul>
        </div>
      ) : null}
    </Dialog>
  )
}
