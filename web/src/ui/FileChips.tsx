import { CloseOutlined, FileOutlined } from "@ant-design/icons"
import { Progress } from "antd"
import { useTranslation } from "react-i18next"
import type { PendingFile } from "./pending"
import { fileSize } from "./size"

/** The files that wait to be sent, each with its progress or its refusal. */
export function FileChips({ files, onRemove }: { files: readonly PendingFile[]; onRemove?: ((file: PendingFile) => void) | undefined }) {
  const { t } = useTranslation()
  if (files.length === 0) return null
  return (
    <ul className="chips">
      {files.map((file) => (
        <li key={file.key} className={file.error ? "chip bad" : "chip"}>
          {file.preview ? <img src={file.preview} alt="" /> : <FileOutlined aria-hidden />}
          <span className="chip-name">
            <span>{file.file.name}</span>
            {file.error ? <span className="chip-error" role="alert">{file.error}</span> : <span className="quiet">{fileSize(file.file.size)}</span>}
            {file.percent !== undefined && !file.url && !file.error ? (
              <Progress percent={file.percent} size="small" showInfo={false} aria-label={t("ticket.uploading", { name: file.file.name, percent: file.percent })} />
            ) : null}
          </span>
          {onRemove ? (
            <button type="button" onClick={() => onRemove(file)} aria-label={t("ticket.removeFile", { name: file.file.name })}><CloseOutlined aria-hidden /></button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
