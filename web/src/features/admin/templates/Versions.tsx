import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { Versions as Published } from "../versioned/Versions"
import type { Draft, Template } from "./model"

/** What was published, and how much runs by it. */
export function Versions({ template, onTake }: { template: Template; onTake: (draft: Draft, version: number) => void }) {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/plan-templates/{id}/versions", { params: { path: { id: String(template.id) } } })
  return <Published query={query} line={({ running, ended }) => t("templates.versionLine", { running, ended })} onTake={onTake} />
}
