import { LockOutlined, SendOutlined } from "@ant-design/icons"
import { Alert, Button } from "antd"
import { useEffect, useLayoutEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Message, Ticket } from "../../api/types"
import { useMe, worksAtDesk } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { DraftLine } from "../../ui/draft/DraftLine"
import { firstWords } from "../../ui/draft/model"
import { useDraft } from "../../ui/draft/useDraft"
import { type EditorHandle, MarkdownEditor } from "../../ui/MarkdownEditor"
import { nameIn } from "../../ui/names"
import { filesAsText } from "../../ui/pending"
import { CannedButton, useCanned } from "./CannedPicker"
import { useMessages } from "./data"
import { usePresence } from "./Presence"
import { useSend } from "./useSend"

export type Tab = "reply" | "note"

/** What a reply or note holds while it is written: the words, and the newest message that stood there when they were begun. */
type Written = { text: string; seen: number }

const empty: Written = { text: "", seen: 0 }
const textOf = ({ text }: Written) => text ?? ""

interface Props {
  ticket: Ticket
  tab: Tab
  editor: React.RefObject<EditorHandle | null>
  onWrite: () => void
}

/** The field in which one reply or note is written, saved as it is typed. */
export function Writer({ ticket, tab, editor, onWrite }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const internal = tab === "note"
  const draft = useDraft<Written>({ kind: tab, number: ticket.number, empty, subject: (p) => firstWords(textOf(p)), isWritten: (p) => textOf(p).trim() !== "" })
  const { send, sending, unsent } = useSend(ticket.number)
  const { newest, since, loading } = useMeanwhile(ticket.number, draft.payload.seen, me.login)
  const typing = useTyping(internal)
  const canned = useCanned(ticket, worksAtDesk(me))
  const text = textOf(draft.payload)
  const late = !internal && text.trim() !== "" ? since : []

  const write = (to: string) => {
    onWrite()
    typing(to.trim() !== "")
    draft.write({ text: to, seen: text.trim() === "" ? newest : draft.payload.seen })
  }
  const go = async () => {
    if ((text.trim() === "" && draft.files.length === 0) || sending || draft.view.status === "conflict") return
    onWrite() // the tab stays although its draft goes
    const id = await draft.settle()
    if (id === undefined) return // the files or the line below say why
    if (!(await send({ body: text.trim() || filesAsText(draft.files), internal, draft: id, seen: newest }))) return
    typing(false)
    draft.sent()
  }
  const early = useEarly(loading || !draft.ready, (typed) => write(text.trim() === "" ? typed : `${text}\n\n${typed}`), () => void go())
  const isEmpty = (early.typed + text).trim() === "" && draft.files.length === 0
  const submit = () => (early.waits ? early.send() : void go())
  const hint = internal ? t("ticket.notePlaceholder") : ticket.type !== "incident" ? t("ticket.replyPlaceholderAll") : me.permissions.desk ? t("ticket.replyPlaceholder", { name: nameIn(ticket.requester, currentLanguage()) }) : t("ticket.replyPlaceholderDesk")
  const label = internal ? t("ticket.addNote") : late.length > 0 ? t("presence.sendAnyway") : t("ticket.sendReply")
  return (
    <>
      <MarkdownEditor
        handle={editor}
        value={early.waits ? early.typed : text}
        onChange={early.waits ? early.type : write}
        files={draft.files}
        onFiles={draft.setFiles}
        onRetryFile={draft.retryFile}
        label={t(`ticket.${tab}`)}
        placeholder={hint}
        onSend={submit}
        {...(canned.offered ? { onCanned: canned.open } : {})}
        minRows={3}
        disabled={sending}
        loading={loading || !draft.ready}
        toolbar={
          <>
            <CannedButton canned={canned} />
            <Button type="primary" icon={internal ? <LockOutlined aria-hidden /> : <SendOutlined aria-hidden />} loading={sending} disabled={isEmpty} onClick={submit} title={t("ticket.actWith.ctrlEnter")}>{label}</Button>
          </>
        }
      />
      <DraftLine draft={draft} textOf={textOf} />
      {canned.picker((words) => editor.current?.insert(words))}
      {late.length > 0 ? <Meanwhile messages={late} onRead={() => draft.write({ ...draft.payload, seen: newest })} /> : null}
      {unsent && !(unsent.meanwhile && late.length > 0) ? <Alert type="error" showIcon title={unsent.why} role="alert" className="form-alert" /> : null}
    </>
  )
}

/** What is typed before the words of earlier are there: it stands in the field at once, comes behind those when they are, and is sent then if it was to be. */
function useEarly(waits: boolean, keep: (typed: string) => void, send: () => void) {
  const [typed, type] = useState("")
  const now = useRef({ typed, keep, send })
  const joined = useRef(false)
  const due = useRef(false)
  useLayoutEffect(() => {
    now.current = { typed, keep, send }
  })
  useLayoutEffect(() => {
    if (waits || now.current.typed === "") return
    now.current.keep(now.current.typed)
    joined.current = true
  }, [waits])
  useEffect(() => {
    if (waits || !due.current) return
    if (joined.current) joined.current = false // what was joined is there when it is drawn next
    else {
      due.current = false
      now.current.send()
    }
  })
  return { waits, typed: waits ? typed : "", type, send: () => { due.current = true } }
}

/** The newest message of the conversation, and what others have written to the requester's side since the reply was begun. */
function useMeanwhile(number: string, begun: number, login: string) {
  const { data, isPending: loading } = useMessages(number)
  const messages = data?.pages[0]?.items ?? []
  const since = messages.filter(({ id, internal, author }) => id > begun && !internal && author?.login !== login)
  return { newest: messages.at(-1)?.id ?? 0, since, loading }
}

function Meanwhile({ messages, onRead }: { messages: readonly Message[]; onRead: () => void }) {
  const { t } = useTranslation()
  const last = messages.at(-1)
  if (!last) return null
  const who = last.author ? nameIn(last.author, currentLanguage()) : t("common.system")
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className="form-alert"
      title={t("presence.meanwhile", { who })}
      description={<p className="version">{firstWords(last.body)}</p>}
      action={<Button size="small" onClick={onRead}>{t("presence.read")}</Button>}
    />
  )
}

const pause = 60_000

/** Tells the others that something is being written here, until nothing was typed for a while. */
function useTyping(internal: boolean): (writing: boolean) => void {
  const { say } = usePresence()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => {
    clearTimeout(timer.current)
    say("viewing")
  }, [say])
  return (writing) => {
    clearTimeout(timer.current)
    if (writing) timer.current = setTimeout(() => say("viewing"), pause)
    say(writing ? (internal ? "noting" : "replying") : "viewing")
  }
}
