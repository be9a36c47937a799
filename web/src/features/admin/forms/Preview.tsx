import { ExpandOutlined } from "@ant-design/icons"
import { useQuery } from "@tanstack/react-query"
import { Button, Form as Fill, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { Dialog } from "../../../ui/Dialog"
import { useSettled } from "../../../ui/useSettled"
import { FormFields } from "../../form/FormFields"
import { textIn, type Values } from "../../form/model"
import type { Draft, Form } from "./model"

/** The draft as people will see it, by whom one chooses; what is filled in here is kept nowhere. */
export function Preview({ form, draft }: { form: Form; draft: Draft }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const [step, setStep] = useState("start")
  const [values, setValues] = useState<Values>({})
  const [wide, setWide] = useState(false)
  const ids = new Set(draft.sections.flatMap(({ fields }) => fields.map(({ id }) => id)))
  const given = Object.fromEntries(Object.entries(values).filter(([id]) => ids.has(id)))
  const text = useSettled(JSON.stringify({ step, values: given, definition: draft }), 250)
  const { data } = useQuery({
    queryKey: ["form-preview", form.id, text, language],
    queryFn: async () => (await http.POST("/api/v1/forms/{id}/preview", { params: { path: { id: String(form.id) } }, body: JSON.parse(text) as { step: string; values: Values; definition: Draft } })).data ?? null,
    placeholderData: (before) => before,
    retry: false,
    gcTime: 0,
  })
  const faults = Object.fromEntries((data?.faults ?? []).map(({ field, detail }) => [field.replace(/^form\./, ""), detail]))
  const named = (id: "start" | "desk" | "others") => ({ value: id as string, label: t(`forms.steps.${id}`) })
  const steps = [named("start"), named("desk"), ...form.steps.map(({ id, name }) => ({ value: id, label: textIn(name, language) })), named("others")]
  const shown = data ? (
    <Fill layout="vertical" component="div">
      <FormFields view={data} values={{ ...data.values, ...given }} faults={faults} onChange={(id, value) => setValues((was) => ({ ...was, [id]: value ?? null }))} />
    </Fill>
  ) : null
  return (
    <section className="panel padded form-preview" aria-label={t("forms.preview")}>
      <div className="block-head">
        <h2>{t("forms.preview")}</h2>
        <Button size="small" type="text" icon={<ExpandOutlined aria-hidden />} onClick={() => setWide(true)}>{t("forms.wide")}</Button>
      </div>
      <div className="line">
        <Select aria-label={t("forms.seenBy")} value={step} onChange={setStep} options={steps} className="grow" />
        <Button size="small" disabled={Object.keys(given).length === 0} onClick={() => setValues({})}>{t("forms.emptyAgain")}</Button>
      </div>
      {wide ? <Dialog title={t("forms.preview")} width={1000} footer={null} onCancel={() => setWide(false)}>{shown}</Dialog> : shown}
    </section>
  )
}
