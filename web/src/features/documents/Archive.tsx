import { DownloadOutlined, FileProtectOutlined } from "@ant-design/icons"
import { useTranslation } from "react-i18next"
import { When } from "../../ui/When"
import { Block } from "../ticket/Block"
import type { DocumentFacts } from "./data"

/** What was archived of a document: one page a version, with the digest by which it is told from a forged one. */
export function Archive({ number, document }: { number: string; document: DocumentFacts }) {
  const { t } = useTranslation()
  if (!document.issued_at) return null
  const page = (version: number, more = "") => `/api/v1/records/${number}/archive?version=${version}${more}`
  return (
    <Block title={t("documents.archive")}>
      <p className="quiet small">{t(document.archives.length > 0 ? "documents.archiveText" : "documents.archiveNone")}</p>
      <ul className="archives">
        {document.archives.map(({ version, made_at: made, sha256 }) => (
          <li key={version}>
            <b>{t("documents.archiveVersion", { version })}</b>{document.revoked_at && made >= document.revoked_at ? <span className="quiet"> {t("documents.archiveRevocation")}</span> : null} <span className="quiet small"><When at={made} as="deadline" /></span>
            <p className="archive-links">
              <a href={page(version)} target="_blank" rel="noreferrer"><FileProtectOutlined aria-hidden /> {t("documents.archiveOpen")}</a>
              <a href={page(version, "&download=true")} download><DownloadOutlined aria-hidden /> {t("documents.archiveSave")}</a>
            </p>
            <p className="archive-digest mono"><span className="quiet">{t("documents.digest")}</span> {sha256}</p>
          </li>
        ))}
      </ul>
    </Block>
  )
}
