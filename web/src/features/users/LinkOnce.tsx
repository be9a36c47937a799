import { CopyOutlined } from "@ant-design/icons"
import { App, Button, Input } from "antd"
import { useTranslation } from "react-i18next"
import { useZone } from "../../ui/When"
import { absolute } from "../../time/format"
import { currentLanguage } from "../../i18n"
import { Dialog } from "../../ui/Dialog"

/** A link that lets one person set a password. */
export interface OneLink {
  name: string
  address: string
  until?: string | undefined
}

/** Shows an invitation's link, to be given to its person. */
export function LinkOnce({ link, onClose }: { link: OneLink; onClose: () => void }) {
  const { t } = useTranslation()
  const zone = useZone()
  const until = link.until ? absolute(link.until, zone, currentLanguage()) : ""
  return (
    <Dialog title={t("users.inviteTitle", { name: link.name })} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t("profile.tokenDone")}</Button>}>
      <p className="form-text">{t("users.inviteText", { name: link.name, until })}</p>
      <Copyable text={link.address} />
    </Dialog>
  )
}

/** A text to be copied. */
export function Copyable({ text }: { text: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      void message.success(t("common.copied"))
    } catch {
      // Without the right to the clipboard the text can still be marked and copied by hand.
    }
  }
  return (
    <div className="copyable">
      <Input readOnly value={text} className="mono" aria-label={t("common.copy")} onFocus={(event) => event.target.select()} />
      <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>{t("common.copy")}</Button>
    </div>
  )
}
