import { LockOutlined, SendOutlined } from "@ant-design/icons"
import { Alert, Button, Segmented } from "antd"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Ticket } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { type EditorHandle, MarkdownEditor } from "../../ui/MarkdownEditor"
import { nameIn } from "../../ui/names"
import type { PendingFile } from "../../ui/pending"
import { useDraft } from "../../ui/useDraft"
import { onKeys } from "../../ui/keys"
import { offered } from "./acts"
import { useSend } from "./useSend"

type Tab = "reply" | "note"

/** Writes a reply or, at the desk, an internal note; which of them, the server's offer says. */
export function Composer({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const me = useMe()
  const tabs = (["reply", "note"] as const).filter((verb) => offered(ticket.acts, verb))
  const [chosen, setChosen] = useState<Tab>("reply")
  const tab = tabs.includes(chosen) ? chosen : tabs[0]
  const editor = useRef<EditorHandle>(null)

  useEffect(() => {
    const write = (to: Tab) => {
      setChosen(to)
      requestAnimationFrame(() => editor.current?.focus())
    }
    return onKeys({ r: () => write("reply"), n: () => write("note") })
  }, [])

  if (!tab) return <p className="quiet composer-none">{t("ticket.notReplyable")}</p>
  return (
    <section className={tab === "note" ? "composer note" : "composer"} aria-label={t(`ticket.${tab}`)}>
      {tabs.length > 1 ? (
        <div className="composer-tabs">
          <Segmented<Tab>
            value={tab}
            onChange={setChosen}
            options={tabs.map((value) => ({ value, label: t(`ticket.${value}`), icon: value === "note" ? <LockOutlined aria-hidden /> : undefined }))}
          />
          {tab === "note" ? <span className="note-hint">{t("ticket.noteHint")}</span> : null}
        </div>
      ) : null}
      <Writer key={`${ticket.number}-${tab}`} ticket={ticket} tab={tab} desk={me.permissions.desk} draftOf={me.login} editor={editor} />
    </section>
  )
}

function Writer({ ticket, tab, desk, draftOf, editor }: { ticket: Ticket; tab: Tab; desk: boolean; draftOf: string; editor: React.RefObject<EditorHandle | null> }) {
  const { t } = useTranslation()
  const [text, setText] = useDraft(`${draftOf}-${ticket.number}-${tab}`)
  const [files, setFiles] = useState<PendingFile[]>([])
  const { send, sending, error } = useSend(ticket.number)
  const internal = tab === "note"
  const empty = text.trim() === "" && files.length === 0

  const go = async () => {
    if (empty || sending) return
    if (await send(text, internal, files, setFiles)) {
      for (const { preview } of files) if (preview) URL.revokeObjectURL(preview)
      setText("")
      setFiles([])
    }
  }
  const hint = internal ? t("ticket.notePlaceholder") : desk ? t("ticket.replyPlaceholder", { name: nameIn(ticket.requester, currentLanguage()) }) : t("ticket.replyPlaceholderDesk")
  return (
    <>
      <MarkdownEditor
        handle={editor}
        value={text}
        onChange={setText}
        files={files}
        onFiles={setFiles}
        label={t(`ticket.${tab}`)}
        placeholder={hint}
        onSend={() => void go()}
        minRows={3}
        disabled={sending}
        toolbar={
          <Button type="primary" icon={internal ? <LockOutlined aria-hidden /> : <SendOutlined aria-hidden />} loading={sending} disabled={empty} onClick={() => void go()} title={t("ticket.actWith.ctrlEnter")}>
            {internal ? t("ticket.addNote") : t("ticket.sendReply")}
          </Button>
        }
      />
      {error ? <Alert type="error" showIcon title={error} role="alert" className="form-alert" /> : null}
    </>
  )
}
