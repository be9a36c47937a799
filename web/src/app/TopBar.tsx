import { FileTextOutlined, GlobalOutlined, LogoutOutlined, PlusOutlined, SearchOutlined, SnippetsOutlined, UserOutlined } from "@ant-design/icons"
import { useQueryClient } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { Button, Dropdown, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http } from "../api/client"
import type { Me } from "../api/types"
import { Bell } from "../features/notices/Bell"
import { currentLanguage, switchLanguage } from "../i18n"
import type { Language } from "../time/format"
import { sendLocalCopies } from "../ui/draft/ports"
import { nameIn } from "../ui/names"
import { Avatar } from "../ui/Person"
import { worksAtDesk } from "./me"

/** The bar above every page: find, raise, language, notices, account. */
export function TopBar({ me }: { me: Me }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <header className="topbar">
      <Find desk={me.permissions.desk} />
      <span className="grow" />
      <Button type="primary" icon={<PlusOutlined aria-hidden />} className="raise" aria-label={t("shell.raise")} onClick={() => void navigate({ to: "/raise", search: {} })}>
        <span className="wide-only">{t("shell.raise")}</span>
      </Button>
      <LanguageSwitch />
      <Bell />
      <Account me={me} />
    </header>
  )
}

const looksLikeNumber = /^[a-z]{2,5}-?\d+$/i

/** Leads to a ticket when a number is typed, else to the list that matches the words. */
function Find({ desk }: { desk: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState("")
  const go = () => {
    const words = text.trim()
    if (!words) return
    setText("")
    if (looksLikeNumber.test(words)) {
      const number = words.toUpperCase().replace(/^([A-Z]+)-?(\d+)$/, (_, kind: string, digits: string) => `${kind}-${digits.padStart(6, "0")}`)
      void navigate({ to: "/tickets/$number", params: { number } })
    } else if (desk) void navigate({ to: "/desk", search: { view: "everything", q: words } })
    else void navigate({ to: "/my-tickets", search: { q: words } })
  }
  return (
    <form role="search" className="find" onSubmit={(event) => { event.preventDefault(); go() }}>
      <Input
        id="find"
        prefix={<SearchOutlined aria-hidden />}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={t("shell.find")}
        aria-label={t("shell.find")}
        allowClear
      />
    </form>
  )
}

const names: Record<Language, string> = { zh: "中文", en: "English" }

function LanguageSwitch() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const now = currentLanguage()
  const other = now === "zh" ? "en" : "zh"
  const change = api.useMutation("patch", "/api/v1/me", {
    onMutate: () => switchLanguage(other),
    onSuccess: () => client.invalidateQueries(), // the server's own sentences come in the new language
  })
  // keepalive: whoever leaves the page at once has switched all the same
  return (
    <Button type="text" icon={<GlobalOutlined aria-hidden />} lang={other === "zh" ? "zh-CN" : "en"} title={t("shell.language")} onClick={() => change.mutate({ body: { language: other }, keepalive: true })}>
      <span className="wide-only">{names[other]}</span>
      <span className="phone-only" aria-label={names[other]}>{other === "zh" ? "中" : "EN"}</span>
    </Button>
  )
}

function Account({ me }: { me: Me }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const name = nameIn(me, currentLanguage())
  const signOut = async () => {
    await sendLocalCopies(me.login) // nothing stays behind in this browser
    await http.DELETE("/api/v1/session").catch(() => undefined) // an ended session is signed out already
    client.clear()
    await navigate({ to: "/sign-in", search: {} })
  }
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", disabled: true, label: <span className="quiet">{name} · {me.login}</span> },
          { key: "profile", icon: <UserOutlined aria-hidden />, label: t("shell.profile"), onClick: () => void navigate({ to: "/profile" }) },
          { key: "drafts", icon: <FileTextOutlined aria-hidden />, label: t("draft.title"), onClick: () => void navigate({ to: "/drafts" }) },
          ...(worksAtDesk(me) ? [{ key: "canned", icon: <SnippetsOutlined aria-hidden />, label: t("canned.title"), onClick: () => void navigate({ to: "/canned-replies" }) }] : []),
          { type: "divider" },
          { key: "out", icon: <LogoutOutlined aria-hidden />, label: t("shell.signOut"), onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" className="account">
        <span className="sr-only">{t("shell.account", { name })}</span>
        <Avatar name={name} /><span className="wide-only" aria-hidden="true">{name}</span>
      </Button>
    </Dropdown>
  )
}
