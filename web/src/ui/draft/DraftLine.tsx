import { CheckOutlined, CloudSyncOutlined, ExclamationCircleOutlined } from "@ant-design/icons"
import { Alert, Button } from "antd"
import { useTranslation } from "react-i18next"
import { When } from "../When"
import type { Payload } from "./model"
import type { DraftHandle } from "./useDraft"

interface Props<P extends Payload> {
  draft: DraftHandle<P>
  /** What a draft says, to be compared by its author. */
  textOf: (payload: P) => string
}

/** How the draft stands: saved, kept in this browser for now, or written in two places. */
export function DraftLine<P extends Payload>({ draft, textOf }: Props<P>) {
  const { t } = useTranslation()
  const { status, why } = draft.view
  if (status === "conflict") return <TwoVersions draft={draft} textOf={textOf} />
  return (
    <p className={`draft-line small ${status === "kept" || status === "refused" ? "draft-late" : "quiet"}`} role="status">
      {status === "saving" ? <><CloudSyncOutlined aria-hidden /> {t("draft.saving")}</> : null}
      {status === "saved" ? <><CheckOutlined aria-hidden /> {t("draft.saved")}</> : null}
      {status === "kept" ? <><ExclamationCircleOutlined aria-hidden /> {t("draft.kept")}</> : null}
      {status === "refused" ? <><ExclamationCircleOutlined aria-hidden /> {t("draft.refused", { why })}</> : null}
    </p>
  )
}

/** Both versions side by side; whichever is chosen, neither was lost before. */
function TwoVersions<P extends Payload>({ draft, textOf }: Props<P>) {
  const { t } = useTranslation()
  const { theirs, payload } = draft.view
  if (!theirs) return null
  return (
    <Alert
      type="warning"
      role="alert"
      className="two-versions"
      title={t("draft.twice")}
      description={
        <div className="versions">
          <section>
            <h3>{t("draft.here")}</h3>
            <p className="version">{textOf(payload as P) || t("draft.empty")}</p>
            <Button onClick={() => draft.choose("mine")}>{t("draft.takeHere")}</Button>
          </section>
          <section>
            <h3>{t("draft.elsewhere")} <span className="quiet small"><When at={theirs.updated_at} /></span></h3>
            <p className="version">{textOf(theirs.payload as P) || t("draft.empty")}</p>
            <Button onClick={() => draft.choose("theirs")}>{t("draft.takeElsewhere")}</Button>
          </section>
        </div>
      }
    />
  )
}
