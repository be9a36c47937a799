import { useQueryClient } from "@tanstack/react-query"
import { App } from "antd"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { ActBody } from "../../api/types"

const portion = 10 // in one request: few enough to show progress, enough to be quick

/** Runs one act over many tickets in portions; it can be stopped between two of them. */
export function useBulk() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [running, setRunning] = useState(false)
  const [done, setDone] = useState(0)
  const [refused, setRefused] = useState<{ number: string; why: string }[]>([])
  const stopped = useRef(false)

  /** Answers whether every ticket was changed. */
  const run = async (numbers: readonly string[], act: ActBody): Promise<boolean> => {
    const key = newKey()
    const kept: { number: string; why: string }[] = []
    let count = 0
    stopped.current = false
    setRunning(true)
    setDone(0)
    setRefused([])
    while (count < numbers.length && !stopped.current) {
      const records = numbers.slice(count, count + portion)
      try {
        const { data } = await http.POST("/api/v1/work/acts", { params: { header: { "Idempotency-Key": key } }, body: { records, act } })
        for (const { number, done, problem } of data?.items ?? []) if (!done) kept.push({ number, why: problem?.detail ?? t("common.errorTitle") })
      } catch (error) {
        kept.push(...records.map((number) => ({ number, why: asProblem(error).message })))
      }
      count += records.length
      setDone(count)
    }
    setRunning(false)
    setRefused(kept)
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === "/api/v1/incidents" })
    if (kept.length === 0) void message.success(t("desk.bulkDone", { ok: count, all: numbers.length }))
    return kept.length === 0 && count === numbers.length
  }
  return { run, running, done, refused, stop: () => { stopped.current = true }, forget: () => setRefused([]) }
}
