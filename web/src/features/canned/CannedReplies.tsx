import { DeleteOutlined, EditOutlined, PlusOutlined } from "@ant-design/icons"
import { Button, Input, Popconfirm } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { api } from "../../api/client"
import type { CannedReply } from "../../api/types"
import { useMe, worksAtDesk } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { firstWords } from "../../ui/draft/model"
import { nameIn } from "../../ui/names"
import { Nothing, Shown } from "../../ui/States"
import { useSettled } from "../../ui/useSettled"
import { CannedForm } from "./CannedForm"

const useReplies = (q: string) => api.useQuery("get", "/api/v1/canned-replies", { params: { query: q ? { q } : {} } }, { staleTime: 0, placeholderData: (before) => before })

/** The list of canned replies, one's own first; those that one may change can be changed here. */
export default function CannedReplies() {
  const { t } = useTranslation()
  const writes = worksAtDesk(useMe())
  const [q, setQ] = useState("")
  const [open, setOpen] = useState<CannedReply | "new">()
  const query = useReplies(useSettled(q.trim(), 200))
  const close = () => {
    setOpen(undefined)
    void query.refetch()
  }
  return (
    <>
      <p className="quiet page-text no-lift">{t("canned.text", { example: "{{requester}}" })}</p>
      <div className="filters">
        <Input allowClear value={q} onChange={(event) => setQ(event.target.value)} placeholder={t("canned.find")} aria-label={t("canned.find")} className="canned-search" maxLength={200} />
        <span className="grow" />
        {writes ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen("new")}>{t("canned.new")}</Button> : null}
      </div>
      <div className="panel table-box">
        <Shown query={query}>
          {({ items }) => items.length === 0 ? <Nothing title={q ? t("canned.noneFound") : t("canned.empty")} text={q ? "" : t("canned.emptyText")} />
            : <Table replies={items} onEdit={setOpen} onChanged={() => void query.refetch()} />}
        </Shown>
      </div>
      {open ? <CannedForm key={open === "new" ? "new" : open.id} reply={open === "new" ? undefined : open} onClose={close} /> : null}
    </>
  )
}

function Table({ replies, onEdit, onChanged }: { replies: readonly CannedReply[]; onEdit: (reply: CannedReply) => void; onChanged: () => void }) {
  const { t } = useTranslation()
  const titles = { whose: t("canned.whose"), languages: t("canned.languages") }
  return (
    <table className="table" aria-label={t("canned.title")}>
      <thead><tr><th>{t("admin.name")}</th><th>{titles.whose}</th><th>{titles.languages}</th><th><span className="sr-only">{t("common.edit")}</span></th></tr></thead>
      <tbody>
        {replies.map((reply) => (
          <tr key={reply.id}>
            <td>
              <b>{nameIn(reply, currentLanguage())}</b> {reply.shortcut ? <code className="quiet">/{reply.shortcut}</code> : null}
              <div className="quiet small canned-first">{firstWords(currentLanguage() === "zh" ? reply.body || reply.body_en : reply.body_en || reply.body)}</div>
            </td>
            <td data-label={titles.whose}>{reply.group ? nameIn(reply.group, currentLanguage()) : t(`canned.scope.${reply.scope}`)}</td>
            <td data-label={titles.languages}>{[reply.body ? "中文" : "", reply.body_en ? "English" : ""].filter(Boolean).join(", ")}</td>
            <td className="row-acts">{reply.may_edit ? <RowActs reply={reply} onEdit={() => onEdit(reply)} onChanged={onChanged} /> : null}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function RowActs({ reply, onEdit, onChanged }: { reply: CannedReply; onEdit: () => void; onChanged: () => void }) {
  const { t } = useTranslation()
  const remove = api.useMutation("delete", "/api/v1/canned-replies/{id}", { onSettled: onChanged })
  const name = nameIn(reply, currentLanguage())
  return (
    <>
      <Button type="text" size="small" icon={<EditOutlined aria-hidden />} aria-label={t("canned.editThis", { name })} onClick={onEdit} />
      <Popconfirm title={t("canned.removeAsk")} okText={t("canned.remove")} cancelText={t("common.cancel")} onConfirm={() => remove.mutate({ params: { path: { id: reply.id } } })}>
        <Button type="text" size="small" icon={<DeleteOutlined aria-hidden />} loading={remove.isPending} aria-label={t("canned.removeThis", { name })} />
      </Popconfirm>
    </>
  )
}
