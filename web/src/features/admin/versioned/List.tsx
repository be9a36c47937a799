import { PlusOutlined } from "@ant-design/icons"
import { Button } from "antd"
import { type ComponentType, useState } from "react"
import { useTranslation } from "react-i18next"
import { type Fetched, Nothing, Shown } from "../../../ui/States"

interface Props<T> {
  noun: "forms" | "templates"
  query: Fetched<{ items: T[] }>
  Table: ComponentType<{ all: T[] }>
  /** The dialog that makes another. */
  New: ComponentType<{ all: T[]; onClose: () => void }>
}

/** All things of a kind, and what makes another. */
export function List<T>({ noun, query, Table, New }: Props<T>) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <p className="quiet page-text no-lift">{t(`${noun}.text`)}</p>
      <div className="filters">
        <span className="grow" />
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t(`${noun}.new`)}</Button>
      </div>
      <div className="panel table-box">
        <Shown query={query}>{({ items }) => items.length === 0 ? <Nothing title={t(`${noun}.empty`)} text={t(`${noun}.emptyText`)} /> : <Table all={items} />}</Shown>
      </div>
      {adding ? <New all={query.data?.items ?? []} onClose={() => setAdding(false)} /> : null}
    </>
  )
}
