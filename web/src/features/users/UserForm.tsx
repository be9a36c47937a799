import { useQueryClient } from "@tanstack/react-query"
import { Checkbox, Form, Input, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../api/client"
import type { User } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { zones } from "../../time/format"
import { EditModal } from "../../ui/EditModal"
import { SelectMany } from "../../ui/SelectMany"
import { nameIn } from "../../ui/names"
import { Pick, PickMany } from "../../ui/pickers"
import type { OneLink } from "./LinkOnce"
import { roles } from "./roles"

interface Fields {
  login: string
  name: string
  name_en: string
  email: string
  phone: string
  title: string
  roles: string[]
  groups: number[]
  unit: number | null
  customer: number | null
  sees_customer: boolean
  language: string
  zone: string
  invite: boolean
}

const names = ["login", "name", "name_en", "email", "phone", "title", "roles", "unit", "customer", "sees_customer", "language", "zone"]

/** Makes a person, with an invitation, or changes one. */
export function UserForm({ user, onClose, onLink }: { user?: User | undefined; onClose: () => void; onLink: (link: OneLink) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [key] = useState(newKey)
  const before = (user?.groups ?? []).map(({ id }) => id)
  const initial: Partial<Fields> = user
    ? {
        login: user.login, name: user.name, name_en: user.name_en, email: user.email, phone: user.phone, title: user.title, roles: user.roles ?? [], groups: before,
        unit: user.unit?.id ?? null, customer: user.customer?.id ?? null, sees_customer: user.sees_customer, language: user.language, zone: user.zone,
      }
    : { roles: ["customer"], groups: [], sees_customer: false, language: currentLanguage(), invite: true }

  const save = async ({ invite, groups, ...body }: Partial<Fields>) => {
    const { data: saved } = user
      ? await http.PATCH("/api/v1/users/{id}", { params: { path: { id: String(user.id) } }, body })
      : await http.POST("/api/v1/users", { params: { header: { "Idempotency-Key": key } }, body })
    if (saved) await moveGroups(saved.id, before, groups ?? [])
    await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/users" || queryKey[1] === "/api/v1/groups" })
    if (saved && !user && invite) {
      const { data } = await http.POST("/api/v1/invitations", { body: { user_id: saved.id } })
      if (data?.link) onLink({ name: nameIn(saved, currentLanguage()), address: data.link, until: data.expires_at })
    }
    onClose()
  }
  const required = [{ required: true, whitespace: true, message: t("common.required") }]
  return (
    <EditModal<Partial<Fields>> title={user ? t("users.edit", { name: nameIn(user, currentLanguage()) }) : t("users.create")} action={user ? t("common.save") : t("common.create")} initial={initial} names={names} save={save} onClose={onClose} width={680}>
      <div className="two">
        <Form.Item name="login" label={t("users.login")} extra={t("users.loginHint")} rules={required}><Input autoFocus={!user} autoComplete="off" autoCapitalize="none" /></Form.Item>
        <Form.Item name="title" label={t("users.jobTitle")}><Input /></Form.Item>
        <Form.Item name="name" label={t("users.name")} rules={required}><Input /></Form.Item>
        <Form.Item name="name_en" label={t("users.nameEn")}><Input /></Form.Item>
        <Form.Item name="email" label={t("profile.email")}><Input type="email" /></Form.Item>
        <Form.Item name="phone" label={t("profile.phone")}><Input type="tel" /></Form.Item>
        <Form.Item name="roles" label={t("users.roles")} rules={[{ required: true, message: t("common.required") }]}>
          <SelectMany aria-label={t("users.roles")} options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
        </Form.Item>
        <Form.Item name="groups" label={t("users.groups")}><PickMany of="groups" label={t("users.groups")} known={user?.groups ?? []} /></Form.Item>
        <Form.Item name="unit" label={t("users.unit")}><Pick of="units" label={t("users.unit")} known={[user?.unit]} /></Form.Item>
        <Form.Item name="customer" label={t("users.customer")}><Pick of="customers" label={t("users.customer")} known={[user?.customer]} /></Form.Item>
        <Form.Item name="language" label={t("profile.language")} required><Select aria-label={t("profile.language")} options={[{ value: "zh", label: "中文" }, { value: "en", label: "English" }]} /></Form.Item>
        <Form.Item name="zone" label={t("profile.zone")}><Select showSearch aria-label={t("profile.zone")} options={zones().map((value) => ({ value, label: value }))} /></Form.Item>
      </div>
      <Form.Item name="sees_customer" valuePropName="checked"><Checkbox>{t("users.seesCustomer")}</Checkbox></Form.Item>
      {user ? null : <Form.Item name="invite" valuePropName="checked"><Checkbox>{t("users.inviteAfter")}</Checkbox></Form.Item>}
    </EditModal>
  )
}

/** A group keeps its members, so a person's groups are changed group by group. */
async function moveGroups(userID: number, before: readonly number[], after: readonly number[]) {
  const changed = [...before.filter((id) => !after.includes(id)), ...after.filter((id) => !before.includes(id))]
  for (const id of changed) {
    const { data } = await http.GET("/api/v1/groups/{id}", { params: { path: { id: String(id) } } })
    const others = (data?.members ?? []).map((member) => member.id).filter((member) => member !== userID)
    await http.PUT("/api/v1/groups/{id}/members", { params: { path: { id: String(id) } }, body: { users: after.includes(id) ? [...others, userID] : others } })
  }
}
