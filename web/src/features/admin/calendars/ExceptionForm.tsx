import { Form, Input, Radio } from "antd"
import { useTranslation } from "react-i18next"
import { Problem } from "../../../api/problem"
import { EditModal } from "../../../ui/EditModal"
import { Intervals } from "./Intervals"
import { type Exception, type Interval, nextInterval } from "./model"

interface Fields {
  date: string
  name: string
  name_en?: string
  kind: "holiday" | "workday"
  intervals: Interval[]
}

/** A special day: added, or changed. */
export function ExceptionForm({ day, taken, onSave, onClose }: { day: Exception | undefined; taken: readonly Exception[]; onSave: (day: Exception, before?: Exception) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const hours = day?.intervals ?? []
  const initial: Fields = { date: day?.date ?? "", name: day?.name ?? "", kind: hours.length > 0 ? "workday" : "holiday", intervals: hours.length > 0 ? hours : [nextInterval([])], ...(day?.name_en ? { name_en: day.name_en } : {}) }
  const save = async ({ date, name, name_en = "", kind, intervals }: Fields) => {
    if (taken.some((one) => one !== day && one.date === date)) throw new Problem(422, "invalid", t("calendars.twice"), "date")
    if (kind === "workday" && intervals.length === 0) throw new Problem(422, "invalid", t("common.required"), "intervals")
    onSave({ date, name, ...(name_en ? { name_en } : {}), ...(kind === "workday" ? { intervals } : {}) }, day)
  }
  const required = [{ required: true, whitespace: true, message: t("common.required") }]
  return (
    <EditModal<Fields> title={day ? t("calendars.editDay", { date: day.date }) : t("calendars.addDay")} action={day ? t("common.edit") : t("calendars.addDay")} initial={initial} names={["date", "name", "intervals"]} save={save} onClose={onClose}>
      <Form.Item name="date" label={t("calendars.date")} rules={required}><Input type="date" autoFocus /></Form.Item>
      <Form.Item name="name" label={t("admin.name")} rules={required}><Input /></Form.Item>
      <Form.Item name="name_en" label={t("admin.nameEn")}><Input /></Form.Item>
      <Form.Item name="kind" label={t("calendars.kind")}>
        <Radio.Group options={(["holiday", "workday"] as const).map((value) => ({ value, label: t(`calendars.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={["kind"]}>
        {({ getFieldValue }) => (
          <Form.Item name="intervals" label={t("calendars.dayHours")} hidden={getFieldValue("kind") !== "workday"}><Intervals of={t("calendars.workday")} /></Form.Item>
        )}
      </Form.Item>
    </EditModal>
  )
}
