import { Link } from "@tanstack/react-router"
import { Button } from "antd"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Logo } from "./Logo"

function Instead({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <div className="instead">
      <Logo size={48} />
      <h1>{title}</h1>
      {text ? <p className="quiet">{text}</p> : null}
      <p>{children}</p>
    </div>
  )
}

/** There is no page at this address. */
export function NotFound() {
  const { t } = useTranslation()
  return <Instead title={t("common.notFoundTitle")} text={t("common.notFoundText")}><Link to="/">{t("common.toStart")}</Link></Instead>
}

/** A page that failed by a mistake of ours or was built anew on the server. */
export function Broken() {
  const { t } = useTranslation()
  return <Instead title={t("common.errorTitle")} text={t("common.broken")}><Button type="primary" onClick={() => location.reload()}>{t("common.reload")}</Button></Instead>
}

/** The viewer's roles do not open this page. */
export function NotAllowed() {
  const { t } = useTranslation()
  return <Instead title={t("common.forbidden")}><Link to="/">{t("common.toStart")}</Link></Instead>
}
