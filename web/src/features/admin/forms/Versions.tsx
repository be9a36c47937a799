import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { Versions as Published } from "../versioned/Versions"
import type { Draft, Form } from "./model"

/** What was published, and how many records use it. */
export function Versions({ form, onTake }: { form: Form; onTake: (draft: Draft, version: number) => void }) {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/forms/{id}/versions", { params: { path: { id: String(form.id) } } })
  return <Published query={query} line={({ open, over }) => t("forms.versionLine", { open, over })} onTake={onTake} />
}
