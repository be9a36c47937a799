import { MenuOutlined } from "@ant-design/icons"
import { Link } from "@tanstack/react-router"
import { Drawer } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Me } from "../api/types"
import { type Entry, entriesFor } from "./nav"
import { Logo } from "./Logo"

const onPhone = 4 // what a bar at the bottom of a phone holds beside "more"

/** The main navigation: a rail at the side, on a phone a bar at the bottom. */
export function Rail({ me }: { me: Me }) {
  const { t } = useTranslation()
  const [more, setMore] = useState(false)
  const entries = entriesFor(me)
  const fits = entries.length <= onPhone + 1
  return (
    <nav className="rail" aria-label={t("shell.nav")}>
      <Link to="/" className="rail-brand" aria-label={t("common.product")}><Logo /></Link>
      <ul>
        {entries.map((entry, index) => (
          <li key={entry.to} className={!fits && index >= onPhone ? "wide-only" : undefined}><EntryLink entry={entry} /></li>
        ))}
        {fits ? null : (
          <li className="phone-only">
            <button type="button" className="rail-entry" onClick={() => setMore(true)} aria-haspopup="dialog">
              <MenuOutlined aria-hidden /><span>{t("common.more")}</span>
            </button>
          </li>
        )}
      </ul>
      <Drawer open={more} onClose={() => setMore(false)} placement="bottom" title={t("shell.menu")} size="auto" classNames={{ body: "more-pages" }}>
        {entries.slice(onPhone).map((entry) => (
          <EntryLink key={entry.to} entry={entry} onClick={() => setMore(false)} />
        ))}
      </Drawer>
    </nav>
  )
}

function EntryLink({ entry, onClick }: { entry: Entry; onClick?: () => void }) {
  const { t } = useTranslation()
  return (
    <Link to={entry.to} className="rail-entry" onClick={onClick}>
      {entry.icon}<span>{t(`shell.${entry.label}`)}</span>
    </Link>
  )
}
