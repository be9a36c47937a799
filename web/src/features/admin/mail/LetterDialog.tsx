import { Segmented } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import type { MailOut } from "../../../api/types"
import { Dialog } from "../../../ui/Dialog"
import { Shown } from "../../../ui/States"

/** A letter in both of its forms, as it would be made now. */
export function LetterDialog({ letter, onClose }: { letter: MailOut; onClose: () => void }) {
  const { t } = useTranslation()
  const [form, setForm] = useState<"html" | "text">("html")
  const query = api.useQuery("get", "/api/v1/mail/out/{id}", { params: { path: { id: letter.id } } })
  return (
    <Dialog title={<span className="dialog-title wrap">{t("letters.shown", { address: letter.address })}</span>} width={720} onCancel={onClose} footer={null}>
      <Shown query={query}>
        {({ letter: words }) => (
          <div className="letter">
            <p className="letter-subject wrap"><b>{words.subject}</b></p>
            <Segmented aria-label={t("letters.show")} value={form} onChange={setForm} options={[{ value: "html", label: t("letters.asHTML") }, { value: "text", label: t("letters.asText") }]} />
            {form === "html"
              ? <iframe title={t("letters.frame")} sandbox="" srcDoc={words.html} className="letter-frame" />
              : <pre className="letter-text">{words.text}</pre>}
          </div>
        )}
      </Shown>
    </Dialog>
  )
}
