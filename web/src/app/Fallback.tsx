import { Link } from "@tanstack/react-router"
import { Button, Result } from "antd"
import { useTranslation } from "react-i18next"

/** There is no page at this address. */
export function NotFound() {
  const { t } = useTranslation()
  return <Result status="404" title={t("common.notFoundTitle")} subTitle={t("common.notFoundText")} extra={<Link to="/">{t("common.toStart")}</Link>} />
}

/** A page that failed by a mistake of ours or was built anew on the server. */
export function Broken() {
  const { t } = useTranslation()
  return <Result status="error" title={t("common.errorTitle")} subTitle={t("common.broken")} extra={<Button type="primary" onClick={() => location.reload()}>{t("common.reload")}</Button>} />
}

/** The viewer's roles do not open this page. */
export function NotAllowed() {
  const { t } = useTranslation()
  return <Result status="403" title={t("common.forbidden")} extra={<Link to="/">{t("common.toStart")}</Link>} />
}
