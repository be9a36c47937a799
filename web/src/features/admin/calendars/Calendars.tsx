import { PlusOutlined } from "@ant-design/icons"
import { Link, useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Form, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useQueryClient } from "@tanstack/react-query"
import { api, http, newKey } from "../../../api/client"
import { currentLanguage } from "../../../i18n"
import { browserZone, zones } from "../../../time/format"
import { useNow } from "../../../time/now"
import { EditModal } from "../../../ui/EditModal"
import { NameFields } from "../../../ui/NameFields"
import { nameIn } from "../../../ui/names"
import { Nothing, Shown } from "../../../ui/States"
import { CalendarEditor } from "./CalendarEditor"
import { type Calendar, daysLeft, sayWeek, type Template, templates, warnDays } from "./model"

/** The calendars, or the editor of the one that the address names. */
export default function Calendars() {
  const { calendar } = useSearch({ from: "/shell/admin/$section" })
  return calendar ? <One key={calendar} id={calendar} /> : <All />
}

function One({ id }: { id: number }) {
  const query = api.useQuery("get", "/api/v1/calendars/{id}", { params: { path: { id: String(id) } } }, { staleTime: 0, refetchOnWindowFocus: false })
  return <Shown query={query}>{(calendar) => <CalendarEditor calendar={calendar} reload={async () => (await query.refetch()).data} />}</Shown>
}

function All() {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const query = api.useQuery("get", "/api/v1/calendars", { params: { query: { limit: 200 } } }, { staleTime: 0 })
  return (
    <>
      <p className="quiet page-text no-lift">{t("calendars.text")}</p>
      <div className="filters">
        <span className="grow" />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t("calendars.new")}</Button>
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ items }) => items.length === 0 ? <Nothing title={t("calendars.empty")} text={t("calendars.emptyText")} /> : <Table calendars={items} />}
        </Shown>
      </div>
      {adding ? <NewCalendar onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function Table({ calendars }: { calendars: Calendar[] }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const titles = { zone: t("calendars.zone"), hours: t("calendars.hours"), days: t("calendars.days"), until: t("calendars.holidaysUntil"), by: t("calendars.usedBy") }
  return (
    <table className="table" aria-label={t("admin.sections.calendars")}>
      <thead><tr><th>{t("admin.name")}</th><th>{titles.zone}</th><th>{titles.hours}</th><th>{titles.days}</th><th>{titles.until}</th><th>{titles.by}</th></tr></thead>
      <tbody>
        {calendars.map((calendar) => (
          <tr key={calendar.id}>
            <td>
              <Link to="/admin/$section" params={{ section: "calendars" }} search={{ calendar: calendar.id }}><b>{nameIn(calendar, language)}</b></Link>
              <div className="quiet small mono">{calendar.code}</div>
            </td>
            <td data-label={titles.zone}>{calendar.zone}</td>
            <td data-label={titles.hours}>{sayWeek(calendar.week, language)}</td>
            <td data-label={titles.days} className="num">{calendar.exceptions_count}</td>
            <td data-label={titles.until}><Until date={calendar.entered_until} /></td>
            <td data-label={titles.by}><UsedBy calendar={calendar} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Until({ date }: { date: string }) {
  const left = daysLeft(date, useNow())
  if (left === undefined) return <>–</>
  return left > warnDays ? <span className="num">{date}</span> : <span className={`tag num ${left < 0 ? "until-over" : "until-soon"}`}>{date}</span>
}

/** Who runs by a calendar. */
export function UsedBy({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation()
  const users = [calendar.of_desk ? t("calendars.desk") : "", calendar.services_count > 0 ? t("calendars.services", { count: calendar.services_count }) : ""].filter(Boolean)
  return users.length > 0 ? <>{users.join(", ")}</> : <span className="quiet">{t("calendars.unused")}</span>
}

interface Fields {
  name: string
  name_en?: string
  code?: string
  zone: string
  template: Template
}

function NewCalendar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [key] = useState(newKey)
  const save = async ({ template, ...names }: Fields) => {
    const { data } = await http.POST("/api/v1/calendars", { params: { header: { "Idempotency-Key": key } }, body: { ...names, week: templates[template] } })
    void client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => first === "pick" && second === "calendars" })
    if (data) await navigate({ to: "/admin/$section", params: { section: "calendars" }, search: { calendar: data.id } })
  }
  return (
    <EditModal<Fields> title={t("calendars.new")} action={t("common.create")} initial={{ name: "", zone: browserZone(), template: "office" }} names={["name", "name_en", "code", "zone", "template"]} save={save} onClose={onClose}>
      <NameFields />
      <Form.Item name="zone" label={t("calendars.zone")} required><Select showSearch aria-label={t("calendars.zone")} options={zones().map((value) => ({ value, label: value }))} /></Form.Item>
      <Form.Item name="template" label={t("calendars.template")} required>
        <Select aria-label={t("calendars.template")} options={(Object.keys(templates) as Template[]).map((value) => ({ value, label: t(`calendars.templates.${value}`) }))} />
      </Form.Item>
    </EditModal>
  )
}
