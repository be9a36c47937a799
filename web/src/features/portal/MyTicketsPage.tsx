import { useNavigate, useSearch } from "@tanstack/react-router"
import { Button, Input, Segmented } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Nothing, Shown } from "../../ui/States"
import { TicketRow } from "../../ui/TicketRow"

type Part = "open" | "finished"

/** The viewer's tickets, or all of the own organisation for a contact who sees them. */
export function MyTicketsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const { q } = useSearch({ from: "/shell/my-tickets" })
  const [part, setPart] = useState<Part>("open")
  const [whose, setWhose] = useState<"me" | "all">("me")
  const query = api.useInfiniteQuery(
    "get", "/api/v1/incidents",
    { params: { query: { requester: whose === "me" ? "me" : undefined, open: part === "open" ? "true" : "false", q, sort: "-updated" } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
  return (
    <Page title={t("portal.myTickets")} className="narrow">
      <div className="filters">
        <Segmented<Part> value={part} onChange={setPart} options={[{ value: "open", label: t("portal.openTickets") }, { value: "finished", label: t("portal.finished") }]} />
        {me.sees_customer && me.customer ? (
          <Segmented<"me" | "all">
            value={whose}
            onChange={setWhose}
            options={[{ value: "me", label: t("portal.mineOnly") }, { value: "all", label: t("portal.allOfOrganisation", { name: nameIn(me.customer, currentLanguage()) }) }]}
          />
        ) : null}
        <Input.Search
          key={q}
          defaultValue={q}
          allowClear
          placeholder={t("desk.searchHint")}
          aria-label={t("common.search")}
          onSearch={(text) => void navigate({ to: "/my-tickets", search: { q: text.trim() || undefined } })}
        />
      </div>
      <section className="panel padded">
        <Shown query={query}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items)
            if (rows.length === 0) {
              return part === "open" ? <Nothing title={t("portal.noOpen")} text={t("portal.noOpenText")} /> : <Nothing title={t("portal.noFinished")} />
            }
            return (
              <>
                <ul className="rows">{rows.map((row) => <TicketRow key={row.number} row={row} />)}</ul>
                {query.hasNextPage ? <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button> : null}
              </>
            )
          }}
        </Shown>
      </section>
    </Page>
  )
}
