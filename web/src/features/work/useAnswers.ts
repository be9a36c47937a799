import { useQueryClient } from "@tanstack/react-query"
import { App } from "antd"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http, newKey } from "../../api/client"
import { asProblem } from "../../api/problem"
import type { WorkItem } from "../../api/types"
import { type Answer, byVerb } from "./answers"
import { answerWord } from "./words"

const portion = 20 // in one request: few enough to show progress, enough to be quick

/** An item that was not answered, and why. */
export interface Refused {
  item: WorkItem
  why: string
}

const touched = new Set(["/api/v1/work", "/api/v1/approvals", "/api/v1/documents", "/api/v1/incidents"])

/** Answers many items with the same words, each by itself, in portions; it can be stopped between two of them. */
export function useAnswers() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [progress, setProgress] = useState<{ done: number; all: number }>()
  const [result, setResult] = useState<{ ok: number; all: number; refused: Refused[] }>()
  const stopped = useRef(false)

  /** Answers with the items that were answered. */
  const run = async (items: readonly WorkItem[], answer: Answer, comment: string): Promise<WorkItem[]> => {
    const { verbs } = byVerb(items, answer)
    const all = [...verbs.values()].flat().length
    const key = newKey()
    const refused: Refused[] = []
    const done: WorkItem[] = []
    stopped.current = false
    setResult(undefined)
    setProgress({ done: 0, all })
    for (const [verb, some] of verbs) {
      for (let at = 0; at < some.length && !stopped.current; at += portion) {
        const part = some.slice(at, at + portion)
        try {
          const { data } = await http.POST("/api/v1/work/acts", {
            params: { header: { "Idempotency-Key": key } },
            body: { items: part.map(({ id }) => id), act: { verb, ...(comment ? { comment } : {}) } },
          })
          const told = new Map((data?.items ?? []).map((one) => [one.item, one]))
          for (const item of part) {
            const one = told.get(item.id)
            if (one?.done) done.push(item)
            else refused.push({ item, why: one?.problem?.detail ?? t("common.errorTitle") })
          }
        } catch (error) {
          refused.push(...part.map((item) => ({ item, why: asProblem(error).message })))
        }
        setProgress({ done: done.length + refused.length, all })
      }
    }
    setProgress(undefined)
    setResult(refused.length > 0 ? { ok: done.length, all, refused } : undefined)
    const [first] = done
    if (refused.length === 0 && first) {
      void message.success(t("inbox.done", { count: done.length, verb: answerWord(t, first, answer), number: first.record.number }))
    }
    const numbers = new Set(items.map(({ record }) => record.number))
    await client.invalidateQueries({
      predicate: ({ queryKey: [, path, init] }) =>
        touched.has(String(path)) || numbers.has((init as { params?: { path?: { number?: string } } } | undefined)?.params?.path?.number ?? ""),
    })
    return done
  }
  return { run, progress, result, stop: () => { stopped.current = true }, forget: () => setResult(undefined) }
}
