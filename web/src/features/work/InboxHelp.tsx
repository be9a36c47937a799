import { useTranslation } from "react-i18next"
import { Dialog } from "../../ui/Dialog"

const keys = [["j", "next"], ["k", "previous"], ["x", "mark"], ["a", "yes"], ["r", "no"], ["c", "claim"], ["Enter", "open"], [".", "reload"], ["?", "help"]] as const

/** What the keys do in the inbox. */
export function InboxHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t("inbox.keys.title")} onCancel={onClose} footer={null} width={420}>
      <dl className="key-help">
        {keys.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(`inbox.keys.${does}`)}</dd></div>)}
      </dl>
    </Dialog>
  )
}
