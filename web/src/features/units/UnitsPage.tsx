import { EditOutlined, PlusOutlined } from "@ant-design/icons"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { Breadcrumb, Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Unit, User } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Page } from "../../ui/Page"
import { Avatar, Name } from "../../ui/Person"
import { Nothing, RowsLoading, Shown } from "../../ui/States"
import { PersonCard } from "./PersonCard"
import { UnitForm } from "./UnitForm"
import { UnitTree } from "./UnitTree"

/** The organisation: a tree at the side, and what is in the chosen unit. */
export function UnitsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { unit } = useSearch({ from: "/shell/units" })
  const admin = useMe().permissions.admin
  const [creating, setCreating] = useState(false)
  const open = (id: number | undefined) => void navigate({ to: "/units", search: { unit: id } })
  return (
    <Page
      title={t("units.title")}
      actions={admin ? <Button icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>{t("units.newUnit")}</Button> : undefined}
    >
      <div className="unit-columns">
        <section className="panel unit-tree wide-only" aria-label={t("units.title")}><UnitTree selected={unit} onSelect={open} /></section>
        {unit ? <OneUnit id={unit} onOpen={open} /> : <TopUnits onOpen={open} />}
      </div>
      {creating ? <UnitForm parent={unit} onClose={() => setCreating(false)} onDone={(made) => { setCreating(false); open(made.id) }} /> : null}
    </Page>
  )
}

const most = 200
const children = (parent: number | "root") => ({ params: { query: { parent: String(parent), limit: most } } })

function TopUnits({ onOpen }: { onOpen: (id: number) => void }) {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/units", children("root"))
  return (
    <section className="panel padded" aria-label={t("units.top")}>
      <h2>{t("units.top")}</h2>
      <p className="quiet small">{t("units.text")}</p>
      <Shown query={query}>{({ items }) => <UnitList units={items ?? []} onOpen={onOpen} />}</Shown>
    </section>
  )
}

function UnitList({ units, onOpen }: { units: Unit[]; onOpen: (id: number) => void }) {
  const { t } = useTranslation()
  if (units.length === 0) return <Nothing small title={t("units.noUnits")} />
  return (
    <ul className="unit-list">
      {units.map((unit) => (
        <li key={unit.id}>
          <button type="button" className="link" onClick={() => onOpen(unit.id)}>{nameIn(unit, currentLanguage())}</button>
          <span className="quiet small">
            {unit.units_count > 0 ? `${t("units.unitsCount", { count: unit.units_count })} · ` : ""}{t("units.peopleCount", { count: unit.people_count })}
            {unit.head ? <> · {t("units.head")}: <Name of={unit.head} /></> : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

function OneUnit({ id, onOpen }: { id: number; onOpen: (id: number | undefined) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const admin = useMe().permissions.admin
  const [editing, setEditing] = useState(false)
  const query = api.useQuery("get", "/api/v1/units/{id}", { params: { path: { id: String(id) } } })
  const below = api.useQuery("get", "/api/v1/units", children(id))
  return (
    <section className="panel padded unit-page">
      <Shown query={query}>
        {(unit) => (
          <>
            <Breadcrumb
              items={[
                { title: <button type="button" className="link" onClick={() => onOpen(undefined)}>{t("units.top")}</button> },
                ...(unit.path ?? []).filter((one) => one.id !== unit.id).map((one) => ({
                  title: <button type="button" className="link" onClick={() => onOpen(one.id)}>{nameIn(one, language)}</button>,
                })),
              ]}
            />
            <div className="block-head">
              <h2 className="unit-name">{nameIn(unit, language)}</h2>
              {admin ? <Button size="small" icon={<EditOutlined aria-hidden />} onClick={() => setEditing(true)}>{t("units.editUnit")}</Button> : null}
            </div>
            <p className="quiet small">{unit.code} · {t("units.head")}: <Name of={unit.head} none={t("common.nobody")} /></p>
            {unit.units_count > 0 ? (
              <>
                <h3>{t("units.subUnits")}</h3>
                <Shown query={below}>{({ items }) => <UnitList units={items ?? []} onOpen={onOpen} />}</Shown>
              </>
            ) : null}
            <h3>{t("units.people")}</h3>
            <UnitPeople id={id} />
            {editing ? <UnitForm unit={unit} onClose={() => setEditing(false)} onDone={() => { setEditing(false); void query.refetch() }} /> : null}
          </>
        )}
      </Shown>
    </section>
  )
}

/** Who belongs to a unit directly, a page at a time. */
function UnitPeople({ id }: { id: number }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<User>()
  const query = api.useInfiniteQuery(
    "get", "/api/v1/users", { params: { query: { unit: String(id) } } },
    { pageParamName: "cursor", initialPageParam: "", getNextPageParam: ({ next }) => next || undefined },
  )
  return (
    <>
      <Shown query={query} loading={<RowsLoading rows={3} />}>
        {({ pages }) => {
          const people = pages.flatMap(({ items }) => items ?? [])
          if (people.length === 0) return <Nothing small title={t("units.noPeople")} />
          return (
            <ul className="people">
              {people.map((person) => {
                const name = nameIn(person, currentLanguage())
                return (
                  <li key={person.id}>
                    <button type="button" onClick={() => setOpen(person)} aria-haspopup="dialog">
                      <Avatar name={name} /><span><b>{name}</b><span className="quiet small">{person.title || person.login}</span></span>
                    </button>
                  </li>
                )
              })}
            </ul>
          )
        }}
      </Shown>
      {query.hasNextPage ? <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t("common.loadMore")}</Button> : null}
      {open ? <PersonCard person={open} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}
