import { Form, Input, Select } from "antd"
import { useTranslation } from "react-i18next"
import { zones } from "../../../time/format"
import { type Draft, wrongAt } from "./model"

/** A calendar's names, its zone, and until when its holidays are entered. */
export function Basics({ draft, errors, change }: { draft: Draft; errors: Readonly<Record<string, string>>; change: (part: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const state = (field: keyof Draft) => {
    const wrong = wrongAt(errors, field)
    return wrong ? { validateStatus: "error" as const, help: wrong } : {}
  }
  return (
    <section className="panel padded">
      <h2>{t("calendars.basics")}</h2>
      <Form layout="vertical" component="div" className="two">
        <Form.Item label={t("admin.name")} htmlFor="calendar-name" required {...state("name")}>
          <Input id="calendar-name" value={draft.name} onChange={(event) => change({ name: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("admin.nameEn")} htmlFor="calendar-name-en" {...state("name_en")}>
          <Input id="calendar-name-en" value={draft.name_en} onChange={(event) => change({ name_en: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("calendars.zone")} htmlFor="calendar-zone" required extra={t("calendars.zoneText")} {...state("zone")}>
          <Select id="calendar-zone" aria-label={t("calendars.zone")} showSearch value={draft.zone} onChange={(zone) => change({ zone })} options={zones().concat("UTC").map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item label={t("calendars.holidaysUntil")} htmlFor="calendar-until" extra={t("calendars.holidaysUntilText")} {...state("entered_until")}>
          <Input id="calendar-until" type="date" value={draft.entered_until} onChange={(event) => change({ entered_until: event.target.value })} />
        </Form.Item>
      </Form>
    </section>
  )
}
