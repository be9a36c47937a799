import { useQueryClient } from "@tanstack/react-query"
import { Outlet } from "@tanstack/react-router"
import { Alert, Skeleton } from "antd"
import { useEffect, useLayoutEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { asProblem } from "../api/problem"
import type { Me } from "../api/types"
import { switchLanguage } from "../i18n"
import { applyLive } from "../live/apply"
import { listenLive } from "../live/stream"
import { sendLocalCopies } from "../ui/draft/ports"
import { Failed } from "../ui/States"
import { MeContext, useMeQuery } from "./me"
import { Rail } from "./Rail"
import { TopBar } from "./TopBar"

/** The frame of every page for people who are signed in. */
export function Shell() {
  const query = useMeQuery()
  const me = query.data
  if (me) return <SignedIn me={me} />
  if (query.error && asProblem(query.error).status !== 401) {
    return <main className="alone"><Failed error={query.error} retry={() => void query.refetch()} /></main>
  }
  return <ShellLoading />
}

/** The frame's shape while it is not known who looks. */
export function ShellLoading() {
  return (
    <div className="shell" aria-busy="true">
      <div className="rail" />
      <div className="shell-main"><div className="topbar" /><main className="content"><Skeleton active paragraph={{ rows: 6 }} /></main></div>
    </div>
  )
}

function SignedIn({ me }: { me: Me }) {
  const { t } = useTranslation()
  const online = useLive(me.login)
  useEffect(() => void sendLocalCopies(me.login), [me.login])
  useLayoutEffect(() => switchLanguage(me.language === "zh" ? "zh" : "en"), [me.language])
  return (
    <MeContext value={me}>
      <a className="skip" href="#content">{t("common.skip")}</a>
      <div className="shell">
        <Rail me={me} />
        <div className="shell-main">
          <TopBar me={me} />
          {online ? null : <Alert banner type="warning" title={t("shell.reconnecting")} />}
          <main id="content" className="content" tabIndex={-1}><Outlet /></main>
        </div>
      </div>
    </MeContext>
  )
}

const patience = 4_000

/** Keeps the cache fresh by the live stream; answers false once the connection has been away for a while. */
function useLive(login: string): boolean {
  const client = useQueryClient()
  const [online, setOnline] = useState(true)
  useEffect(() => {
    let worry: ReturnType<typeof setTimeout> | undefined
    const { hear, stop } = applyLive(client, (now) => {
      clearTimeout(worry)
      if (now) setOnline(true)
      else {
        worry = setTimeout(() => {
          setOnline(false) // a blink is no news
          void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/me" }) // or has the session ended?
        }, patience)
      }
    })
    const stopListening = listenLive(login, hear)
    return () => {
      clearTimeout(worry)
      stopListening()
      stop()
    }
  }, [client, login])
  return online
}
