import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useBlocker } from "@tanstack/react-router"
import { App } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { asProblem } from "../../../api/problem"
import { currentLanguage } from "../../../i18n"
import { useSettled } from "../../../ui/useSettled"
import type { Edited, Kind, Problem, Versioned } from "./model"

export type Editing<T extends Versioned<D>, D, P extends Problem> = ReturnType<typeof useEditing<T, D, P>>

/** Edits a thing: its draft is checked as it is typed, saved as one, and published when nothing is wrong with it. */
export function useEditing<T extends Versioned<D>, D, P extends Problem>(kind: Kind<T, D, P>, thing: T, reload: () => Promise<T | undefined>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [saved, setSaved] = useState(thing)
  const [now, setNow] = useState(() => editedOf(kind, thing))
  const [wrong, setWrong] = useState("")
  const [busy, setBusy] = useState<"save" | "publish">()
  const id = String(saved.id)
  const draft = kind.cleaned(now.draft)
  const problems = useProblems(kind, id, draft)
  const was = editedOf(kind, saved)
  const changed = JSON.stringify({ ...now, draft }) !== JSON.stringify({ ...was, draft: kind.cleaned(was.draft) })
  useBlocker({ shouldBlockFn: () => changed && !window.confirm(t("common.unsaved")), enableBeforeUnload: changed })
  const change = (part: Partial<Edited<D>>) => {
    setNow((before) => ({ ...before, ...part }))
    setWrong("")
  }
  const take = (one: T) => {
    setSaved(one)
    setNow(editedOf(kind, one))
    setWrong("")
    void client.invalidateQueries({ predicate: ({ queryKey: [first, second] }) => (first === "pick" && second === kind.noun) || String(second).startsWith(kind.path) })
  }
  const saving = async () => {
    const { data } = await kind.save(id, { ...now, draft, revision: saved.revision })
    if (data) take(data)
    return data ?? saved
  }
  const doing = async (what: "save" | "publish", act: () => Promise<string>) => {
    setBusy(what)
    try {
      void message.success(await act())
    } catch (error) {
      setWrong(asProblem(error).message)
    } finally {
      setBusy(undefined)
    }
  }
  const save = () => doing("save", async () => (await saving(), t("versioned.saved")))
  const publish = () => doing("publish", async () => {
    const { revision } = changed ? await saving() : saved
    const { data } = await kind.publish(id, revision)
    if (data) take(data)
    return t(`${kind.noun}.published`, { version: data?.version })
  })
  const discard = async () => take((await reload()) ?? saved)
  const takeVersion = (old: D, version: number) => {
    change({ draft: old })
    void message.info(t("versioned.taken", { version }))
  }
  return { noun: kind.noun, saved, now, draft, problems, changed, wrong, busy, change, save, publish, discard, takeVersion }
}

const editedOf = <T extends Versioned<D>, D, P extends Problem>({ empty }: Kind<T, D, P>, { name, name_en, enabled, draft }: T): Edited<D> => ({ name, name_en, enabled, draft: draft ?? empty })

const none: never[] = []

/** What is wrong with a draft, asked anew when somebody has stopped typing. */
function useProblems<T extends Versioned<D>, D, P extends Problem>({ noun, check }: Kind<T, D, P>, id: string, draft: D): P[] {
  const text = useSettled(JSON.stringify(draft), 300)
  const { data } = useQuery({
    queryKey: ["check", noun, id, text, currentLanguage()],
    queryFn: async () => (await check(id, JSON.parse(text) as D)).data?.items ?? none,
    placeholderData: (before) => before,
    retry: false,
  })
  return data ?? none
}
