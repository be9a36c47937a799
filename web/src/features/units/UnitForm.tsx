import { useQueryClient } from "@tanstack/react-query"
import { Form } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../api/client"
import type { Unit } from "../../api/types"
import { EditModal } from "../../ui/EditModal"
import { NameFields } from "../../ui/NameFields"
import { Pick } from "../../ui/pickers"

interface Fields {
  name: string
  name_en?: string
  code?: string
  parent?: number | null
  head?: number | null
}

/** Makes a unit or changes one: its name, where it belongs, who leads it. */
export function UnitForm({ unit, parent, onClose, onDone }: { unit?: Unit; parent?: number | undefined; onClose: () => void; onDone: (unit: Unit) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [key] = useState(newKey)
  const save = async (fields: Fields) => {
    const { data } = unit
      ? await http.PATCH("/api/v1/units/{id}", { params: { path: { id: String(unit.id) } }, body: fields })
      : await http.POST("/api/v1/units", { params: { header: { "Idempotency-Key": key } }, body: fields })
    void client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/api/v1/units") })
    if (data) onDone(data)
  }
  const initial: Fields = unit
    ? { name: unit.name, name_en: unit.name_en, code: unit.code, parent: unit.parent_id, head: unit.head?.id ?? null }
    : { name: "", parent: parent ?? null }
  const above = unit?.path?.find(({ id }) => id === unit.parent_id)
  return (
    <EditModal<Fields> title={unit ? t("units.editUnit") : t("units.newUnit")} action={unit ? t("common.save") : t("common.create")} initial={initial} names={["name", "name_en", "code", "parent", "head"]} save={save} onClose={onClose}>
      <NameFields />
      <Form.Item name="parent" label={t("units.parent")}><Pick of="units" label={t("units.parent")} placeholder={t("units.top")} known={[above]} /></Form.Item>
      <Form.Item name="head" label={t("units.head")}><Pick of="users" label={t("units.head")} known={[unit?.head]} /></Form.Item>
    </EditModal>
  )
}
