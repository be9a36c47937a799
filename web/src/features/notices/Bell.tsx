import { BellOutlined } from "@ant-design/icons"
import { Link, useNavigate } from "@tanstack/react-router"
import { Badge, Button, Popover } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useMe } from "../../app/me"
import { useNow } from "../../time/now"
import { Nothing, Shown } from "../../ui/States"
import { useNotices, useReadNotices } from "./data"
import { NoticeRow } from "./NoticeRow"
import { isQuiet, shownUnread } from "./quiet"

/** The bell with the number of unread notices; opened, the latest of them. */
export function Bell() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const query = useNotices(10)
  const read = useReadNotices()
  const unread = query.data?.unread ?? 0
  const { notice_choice: choice, zone } = useMe()
  const silent = isQuiet(choice.hours, zone, useNow())

  const follow = (id: number, number: string) => {
    setOpen(false)
    read.mutate({ body: { ids: [id] } })
    if (number) void navigate({ to: "/tickets/$number", params: { number } })
  }
  const list = (
    <div className="bell-list">
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? <Nothing title={t("notices.empty")} text={t("notices.emptyText")} /> : (
            <ul>{items.map((notice) => <NoticeRow key={notice.id} notice={notice} onOpen={() => follow(notice.id, notice.number)} />)}</ul>
          )}
      </Shown>
      <footer>
        <Button type="link" size="small" disabled={unread === 0} onClick={() => read.mutate({ body: { all: true } })}>{t("notices.markAll")}</Button>
        <Link to="/notices" onClick={() => setOpen(false)}>{t("notices.seeAll")}</Link>
      </footer>
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} content={list} title={t("notices.title")} destroyOnHidden>
      <Button
        type="text"
        className="bell"
        aria-label={silent ? t("told.silent") : unread > 0 ? t("shell.noticesUnread", { shown: shownUnread(unread) }) : t("shell.notices")}
        icon={<Badge count={silent || unread === 0 ? 0 : shownUnread(unread)} size="small"><BellOutlined aria-hidden /></Badge>}
      />
    </Popover>
  )
}
