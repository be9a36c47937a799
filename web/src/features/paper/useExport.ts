import { App } from "antd"
import { useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { components } from "../../api/schema.gen"
import { currentLanguage } from "../../i18n"
import { type Progress, readExport, type Saved } from "./read"

type Schemas = components["schemas"]

/** A list that can be saved: which of its records, by their numbers or by what narrows the list. */
export type Savable =
  | { list: "incidents"; numbers?: string[]; filter?: Schemas["ExportIncidentsInputBody"]["filter"] }
  | { list: "documents"; numbers?: string[]; filter?: Schemas["ExportDocumentsInputBody"]["filter"] }
  | { list: "approvals"; numbers?: string[]; filter?: Schemas["ExportApprovalsInputBody"]["filter"] }

export type Format = Schemas["ExportIncidentsInputBody"]["format"]

async function ask({ list, ...what }: Savable, format: Format, signal: AbortSignal) {
  const body = { ...what, format, language: currentLanguage(), progress: true } as Schemas["ExportIncidentsInputBody"]
  const { data } = await http.POST(`/api/v1/${list}/export` as "/api/v1/incidents/export", { body, parseAs: "stream", signal })
  return data as ReadableStream<Uint8Array>
}

/** Has a file made of a list and saves it; while it is made, progress tells how far it is. */
export function useExport() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [progress, setProgress] = useState<Progress>()
  const [refused, setRefused] = useState("")
  const asked = useRef<AbortController>(undefined)
  useEffect(() => () => asked.current?.abort(), [])

  const stop = () => {
    asked.current?.abort()
    setProgress(undefined)
  }
  const run = async (what: Savable, format: Format) => {
    stop()
    const mine = new AbortController()
    asked.current = mine
    setRefused("")
    setProgress({ done: 0, total: 0 })
    try {
      const saved = await readExport(await ask(what, format, mine.signal), (now) => {
        if (!mine.signal.aborted) setProgress(now)
      })
      if (mine.signal.aborted) return
      save(saved)
      setProgress(undefined)
      if (saved.leftOut > 0) setRefused(t("paper.leftOut", { count: saved.leftOut }))
      else void message.success(t("paper.saved", { name: saved.name }))
    } catch (error) {
      if (mine.signal.aborted) return
      setProgress(undefined)
      setRefused(asProblem(error).message)
    }
  }
  return { run, stop, progress, refused, forget: () => setRefused("") }
}

/** Saves a file as a link to it would. */
function save({ name, blob }: Saved) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
