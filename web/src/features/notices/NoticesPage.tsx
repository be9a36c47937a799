import { useNavigate } from "@tanstack/react-router"
import { Button, Switch } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { useNotices, useReadNotices } from "./data"
import { NoticeRow } from "./NoticeRow"

const atOnce = 100

/** All notices of the viewer. */
export function NoticesPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [unreadOnly, setUnreadOnly] = useState(false)
  const query = useNotices(atOnce, unreadOnly || undefined)
  const read = useReadNotices()
  const open = (id: number, number: string) => {
    read.mutate({ body: { ids: [id] } })
    if (number) void navigate({ to: "/tickets/$number", params: { number } })
  }
  return (
    <Page
      title={t("notices.title")}
      className="narrow"
      actions={
        <>
          <label className="switch-label"><Switch size="small" checked={unreadOnly} onChange={setUnreadOnly} /> {t("notices.unreadOnly")}</label>
          <Button disabled={!query.data?.unread} onClick={() => read.mutate({ body: { all: true } })}>{t("notices.markAll")}</Button>
        </>
      }
    >
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? <Nothing title={t("notices.empty")} text={t("notices.emptyText")} /> : (
            <ul className="notice-list panel">
              {items.map((notice) => <NoticeRow key={notice.id} notice={notice} onOpen={() => open(notice.id, notice.number)} />)}
            </ul>
          )}
      </Shown>
    </Page>
  )
}
