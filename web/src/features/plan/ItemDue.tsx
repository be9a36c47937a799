import { ExclamationCircleFilled } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import type { PlanItem, PlanStep } from "../../api/types"
import { useNow } from "../../time/now"
import { When } from "../../ui/When"
import { thenWords } from "./words"

/** Until when an item waits, and what happens then if nobody acts. */
export function ItemDue({ item, kind }: { item: PlanItem; kind: PlanStep["kind"] }) {
  const { t } = useTranslation()
  const now = useNow()
  if (!item.due_at) return null
  const late = item.due_at < now
  return (
    <p className="item-due small">
      <span className={late ? "late" : undefined}>
        {late ? <ExclamationCircleFilled aria-hidden /> : null} {t(late ? "plan.late" : "plan.due")} <When at={item.due_at} as="deadline" /> (<When at={item.due_at} as="ahead" />)
      </span>
      <span className="quiet"> · {thenWords(t, item, kind)}</span>
    </p>
  )
}
