import { DownloadOutlined } from "@ant-design/icons"
import { Alert, Button, Dropdown, Progress } from "antd"
import { useEffect, useState } from "react"
import { useTranslation } from "react-i18next"
import { Dialog } from "../../ui/Dialog"
import { type Format, type Savable, useExport } from "./useExport"

const formats = ["csv", "xlsx", "pdf"] as const satisfies readonly Format[]

const quick = 600 // ms: what is made sooner needs no dialog

/** Saves a list or what is selected of it as a table, or prints it; what takes longer shows how far it is and can be stopped. */
export function SaveMenu({ what, label }: { what: Savable; label: string }) {
  const { t } = useTranslation()
  const { run, stop, progress, refused, forget } = useExport()
  const making = progress !== undefined
  const slow = useSlow(making)
  return (
    <>
      <Dropdown autoFocus trigger={["click"]} disabled={making} menu={{ items: formats.map((format) => ({ key: format, label: t(`paper.${format}`), onClick: () => void run(what, format) })) }}>
        <Button icon={<DownloadOutlined aria-hidden />} loading={making}>{label}</Button>
      </Dropdown>
      {progress && slow ? (
        <Dialog title={t("paper.making")} onCancel={stop} footer={<Button onClick={stop}>{t("paper.stop")}</Button>} maskClosable={false}>
          <p role="status">{progress.total === 0 ? t("paper.waiting") : t(progress.done < progress.total ? "paper.progress" : "paper.composing", { done: progress.done, total: progress.total })}</p>
          <Progress percent={progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total)} aria-label={t("paper.making")} status="active" />
        </Dialog>
      ) : null}
      {refused ? (
        <Dialog title={label} onCancel={forget} footer={<Button type="primary" onClick={forget}>{t("common.close")}</Button>}>
          <Alert type="warning" showIcon role="alert" title={refused} />
        </Dialog>
      ) : null}
    </>
  )
}

/** Whether something has been going on for a while. */
function useSlow(going: boolean): boolean {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    if (!going) return
    const timer = setTimeout(() => setSlow(true), quick)
    return () => {
      clearTimeout(timer)
      setSlow(false)
    }
  }, [going])
  return slow
}
