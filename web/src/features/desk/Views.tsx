import { Select } from "antd"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { useCount } from "./useDeskList"

const mostQueues = 200
const standard = ["mine", "unassigned", "open", "everything"] as const
type Standard = (typeof standard)[number]
const labels = { mine: "desk.mine", unassigned: "desk.unassigned", open: "desk.allOpen", everything: "desk.everything" } as const

interface View {
  view: string
  name: string
  count?: { value: number; capped: boolean } | undefined
}

const useQueues = () => api.useQuery("get", "/api/v1/queues", { params: { query: { limit: mostQueues } } })

/** The name of a view, as the page's title. */
export function useViewName(view: string): string {
  const { t } = useTranslation()
  const me = useMe()
  const { data } = useQueues()
  if (view in labels) return t(labels[view as Standard])
  const [what, id] = view.split(":")
  const all = what === "queue" ? (data?.items ?? []) : me.groups
  return nameIn(all.find((one) => one.id === Number(id)), currentLanguage()) || t("desk.title")
}

/** The views and queues with what is open in them; on a phone one select. */
export function Views({ view, onView }: { view: string; onView: (view: string) => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const language = currentLanguage()
  const { data } = useQueues()
  const mine = useCount({ assignee: "me", open: "true" })
  const unassigned = useCount({ assignee: "none", open: "true" })
  const open = useCount({ open: "true" })
  const counts: Record<Standard, View["count"]> = { mine, unassigned, open, everything: undefined }
  const parts: { title: string; views: View[] }[] = [
    { title: t("desk.views"), views: standard.map((name) => ({ view: name, name: t(labels[name]), count: counts[name] })) },
    { title: t("desk.queues"), views: (data?.items ?? []).map((queue) => ({ view: `queue:${queue.id}`, name: nameIn(queue, language), count: { value: queue.open, capped: queue.open_capped } })) },
    { title: t("desk.myGroups"), views: me.groups.map((group) => ({ view: `group:${group.id}`, name: nameIn(group, language) })) },
  ].filter(({ views }) => views.length > 0)
  return (
    <>
      <nav className="views wide-only" aria-label={t("desk.views")}>
        {parts.map(({ title, views }, index) => (
          <section key={title} aria-label={title}>
            {index > 0 ? <h2>{title}</h2> : null}
            <ul>
              {views.map((one) => (
                <li key={one.view}>
                  <button type="button" aria-current={one.view === view ? "page" : undefined} onClick={() => onView(one.view)}>
                    <span>{one.name}</span><Count count={one.count} />
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <Select
        className="phone-only views-select"
        aria-label={t("desk.views")}
        value={view}
        onChange={onView}
        options={parts.map(({ title, views }) => ({ label: title, options: views.map((one) => ({ value: one.view, label: one.count ? `${one.name} (${shown(one.count)})` : one.name })) }))}
      />
    </>
  )
}

const shown = ({ value, capped }: { value: number; capped: boolean }) => `${value}${capped ? "+" : ""}`

function Count({ count }: { count: View["count"] }) {
  return count && count.value > 0 ? <span className="count num">{shown(count)}</span> : null
}
