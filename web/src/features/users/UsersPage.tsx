import { MoreOutlined, PlusOutlined } from "@ant-design/icons"
import { useQueryClient } from "@tanstack/react-query"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { App, Button, Dropdown, Input, Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { User } from "../../api/types"
import { NotAllowed } from "../../app/Fallback"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Name } from "../../ui/Person"
import { Nothing, Shown } from "../../ui/States"
import { HandOver } from "./HandOver"
import { LinkOnce, type OneLink } from "./LinkOnce"
import { roles, isRole } from "./roles"
import { UserForm } from "./UserForm"

/** Everybody, to be found, made, changed, invited and disabled. */
export function UsersPage() {
  const admin = useMe().permissions.admin
  return admin ? <Users /> : <NotAllowed />
}

function Users() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: "/shell/users" })
  const [editing, setEditing] = useState<User | "new">()
  const [link, setLink] = useState<OneLink>()
  const [leaving, setLeaving] = useState<User>()
  const role = isRole(search.role) ? search.role : undefined
  const query = api.useInfiniteQuery(
    "get", "/api/v1/users", { params: { query: { q: search.q, role, status: "all" } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
  const go = (part: { q?: string | undefined; role?: string | undefined }) => void navigate({ to: "/users", search: { ...search, ...part }, replace: true })
  return (
    <Page title={t("users.title")} actions={<Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing("new")}>{t("users.create")}</Button>}>
      <div className="filters">
        <Input.Search key={search.q} defaultValue={search.q} allowClear placeholder={t("users.searchHint")} aria-label={t("common.search")} onSearch={(q) => go({ q: q.trim() || undefined })} />
        <Select
          aria-label={t("users.role")} value={role ?? ""} onChange={(value) => go({ role: value || undefined })} popupMatchSelectWidth={false}
          options={[{ value: "", label: t("users.anyRole") }, ...roles.map((value) => ({ value: value as string, label: t(`role.${value}`) }))]}
        />
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ pages }) => {
            const users = pages.flatMap(({ items }) => items ?? [])
            if (users.length === 0) return <Nothing title={t("users.empty")} text={t("users.emptyText")} />
            return <UserTable users={users} onEdit={setEditing} onLink={setLink} onHandOver={setLeaving} />
          }}
        </Shown>
      </div>
      {query.hasNextPage ? <div className="list-foot"><span /><Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button></div> : null}
      {editing ? <UserForm user={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} onLink={setLink} /> : null}
      {leaving ? <HandOver user={leaving} onClose={() => setLeaving(undefined)} /> : null}
      {link ? <LinkOnce link={link} onClose={() => setLink(undefined)} /> : null}
    </Page>
  )
}

interface Doing {
  onEdit: (user: User) => void
  onLink: (link: OneLink) => void
  onHandOver: (user: User) => void
}

function UserTable({ users, ...doing }: { users: User[] } & Doing) {
  const { t } = useTranslation()
  const language = currentLanguage()
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{t("users.name")}</th><th>{t("users.login")}</th><th>{t("users.roles")}</th><th>{t("users.groups")}</th><th>{t("users.unit")}</th><th>{t("users.status")}</th><th><span className="sr-only">{t("common.more")}</span></th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <td><button type="button" className="link" onClick={() => doing.onEdit(user)}><b>{nameIn(user, language)}</b></button></td>
            <td className="mono">{user.login}</td>
            <td data-label={t("users.roles")}>{(user.roles ?? []).map((role) => word(t, "role", role)).join(", ")}</td>
            <td data-label={t("users.groups")}>{(user.groups ?? []).map((group) => nameIn(group, language)).join(", ")}</td>
            <td data-label={t("users.unit")}><Name of={user.unit ?? user.customer} none="–" /></td>
            <td><span className={user.disabled ? "tag" : "tag state-active"}>{t(user.disabled ? "users.disabled" : "users.active")}</span></td>
            <td className="cell-menu"><RowMenu user={user} {...doing} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function RowMenu({ user, onEdit, onLink, onHandOver }: { user: User } & Doing) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const name = nameIn(user, currentLanguage())
  const failed = (error: unknown) => void message.error(asProblem(error).message)

  const invite = async () => {
    try {
      const { data } = await http.POST("/api/v1/invitations", { body: { user_id: user.id } })
      if (data?.link) onLink({ name, address: data.link, until: data.expires_at })
    } catch (error) {
      failed(error)
    }
  }
  const inviteByMail = async () => {
    try {
      const { data } = await http.POST("/api/v1/invitations", { body: { user_id: user.id, mail: true } })
      void message.success(t("byMail.invited", { address: data?.mailed_to ?? user.email }))
    } catch (error) {
      failed(error)
    }
  }
  const setDisabled = async (disabled: boolean) => {
    try {
      await http.PATCH("/api/v1/users/{id}", { params: { path: { id: String(user.id) } }, body: { disabled } })
      void message.success(t(disabled ? "users.disabledDone" : "users.enabledDone", { name }))
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/users" })
    } catch (error) {
      failed(error)
    }
  }
  const askDisable = () =>
    modal.confirm({ title: `${t("users.disable")}: ${name}`, content: t("users.disableAsk", { name }), okText: t("users.disable"), okButtonProps: { danger: true }, onOk: () => setDisabled(true) })
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "edit", label: t("common.edit"), onClick: () => onEdit(user) },
          ...(user.disabled ? [] : [{ key: "invite", label: user.can_sign_in ? t("users.resetLink") : t("users.invite"), onClick: () => void invite() }]),
          ...(user.disabled || user.can_sign_in || !user.email ? [] : [{ key: "mail", label: t("byMail.invite"), onClick: () => void inviteByMail() }]),
          { key: "hand-over", label: t("handOver.action"), onClick: () => onHandOver(user) },
          user.disabled
            ? { key: "enable", label: t("users.enable"), onClick: () => void setDisabled(false) }
            : { key: "disable", danger: true, label: t("users.disable"), onClick: askDisable },
        ],
      }}
    >
      <Button type="text" size="small" icon={<MoreOutlined aria-hidden />} aria-label={`${t("common.more")}: ${name}`} />
    </Dropdown>
  )
}
