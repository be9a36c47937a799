import { Alert, Button, Empty, Skeleton } from "antd"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { asProblem } from "../api/problem"

/** What went wrong, in the server's words, with a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const problem = asProblem(error)
  return (
    <Alert
      type="error"
      showIcon
      className="failed"
      title={problem.status === 404 ? t("common.notFoundTitle") : t("common.errorTitle")}
      description={problem.message}
      action={retry && problem.status !== 404 && problem.status !== 403 ? <Button onClick={retry}>{t("common.retry")}</Button> : undefined}
    />
  )
}

/** There is nothing, why, and what to do about it. */
export function Nothing({ title, text, action, small = false }: { title: string; text?: string; action?: ReactNode; small?: boolean }) {
  if (small) return <p className="nothing-small">{title}</p>
  return (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      className="nothing"
      description={<><strong>{title}</strong>{text ? <div className="quiet">{text}</div> : null}</>}
    >
      {action}
    </Empty>
  )
}

/** The shape of a list while it is fetched. */
export function RowsLoading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t("common.loading")} className="rows-loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton.Input key={row} active block size="small" style={{ opacity: 1 - row / (rows + 1) }} />
      ))}
    </div>
  )
}

export interface Fetched<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
}

/** Draws fetched data, or its loading and error states. Data once shown stays while it is fetched anew. */
export function Shown<T>({ query, loading, children }: { query: Fetched<T>; loading?: ReactNode; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />
  return loading ?? <RowsLoading />
}
