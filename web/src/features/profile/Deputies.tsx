import { useQueryClient } from "@tanstack/react-query"
import { App, Button, Form, Input } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api, http, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { components } from "../../api/schema.gen"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { useNow } from "../../time/now"
import { boundsOf, today } from "../../time/period"
import { EditModal } from "../../ui/EditModal"
import { SelectMany } from "../../ui/SelectMany"
import { nameIn } from "../../ui/names"
import { Pick } from "../../ui/pickers"
import { Nothing, Shown } from "../../ui/States"
import { When } from "../../ui/When"

type Deputy = components["schemas"]["Deputy"]

/** Who acts in the viewer's name, and for whom the viewer acts. */
export function Deputies() {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const [adding, setAdding] = useState(false)
  const query = api.useQuery("get", "/api/v1/deputies", { params: { query: { mine: true, past: true, limit: 20 } } })
  const reload = () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/deputies" })
  const revoke = async (id: number) => {
    try {
      await http.DELETE("/api/v1/deputies/{id}", { params: { path: { id } } })
      void message.success(t("deputies.revoked"))
      await reload()
    } catch (error) {
      void message.error(asProblem(error).message)
    }
  }
  const ask = ({ id, deputy }: Deputy) =>
    modal.confirm({ title: t("deputies.revoke"), content: t("deputies.revokeAsk", { name: nameIn(deputy, currentLanguage()) }), okText: t("deputies.revoke"), okButtonProps: { danger: true }, onOk: () => revoke(id) })
  return (
    <>
      <p className="quiet small">{t("deputies.text")}</p>
      <Shown query={query}>{({ items }) => (items.length === 0 ? <Nothing small title={t("deputies.none")} /> : <Table deputies={items} onRevoke={ask} />)}</Shown>
      <Button className="below" onClick={() => setAdding(true)}>{t("deputies.appoint")}</Button>
      {adding ? <Appoint onClose={() => setAdding(false)} onMade={reload} /> : null}
    </>
  )
}

function Table({ deputies, onRevoke }: { deputies: Deputy[]; onRevoke: (deputy: Deputy) => void }) {
  const { t } = useTranslation()
  const language = currentLanguage()
  const { id: me } = useMe()
  const titles = { from: t("deputies.from"), until: t("deputies.until"), kinds: t("deputies.kinds"), note: t("deputies.note"), state: t("deputies.state") }
  return (
    <table className="table" aria-label={t("deputies.title")}>
      <thead><tr><th>{t("deputies.who")}</th><th>{titles.from}</th><th>{titles.until}</th><th>{titles.kinds}</th><th>{titles.note}</th><th>{titles.state}</th><th><span className="sr-only">{t("deputies.revoke")}</span></th></tr></thead>
      <tbody>
        {deputies.map((one) => (
          <tr key={one.id}>
            <td><b>{one.user?.id === me ? t("deputies.mine", { name: nameIn(one.deputy, language) }) : t("deputies.theirs", { name: nameIn(one.user, language) })}</b></td>
            <td data-label={titles.from}><When at={one.starts_at} as="short" /></td>
            <td data-label={titles.until}><When at={one.ends_at} as="short" /></td>
            <td data-label={titles.kinds}>{one.kinds.length === 0 ? t("deputies.allKinds") : one.kinds.map((kind) => t(`templates.kinds.${kind as "incident"}`)).join(", ")}</td>
            <td data-label={titles.note}>{one.note}</td>
            <td data-label={titles.state}>{t(`deputies.states.${one.state}`)}</td>
            <td>{one.user?.id === me && (one.state === "now" || one.state === "coming") ? <Button size="small" danger onClick={() => onRevoke(one)}>{t("deputies.revoke")}</Button> : null}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface Fields {
  deputy: number | null
  starts_at: string
  ends_at: string
  kinds?: ("incident" | "approval" | "document")[]
  note?: string
}

/** A deputy for whole days of the viewer's zone, the last one included. */
function Appoint({ onClose, onMade }: { onClose: () => void; onMade: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { zone } = useMe()
  const now = useNow()
  const [key] = useState(newKey)
  const first = today(zone, now)
  const save = async ({ deputy, starts_at, ends_at, ...rest }: Fields) => {
    const { from = now, to = now } = boundsOf({ period: "dates", from: starts_at, to: ends_at }, zone, now)
    const { data } = await http.POST("/api/v1/deputies", { params: { header: { "Idempotency-Key": key } }, body: { deputy, starts_at: from, ends_at: to, ...rest } })
    void message.success(t("deputies.appointed", { name: nameIn(data?.deputy, currentLanguage()) }))
    await onMade()
    onClose()
  }
  return (
    <EditModal<Fields> title={t("deputies.appoint")} action={t("deputies.appoint")} initial={{ deputy: null, starts_at: first, ends_at: first }} names={["deputy", "starts_at", "ends_at", "kinds", "note"]} save={save} onClose={onClose}>
      <Form.Item name="deputy" label={t("deputies.deputy")} rules={[{ required: true, message: t("common.required") }]}><Pick of="colleagues" label={t("deputies.deputy")} /></Form.Item>
      <div className="two">
        <Form.Item name="starts_at" label={t("deputies.fromFirst")} rules={[{ required: true, message: t("common.required") }]}><Input type="date" min={first} /></Form.Item>
        <Form.Item name="ends_at" label={t("deputies.toLast")} rules={[{ required: true, message: t("common.required") }]}><Input type="date" min={first} /></Form.Item>
      </div>
      <Form.Item name="kinds" label={t("deputies.kinds")} extra={t("deputies.kindsText")}>
        <SelectMany aria-label={t("deputies.kinds")} options={(["approval", "document", "incident"] as const).map((value) => ({ value, label: t(`templates.kinds.${value}`) }))} />
      </Form.Item>
      <Form.Item name="note" label={t("deputies.note")}><Input maxLength={200} /></Form.Item>
    </EditModal>
  )
}
