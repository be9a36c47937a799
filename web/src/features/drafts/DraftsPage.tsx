import { DeleteOutlined, PaperClipOutlined } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { Button, Popconfirm } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Draft } from "../../api/types"
import { useMe } from "../../app/me"
import { dropLocal, localCopies } from "../../ui/draft/model"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { When } from "../../ui/When"
import { whereOf } from "./where"

/** Everything that somebody has begun to write and not sent; nobody else sees it. */
export function DraftsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const query = api.useQuery("get", "/api/v1/drafts")
  const [, again] = useState(0)
  const local = localCopies(me.login)
  return (
    <Page title={t("draft.title")} className="narrow">
      <p className="quiet">{t("draft.mineAlone")}</p>
      <Shown query={query}>
        {({ items }) => {
          const unsent = local.filter(({ id }) => !items.some((draft) => draft.id === id))
          if (items.length === 0 && unsent.length === 0) return <Nothing title={t("draft.none")} text={t("draft.noneText")} />
          return (
            <ul className="panel draft-list">
              {unsent.map((copy) => (
                <Row key={copy.id} draft={{ ...copy, title: "", files: [] }} onDiscard={() => { dropLocal(me.login, copy.id); again((n) => n + 1) }} note={t("draft.onlyHere")} />
              ))}
              {items.map((draft) => <Saved key={draft.id} draft={draft} />)}
            </ul>
          )
        }}
      </Shown>
    </Page>
  )
}

function Saved({ draft }: { draft: Draft }) {
  const me = useMe()
  const query = api.useQuery("get", "/api/v1/drafts")
  const discard = api.useMutation("delete", "/api/v1/drafts/{draft}", { onSettled: () => query.refetch() })
  return (
    <Row
      draft={draft}
      busy={discard.isPending}
      onDiscard={() => { dropLocal(me.login, draft.id); discard.mutate({ params: { path: { draft: draft.id } } }) }}
    />
  )
}

interface RowProps {
  draft: Pick<Draft, "id" | "kind" | "number" | "title" | "subject" | "files"> & { updated_at?: string }
  onDiscard: () => void
  busy?: boolean
  note?: string
}

function Row({ draft, onDiscard, busy = false, note }: RowProps) {
  const { t } = useTranslation()
  const name = draft.subject || t("draft.noSubject")
  return (
    <li>
      <div className="draft-what">
        <Link {...whereOf(draft)}>{name}</Link>
        <span className="quiet small">
          {t(`draft.kind.${draft.kind}`)}{draft.number ? ` · ${draft.number} ${draft.title}` : ""}
          {draft.files.length > 0 ? <> · <PaperClipOutlined aria-hidden /> {t("draft.files", { count: draft.files.length })}</> : null}
          {draft.updated_at ? <> · <When at={draft.updated_at} /></> : null}
          {note ? <> · <b>{note}</b></> : null}
        </span>
      </div>
      <Popconfirm title={t("draft.discardAsk")} okText={t("draft.discard")} cancelText={t("common.cancel")} onConfirm={onDiscard}>
        <Button type="text" icon={<DeleteOutlined aria-hidden />} loading={busy} aria-label={t("draft.discardThis", { name })} />
      </Popconfirm>
    </li>
  )
}
