import { useQueries } from "@tanstack/react-query"
import { Tree } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { Unit } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { nameIn } from "../../ui/names"
import { Nothing, Shown } from "../../ui/States"

const most = 200
const childrenOf = (parent: number | "root") => api.queryOptions("get", "/api/v1/units", { params: { query: { parent: String(parent), limit: most } } })
const noIds: readonly number[] = []

interface Node {
  key: number
  title: React.ReactNode
  isLeaf: boolean
  children?: Node[]
}

/** The tree of units, open down to the selected one; a branch is fetched when it is opened. */
export function UnitTree({ selected, onSelect }: { selected: number | undefined; onSelect: (id: number) => void }) {
  const { t } = useTranslation()
  const [toggled, setToggled] = useState<ReadonlyMap<number, boolean>>(new Map()) // by hand; the rest follows the selection
  const roots = api.useQuery("get", "/api/v1/units", { params: { query: { parent: "root", limit: most } } })
  const { data: unit } = api.useQuery("get", "/api/v1/units/{id}", { params: { path: { id: String(selected) } } }, { enabled: selected !== undefined })

  const [onlyRoot, ...otherRoots] = roots.data?.items ?? []
  const above = unit?.path?.map(({ id }) => id).filter((id) => id !== selected) ?? noIds
  const expanded = new Set([...above, ...(onlyRoot && otherRoots.length === 0 ? [onlyRoot.id] : [])])
  for (const [id, open] of toggled) {
    if (open) expanded.add(id)
    else expanded.delete(id)
  }
  const ids = [...expanded]
  const branches = useQueries({ queries: ids.map((id) => childrenOf(id)) })
  const below = new Map(ids.map((id, index) => [id, branches[index]?.data?.items]))

  const node = (unit: Unit): Node => {
    const children = below.get(unit.id)?.map(node)
    const title = <>{nameIn(unit, currentLanguage())} <span className="quiet small">{unit.people_count}</span></>
    return { key: unit.id, title, isLeaf: unit.units_count === 0, ...(children ? { children } : {}) }
  }
  return (
    <Shown query={roots}>
      {({ items }) => (items ?? []).length === 0 ? <Nothing small title={t("units.noUnits")} /> : (
        <Tree<Node>
          aria-label={t("units.title")}
          blockNode
          treeData={(items ?? []).map(node)}
          expandedKeys={ids}
          onExpand={(_keys, { node: { key }, expanded }) => setToggled(new Map(toggled).set(key, expanded))}
          selectedKeys={selected ? [selected] : []}
          onSelect={(_keys, { node: { key } }) => onSelect(key)}
        />
      )}
    </Shown>
  )
}
