import { Button } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { SaveMenu } from "./SaveMenu"
import type { Savable } from "./useExport"

/** Which rows of a list are marked, by their numbers. */
export function useMarked() {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const mark = (number: string) => {
    const after = new Set(marked)
    if (!after.delete(number)) after.add(number)
    setMarked(after)
  }
  return { marked, mark, clear: () => setMarked(new Set()) }
}

/** What can be done with what is marked; nothing while nothing is. */
export function MarkedBar({ list, marked, onClear }: { list: Savable["list"]; marked: ReadonlySet<string>; onClear: () => void }) {
  const { t } = useTranslation()
  if (marked.size === 0) return null
  return (
    <div className="bulk panel" role="region" aria-label={t("paper.selected", { count: marked.size })}>
      <b>{t("paper.selected", { count: marked.size })}</b>
      <SaveMenu what={{ list, numbers: [...marked] }} label={t("paper.saveSelected")} />
      <span className="grow" />
      <Button type="text" onClick={onClear}>{t("paper.clear")}</Button>
    </div>
  )
}
