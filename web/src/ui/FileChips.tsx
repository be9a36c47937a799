import { CloseOutlined, FileOutlined } from "@ant-design/icons"
import { Button, Progress } from "antd"
import { useTranslation } from "react-i18next"
import { addressOf, type PendingFile } from "./pending"
import { fileSize } from "./size"

interface Props {
  files: readonly PendingFile[]
  onRemove?: ((file: PendingFile) => void) | undefined
  onRetry?: ((file: PendingFile) => void) | undefined
}

/** The files that wait to be sent, each with its progress or its refusal. */
export function FileChips({ files, onRemove, onRetry }: Props) {
  const { t } = useTranslation()
  if (files.length === 0) return null
  return (
    <ul className="chips">
      {files.map((file) => (
        <li key={file.uuid} className={file.error ? "chip bad" : "chip"}>
          {thumbnail(file) ? <img src={thumbnail(file)} alt="" /> : <FileOutlined aria-hidden />}
          <span className="chip-name">
            <span>{file.name}</span>
            {file.error ? <span className="chip-error" role="alert">{file.error}</span> : <span className="quiet">{fileSize(file.size)}</span>}
            {file.percent !== undefined && !file.stored && !file.error ? (
              <Progress percent={file.percent} size="small" showInfo={false} aria-label={t("ticket.uploading", { name: file.name, percent: file.percent })} />
            ) : null}
          </span>
          {onRetry && file.error ? <Button size="small" type="link" onClick={() => onRetry(file)}>{t("common.retry")}</Button> : null}
          {onRemove ? (
            <button type="button" onClick={() => onRemove(file)} aria-label={t("ticket.removeFile", { name: file.name })}><CloseOutlined aria-hidden /></button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"])
const thumbnail = (file: PendingFile) => file.preview ?? (file.stored && shown.has(file.type) ? `${addressOf(file)}?preview=1` : undefined)
