import { Link } from "@tanstack/react-router"
import { Alert } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"

const look = 60_000 // nobody says when a mail comes in

/** Says at the desk that mails wait for its decision; nothing while none does. */
export function HeldMail() {
  const { t } = useTranslation()
  const { data } = api.useQuery("get", "/api/v1/mail/in", { params: { query: { state: "held", limit: 100 } } }, { refetchInterval: look })
  const count = data?.items.length ?? 0
  if (count === 0) return null
  return <Alert type="info" showIcon className="held-mail" title={<>{t("mail.waiting", { count })} <Link to="/mail" search={{}}>{t("mail.look")}</Link></>} />
}
