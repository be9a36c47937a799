import { FileOutlined, PlusOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Attachment, Ticket } from "../../api/types"
import { FileChips } from "../../ui/FileChips"
import { type PendingFile, toPending } from "../../ui/pending"
import { fileSize } from "../../ui/size"
import { Nothing, Shown } from "../../ui/States"
import { InternalTag } from "../../ui/Tags"
import { When } from "../../ui/When"
import { offered } from "./acts"
import { useAttachments, useRefresh } from "./data"
import { PreviewLink } from "./PreviewLink"
import { uploadAll } from "./useSend"

/** All files of a ticket, with a preview; more can be added. */
export function Files({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const query = useAttachments(ticket.number)
  return (
    <>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing small title={t("ticket.noAttachments")} /> : (
          <ul className="file-list">{items.map((file) => <FileRow key={file.id} file={file} />)}</ul>
        )}
      </Shown>
      {offered(ticket.acts, "attach") ? <AddFiles number={ticket.number} /> : null}
    </>
  )
}

function FileRow({ file }: { file: Attachment }) {
  return (
    <li>
      {file.media_type.startsWith("image/") && file.preview ? <img src={`${file.url}?preview=1`} alt="" loading="lazy" /> : <FileOutlined aria-hidden />}
      <div>
        <PreviewLink file={file}>{file.name}</PreviewLink>
        <div className="quiet small">{fileSize(file.size)} · <When at={file.created_at} as="short" /> {file.internal ? <InternalTag /> : null}</div>
      </div>
    </li>
  )
}

function AddFiles({ number }: { number: string }) {
  const { t } = useTranslation()
  const [files, setFiles] = useState<PendingFile[]>([])
  const [busy, setBusy] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const refresh = useRefresh(number)
  const add = async (chosen: File[]) => {
    const all = [...files, ...toPending(chosen, files)]
    setFiles(all)
    setBusy(true)
    const now = await uploadAll(number, all, setFiles, t("ticket.tooBig"))
    setFiles(now.filter(({ stored }) => !stored)) // what was refused stays to be seen
    setBusy(false)
    void refresh()
  }
  return (
    <>
      <FileChips files={files} onRemove={(file) => setFiles(files.filter(({ uuid }) => uuid !== file.uuid))} />
      <Button size="small" type="link" icon={<PlusOutlined aria-hidden />} loading={busy} onClick={() => chooser.current?.click()}>{t("ticket.attachFiles")}</Button>
      <input ref={chooser} type="file" multiple className="hidden-file" tabIndex={-1} aria-hidden="true" onChange={(event) => { void add([...(event.target.files ?? [])]); event.target.value = "" }} />
    </>
  )
}
