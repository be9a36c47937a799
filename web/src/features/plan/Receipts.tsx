import { useQueryClient } from "@tanstack/react-query"
import { useEffect } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Receipt } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Avatar, Name } from "../../ui/Person"
import { When } from "../../ui/When"
import { Block } from "../ticket/Block"
import { receipt } from "./act"

const of = (number: string) => ({ params: { path: { number } } })

/** To whom a record was circulated and who has read it. Whoever opens the page and has it to read receipts it by that. */
export function Receipts({ number }: { number: string }) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const { data } = api.useQuery("get", "/api/v1/records/{number}/receipts", of(number))
  const unread = data?.items.some(({ person, read_at }) => person?.id === me.id && !read_at) ?? false
  useEffect(() => {
    if (!unread) return
    const { queryKey } = api.queryOptions("get", "/api/v1/records/{number}/receipts", of(number))
    receipt(number).then(({ data }) => client.setQueryData(queryKey, data)).catch(() => undefined) // it stays unread, and is tried when the page is opened again
  }, [unread, number, client])
  if (!data || data.items.length === 0) return null
  const read = data.items.filter(({ read_at }) => read_at).length
  return (
    <Block title={t("plan.receipts.title")} extra={<span className="quiet small">{t("plan.receipts.sum", { read, all: data.items.length })}</span>}>
      <ul className="receipts">{data.items.map((one) => <Row key={one.person?.id} one={one} />)}</ul>
    </Block>
  )
}

function Row({ one }: { one: Receipt }) {
  const { t } = useTranslation()
  return (
    <li>
      <Avatar name={nameIn(one.person, currentLanguage())} size={24} />
      <div>
        <Name of={one.person} />
        <p className="quiet small">
          {one.read_at ? <>{t("plan.receipts.read")} <When at={one.read_at} /></> : t("plan.receipts.unread")}
          {" · "}{one.sent_by ? t("plan.receipts.by", { who: nameIn(one.sent_by, currentLanguage()) }) : t("plan.receipts.system")}
        </p>
      </div>
    </li>
  )
}
