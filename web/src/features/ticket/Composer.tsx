import { LockOutlined } from "@ant-design/icons"
import { Segmented } from "antd"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Ticket } from "../../api/types"
import type { EditorHandle } from "../../ui/MarkdownEditor"
import { onKeys } from "../../ui/keys"
import { offered } from "./acts"
import { AlsoHere } from "./Presence"
import { type Tab, Writer } from "./Writer"

/** Writes a reply or, at the desk, an internal note; which of them, the server's offer says. */
export function Composer({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const tabs = (["reply", "note"] as const).filter((verb) => offered(ticket.acts, verb))
  const [chosen, setChosen] = useState<Tab>()
  const begun = useBegun(ticket.number)
  const wanted = chosen ?? begun
  const tab = tabs.includes(wanted) ? wanted : tabs[0]
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
      <AlsoHere only="replying" />
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
      <Writer key={`${ticket.number}-${tab}`} ticket={ticket} tab={tab} editor={editor} onWrite={() => setChosen(tab)} />
    </section>
  )
}

/** What was begun before: a note if there is only that, else a reply. */
function useBegun(number: string): Tab {
  const { data } = api.useQuery("get", "/api/v1/drafts", { params: { query: { number } } })
  const kinds = data?.items.map(({ kind }) => kind) ?? []
  return kinds.includes("note") && !kinds.includes("reply") ? "note" : "reply"
}
