import { useTranslation } from "react-i18next"
import type { Notice } from "../../api/types"
import { When } from "../../ui/When"

/** One notice; opening it leads to its ticket. */
export function NoticeRow({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const { t } = useTranslation()
  const unread = !notice.read_at
  return (
    <li className={unread ? "notice unread" : "notice"}>
      <button type="button" onClick={onOpen}>
        <span className="notice-text">{notice.text}{unread ? <span className="sr-only"> ({t("notices.unread")})</span> : null}</span>
        <span className="quiet"><When at={notice.at} /></span>
      </button>
    </li>
  )
}
