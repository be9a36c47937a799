import { useTranslation } from "react-i18next"
import type { Versioned } from "./model"

/** Which version holds, and whether the draft is another. */
export function Standing({ thing: { version, changed, enabled } }: { thing: Pick<Versioned<unknown>, "version" | "changed" | "enabled"> }) {
  const { t } = useTranslation()
  return (
    <span className="standing">
      {version > 0 ? t("versioned.version", { version }) : <span className="tag state-on_hold">{t("versioned.unpublished")}</span>}
      {version > 0 && changed ? <span className="tag">{t("versioned.changed")}</span> : null}
      {enabled ? null : <span className="tag">{t("versioned.off")}</span>}
    </span>
  )
}
