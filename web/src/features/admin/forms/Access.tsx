import { Select } from "antd"
import { useTranslation } from "react-i18next"
import { currentLanguage } from "../../../i18n"
import { textIn } from "../../form/model"
import { type Field, type Form, rights, usual } from "./model"

/** Who may fill the field in, read it, or know of it, step by step. */
export function Access({ form, field, onChange }: { form: Form; field: Field; onChange: (access: Record<string, string>) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const given = field.access ?? {}
  const known = ["start", "desk", ...form.steps.map(({ id }) => id), "others"]
  const steps = [...known, ...Object.keys(given).filter((id) => !known.includes(id))]
  const named = (id: string) => textIn(form.steps.find((one) => one.id === id)?.name, language) || t(`forms.steps.${id as "start"}`, { defaultValue: id })
  const set = (step: string, right: string) => {
    const { [step]: _, ...rest } = given
    onChange(right ? { ...rest, [step]: right } : rest)
  }
  return (
    <fieldset className="form-parts form-access">
      <legend>{t("forms.access")}</legend>
      <dl>
        {steps.map((step) => (
          <div key={step}>
            <dt>{named(step)}</dt>
            <dd>
              <Select
                aria-label={t("forms.accessOf", { step: named(step) })} value={given[step] ?? ""} onChange={(right) => set(step, right)} size="small"
                options={[{ value: "", label: t("forms.usual", { right: t(`forms.rights.${usual(field, step)}`) }) }, ...rights.filter((one) => one !== "edit" || (step !== "others" && field.kind !== "hint")).map((value) => ({ value: value as string, label: t(`forms.rights.${value}`) }))]}
              />
            </dd>
          </div>
        ))}
      </dl>
    </fieldset>
  )
}
