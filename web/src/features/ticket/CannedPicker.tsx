import { SnippetsOutlined } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { Alert, Button, Input, Segmented } from "antd"
import { type KeyboardEvent, type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { FilledReply, Ticket } from "../../api/types"
import { currentLanguage } from "../../i18n"
import type { Language } from "../../time/format"
import { Dialog } from "../../ui/Dialog"
import { nameIn } from "../../ui/names"
import { Nothing, Shown } from "../../ui/States"
import { useSettled } from "../../ui/useSettled"

/** What a composer needs of canned replies: whether they are offered, how they are opened, and the dialog itself. */
export interface Canned {
  offered: boolean
  open: () => void
  picker: (insert: (words: string) => void) => ReactNode
}

/** The canned replies of a ticket, for those who work on it. */
export function useCanned(ticket: Ticket, offered: boolean): Canned {
  const [isOpen, setOpen] = useState(false)
  return {
    offered,
    open: () => setOpen(true),
    picker: (insert) => isOpen ? (
      <Picker number={ticket.number} onClose={() => setOpen(false)} onInsert={(words) => { setOpen(false); insert(words) }} />
    ) : null,
  }
}

export function CannedButton({ canned }: { canned: Canned }) {
  const { t } = useTranslation()
  if (!canned.offered) return null
  return <Button size="small" type="text" icon={<SnippetsOutlined aria-hidden />} onClick={canned.open} title={t("canned.shortcutHint")} aria-keyshortcuts="Control+/">{t("canned.title")}</Button>
}

/** Finds a canned reply by typing and puts it where the caret was; arrows choose, Enter inserts. */
function Picker({ number, onClose, onInsert }: { number: string; onClose: () => void; onInsert: (words: string) => void }) {
  const { t } = useTranslation()
  const [q, setQ] = useState("")
  const asked = useSettled(q.trim(), 150)
  const query = api.useQuery("get", "/api/v1/records/{number}/canned-replies", { params: { path: { number }, query: asked ? { q: asked } : {} } }, { placeholderData: (before) => before })
  const [at, setAt] = useState(0)
  const [wanted, setWanted] = useState<Language>()
  const language = wanted ?? query.data?.language ?? currentLanguage()
  const items = query.data?.items ?? []
  const chosen = items[Math.min(at, items.length - 1)]
  const insert = (reply: FilledReply | undefined) => { if (reply) onInsert(wordsOf(reply, language).text) }
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      setAt((now) => Math.max(0, Math.min(items.length - 1, now + (event.key === "ArrowDown" ? 1 : -1))))
    } else if (event.key === "Enter") {
      event.preventDefault()
      insert(chosen)
    }
  }
  return (
    <Dialog title={t("canned.title")} width={760} onCancel={onClose} footer={<Footer onClose={onClose} chosen={chosen} insert={insert} />}>
      <div className="canned-find">
        <Input
          autoFocus
          value={q}
          onChange={(event) => { setQ(event.target.value); setAt(0) }}
          onKeyDown={keys}
          placeholder={t("canned.find")}
          aria-label={t("canned.find")}
          role="combobox"
          aria-expanded="true"
          aria-controls="canned-list"
          aria-activedescendant={chosen ? `canned-${chosen.id}` : undefined}
          maxLength={200}
        />
        <Segmented<Language> value={language} onChange={setWanted} options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} aria-label={t("canned.language")} />
      </div>
      <Shown query={query}>
        {() => items.length === 0 ? <Nothing title={q ? t("canned.noneFound") : t("canned.none")} /> : (
          <div className="canned-columns">
            <div id="canned-list" role="listbox" aria-label={t("canned.title")} className="canned-list">
              {items.map((reply, index) => <Row key={reply.id} reply={reply} on={reply === chosen} onPick={() => setAt(index)} onInsert={() => insert(reply)} />)}
            </div>
            {chosen ? <Words reply={chosen} language={language} /> : null}
          </div>
        )}
      </Shown>
    </Dialog>
  )
}

function Footer({ onClose, chosen, insert }: { onClose: () => void; chosen: FilledReply | undefined; insert: (reply: FilledReply | undefined) => void }) {
  const { t } = useTranslation()
  return (
    <div className="canned-foot">
      <Link to="/canned-replies">{t("canned.manage")}</Link>
      <span className="grow" />
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button type="primary" disabled={!chosen} onClick={() => insert(chosen)}>{t("canned.insert")}</Button>
    </div>
  )
}

const wordsOf = (reply: FilledReply, language: Language) =>
  language === "zh" ? { text: reply.text, missing: reply.missing } : { text: reply.text_en, missing: reply.missing_en }

interface RowProps {
  reply: FilledReply
  on: boolean
  onPick: () => void
  onInsert: () => void
}

function Row({ reply, on, onPick, onInsert }: RowProps) {
  const { t } = useTranslation()
  const language = currentLanguage()
  return (
    <button
      type="button"
      tabIndex={-1} // the field above has the focus; arrows choose
      id={`canned-${reply.id}`}
      role="option"
      aria-selected={on}
      className={on ? "on" : ""}
      ref={(row) => { if (on) row?.scrollIntoView({ block: "nearest" }) }}
      onClick={onPick}
      onDoubleClick={onInsert}
    >
      <b>{nameIn(reply, language)}</b>{reply.shortcut ? <code>/{reply.shortcut}</code> : null}
      <span className="quiet small">{reply.group ? nameIn(reply.group, language) : t(`canned.scope.${reply.scope}`)}</span>
    </button>
  )
}

function Words({ reply, language }: { reply: FilledReply; language: Language }) {
  const { t } = useTranslation()
  const { text, missing } = wordsOf(reply, language)
  return (
    <div className="canned-words" aria-live="polite">
      <p className="version">{text}</p>
      {missing.length > 0 ? <Alert type="warning" showIcon title={t("canned.missing", { names: missing.map((name) => `{{${name}}}`).join(" ") })} /> : null}
    </div>
  )
}
