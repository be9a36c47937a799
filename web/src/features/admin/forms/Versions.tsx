import { Button } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import { Nothing, Shown } from "../../../ui/States"
import { When } from "../../../ui/When"
import type { Draft, Form } from "./model"

/** What was published, when and by whom, and how many records use it. */
export function Versions({ form, onTake }: { form: Form; onTake: (draft: Draft, version: number) => void }) {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/forms/{id}/versions", { params: { path: { id: String(form.id) } } })
  return (
    <section className="panel padded" aria-label={t("templates.versions")}>
      <h2>{t("templates.versions")}</h2>
      <Shown query={query}>
        {({ items }) => items.length === 0 ? <Nothing small title={t("templates.noVersions")} /> : (
          <ul className="template-versions">
            {items.map(({ version, definition, published_at, published_by, open, over }) => (
              <li key={version}>
                <div>
                  <b>{t("templates.version", { version })}</b> <span className="quiet small">{nameIn(published_by, currentLanguage())} <When at={published_at} as="short" /></span>
                  <div className="small">{t("forms.versionLine", { open, over })}</div>
                </div>
                <Button size="small" onClick={() => onTake(definition, version)}>{t("templates.take")}</Button>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  )
}
