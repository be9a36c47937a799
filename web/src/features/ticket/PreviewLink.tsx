import { DownloadOutlined } from "@ant-design/icons"
import { Button, Modal } from "antd"
import { type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Attachment } from "../../api/types"

type Shown = Pick<Attachment, "name" | "url" | "media_type">

const kindOf = (mediaType: string) =>
  /^image\/(png|jpeg|gif|webp)$/.test(mediaType) ? "image" : mediaType === "application/pdf" ? "pdf" : mediaType.startsWith("text/") ? "text" : "none"

/** Opens a file: a picture, PDF or text inside the page, from the server's sandboxed address; anything else is saved. */
export function PreviewLink({ file, children }: { file: Shown; children: ReactNode }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const kind = kindOf(file.media_type)
  if (kind === "none") return <a href={file.url} download={file.name}>{children}</a>
  const address = `${file.url}?preview=1`
  return (
    <>
      <button type="button" className="link" onClick={() => setOpen(true)} aria-haspopup="dialog">{children}</button>
      <Modal
        open={open}
        onCancel={() => setOpen(false)}
        title={file.name}
        width="min(960px, calc(100vw - 24px))"
        footer={<Button icon={<DownloadOutlined aria-hidden />} href={file.url} download={file.name}>{t("ticket.download")}</Button>}
        destroyOnHidden
        centered
      >
        {kind === "image" ? <img className="preview-image" src={address} alt={file.name} /> : null}
        {kind === "text" ? <iframe className="preview-frame" src={address} title={file.name} sandbox="" /> : null}
        {/* oxlint-disable-next-line react/iframe-missing-sandbox -- browsers' PDF viewers do not run in one; the server's policy confines the file */}
        {kind === "pdf" ? <iframe className="preview-frame" src={address} title={file.name} /> : null}
      </Modal>
    </>
  )
}
