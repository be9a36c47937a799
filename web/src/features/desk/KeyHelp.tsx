import { useTranslation } from "react-i18next"
import { Dialog } from "../../ui/Dialog"

const keys = [
  ["j", "next"], ["k", "previous"], ["Enter", "open"], ["a", "take"], ["x", "mark"], ["/", "search"], [".", "reload"], ["c", "create"], ["?", "help"],
  ["r", "reply"], ["n", "note"], ["Ctrl+Enter", "send"], ["u", "leave"],
] as const

/** What the keys do, at the desk and on a ticket. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t("desk.keys.title")} onCancel={onClose} footer={null} width={420}>
      <dl className="key-help">
        {keys.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{t(`desk.keys.${does}`)}</dd></div>)}
      </dl>
    </Dialog>
  )
}
