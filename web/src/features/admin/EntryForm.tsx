import { useQuery, useQueryClient } from "@tanstack/react-query"
import { Checkbox, Form, Select, Skeleton } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { newKey } from "../../api/client"
import { currentLanguage } from "../../i18n"
import { EditModal } from "../../ui/EditModal"
import { NameFields } from "../../ui/NameFields"
import { nameIn } from "../../ui/names"
import { type Noun as PickNoun, Pick, PickMany } from "../../ui/pickers"
import { type Entry, type Fields, type Noun, waysOf } from "./nouns"
import { Dialog } from "../../ui/Dialog"

interface Props {
  noun: Noun
  entry?: Entry | undefined
  onClose: () => void
}

/** Makes an entry or changes one; some have more in them than their list shows. */
export function EntryForm({ noun, entry, onClose }: Props) {
  const { get } = waysOf(noun)
  const whole = useQuery({ queryKey: ["entry", noun, entry?.id], queryFn: () => get?.(entry?.id ?? 0), enabled: Boolean(get && entry), staleTime: 0, gcTime: 0 })
  if (get && entry && !whole.data) return <Dialog footer={null} onCancel={onClose}><Skeleton active /></Dialog>
  return <Editor noun={noun} entry={whole.data ?? entry} onClose={onClose} />
}

function Editor({ noun, entry, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [key] = useState(newKey)
  const { fields, create, update } = waysOf(noun)
  const save = async (values: Fields) => {
    await (entry ? update(entry.id, values) : create(values, key))
    // Lists, pickers and the desk's queues show these names.
    await client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => first === "entries" || first === "pick" || second === `/api/v1/${noun}` })
    onClose()
  }
  const title = entry ? t("admin.editEntry", { name: nameIn(entry, currentLanguage()) }) : `${t("admin.newEntry")}: ${t(`admin.sections.${noun}`)}`
  return (
    <EditModal<Fields> title={title} action={entry ? t("common.save") : t("common.create")} initial={initialOf(entry, fields)} names={["name", "name_en", "code", ...fields]} save={save} onClose={onClose}>
      <NameFields {...(entry ? { codeText: null } : {})} />
      {fields.map((name) => <Field key={name} name={name} noun={noun} entry={entry} />)}
    </EditModal>
  )
}

const refs = ["queue", "calendar", "form", "template", "group", "manager", "unit", "customer"] as const

function initialOf(entry: Entry | undefined, fields: readonly (keyof Fields)[]): Fields {
  if (!entry) return { name: "", ...(fields.includes("open_to_desk") ? { open_to_desk: true } : {}), ...(fields.includes("open_tasks") ? { open_tasks: "refuse" } : {}), ...(fields.includes("kind") ? { kind: "site" } : {}) }
  const values: Fields = { name: entry.name, name_en: entry.name_en, code: entry.code }
  for (const name of refs) if (fields.includes(name)) values[name] = entry[name]?.id ?? null
  if (fields.includes("parent")) values.parent = entry.parent_id ?? null
  if (fields.includes("open_tasks")) values.open_tasks = entry.open_tasks ?? "refuse"
  if (fields.includes("kind") && entry.kind) values.kind = entry.kind
  if (fields.includes("open_to_desk")) values.open_to_desk = entry.open_to_desk ?? true
  if (fields.includes("grants")) values.grants = (entry.grants ?? []).map(({ id }) => id)
  if (fields.includes("members")) values.members = (entry.members ?? []).map(({ id }) => id)
  return values
}

const placeKinds = ["site", "building", "floor", "room", "rack"] as const
const picks: Partial<Record<keyof Fields, PickNoun>> = { queue: "queues", calendar: "calendars", template: "templates", form: "forms", group: "groups", manager: "staff", unit: "units", customer: "customers" }

function Field({ name, noun, entry }: { name: keyof Fields; noun: Noun; entry: Entry | undefined }) {
  const { t } = useTranslation()
  const labels: Partial<Record<keyof Fields, string>> = {
    queue: t("admin.queue"), calendar: t("calendars.own"), template: t("admin.template"), form: t("forms.ofService"), open_tasks: t("admin.openTasks"), group: t("admin.ownerGroup"), manager: t("admin.manager"), unit: t("users.unit"), customer: t("field.customer"), parent: t("admin.parent"),
    kind: t("admin.placeKind"), grants: t("admin.grants"), members: t("admin.members"),
  }
  const label = labels[name] ?? name
  const of = picks[name]
  if (of) {
    const known = entry?.[name as (typeof refs)[number]]
    return <Form.Item name={name} label={label}><Pick of={of} label={label} known={[known]} {...(name === "calendar" ? { placeholder: t("calendars.ownHint") } : {})} /></Form.Item>
  }
  switch (name) {
    case "parent": {
      const above = entry?.path?.find(({ id }) => id === entry.parent_id)
      return <Form.Item name="parent" label={label}><Pick of={noun === "places" ? "places" : "categories"} label={label} known={[above]} /></Form.Item>
    }
    case "kind":
      return <Form.Item name="kind" label={label} required><Select aria-label={label} options={placeKinds.map((value) => ({ value, label: t(`admin.placeKinds.${value}`) }))} /></Form.Item>
    case "open_tasks":
      return <Form.Item name="open_tasks" label={label}><Select aria-label={label} options={(["refuse", "close"] as const).map((value) => ({ value, label: t(`admin.openTasksDo.${value}`) }))} /></Form.Item>
    case "open_to_desk":
      return <Form.Item name="open_to_desk" valuePropName="checked" extra={t("admin.openToDeskNo")}><Checkbox>{t("admin.openToDesk")}</Checkbox></Form.Item>
    case "grants":
      return <Form.Item name="grants" label={label}><PickMany of="groups" label={label} known={entry?.grants ?? []} /></Form.Item>
    case "members":
      return <Form.Item name="members" label={label}><PickMany of="staff" label={label} known={entry?.members ?? []} /></Form.Item>
    default:
      return null
  }
}
