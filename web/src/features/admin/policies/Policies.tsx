import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from "@ant-design/icons"
import { useQueryClient } from "@tanstack/react-query"
import { App, Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../../api/client"
import { asProblem } from "../../../api/problem"
import type { Policy } from "../../../api/types"
import { currentLanguage } from "../../../i18n"
import { nameIn } from "../../../ui/names"
import { Nothing, Shown } from "../../../ui/States"
import { Recompute } from "../levels/Recompute"
import { ConditionWords } from "./Conditions"
import { promised, sayLength, unreached } from "./model"
import { PolicyForm } from "./PolicyForm"
import { TryIt } from "./TryIt"

const list = { params: { query: { limit: 200 } } } as const

/** What is promised to whom: the policies in the order in which they are tried. */
export default function Policies() {
  const { t } = useTranslation()
  const query = api.useQuery("get", "/api/v1/policies", list)
  const [editing, setEditing] = useState<Policy | "new">()
  return (
    <>
      <div className="filters">
        <p className="quiet policies-text">{t("policies.text")}</p>
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing("new")}>{t("policies.new")}</Button>
      </div>
      <div className="policies">
        <Shown query={query}>
          {({ items, next }) =>
            items.length === 0
              ? <div className="panel"><Nothing title={t("policies.empty")} text={t("policies.emptyText")} /></div>
              : <List policies={items} whole={next === ""} onEdit={setEditing} />}
        </Shown>
        <div className="policy-side">
          <TryIt />
          <Recompute />
        </div>
      </div>
      {editing ? <PolicyForm policy={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} /> : null}
    </>
  )
}

function List({ policies, whole, onEdit }: { policies: Policy[]; whole: boolean; onEdit: (policy: Policy) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const order = api.useMutation("put", "/api/v1/policies/order", {
    onSuccess: (answer) => client.setQueryData(api.queryOptions("get", "/api/v1/policies", list).queryKey, answer),
    onError: (error) => {
      void message.error(asProblem(error).message)
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/policies" })
    },
  })
  const late = unreached(policies)
  const move = (index: number, by: 1 | -1) => {
    const ids = policies.map(({ id }) => id)
    ids.splice(index + by, 0, ...ids.splice(index, 1))
    order.mutate({ body: { policies: ids } })
  }
  return (
    <ol className="policy-list">
      {policies.map((policy, index) => (
        <li key={policy.id} className={`panel policy ${policy.enabled ? "" : "off"}`}>
          <span className="policy-place num" aria-hidden>{index + 1}</span>
          <div className="policy-whom">
            <button type="button" className="link" onClick={() => onEdit(policy)}><b>{nameIn(policy, currentLanguage())}</b></button>{" "}
            {policy.enabled ? null : <span className="tag">{t("policies.off")}</span>}
            {late.has(policy.id) ? <span className="tag state-on_hold" title={t("policies.unreachedText")}>{t("policies.unreached")}</span> : null}
            <ConditionWords policy={policy} />
            <p className="quiet small">{policy.calendar ? nameIn(policy.calendar, currentLanguage()) : t("policies.ownCalendar")} · {t("policies.version", { version: policy.version })}</p>
          </div>
          <Promises policy={policy} />
          <div className="policy-move">
            <Button type="text" icon={<ArrowUpOutlined aria-hidden />} aria-label={t("policies.up1", { name: nameIn(policy, currentLanguage()) })} disabled={!whole || index === 0 || order.isPending} onClick={() => move(index, -1)} />
            <Button type="text" icon={<ArrowDownOutlined aria-hidden />} aria-label={t("policies.down1", { name: nameIn(policy, currentLanguage()) })} disabled={!whole || index === policies.length - 1 || order.isPending} onClick={() => move(index, 1)} />
          </div>
        </li>
      ))}
    </ol>
  )
}

function Promises({ policy }: { policy: Policy }) {
  const { t } = useTranslation()
  const rows = [...policy.targets].sort((a, b) => a.priority - b.priority).filter((row) => promised.some((kind) => row[kind]))
  if (rows.length === 0) return <p className="quiet small">{t("policies.nothingPromised")}</p>
  return (
    <table className="promises">
      <thead><tr><td />{promised.map((kind) => <th key={kind} scope="col">{t(`policies.kinds.${kind}`)}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.priority}>
            <th scope="row">P{row.priority}</th>
            {promised.map((kind) => <td key={kind}>{row[kind] ? sayLength(row[kind], currentLanguage()) : "–"}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
