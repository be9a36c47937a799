import { Alert } from "antd"
import type { FormInstance } from "antd"
import { type ReactNode, useEffect, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../../api/client"
import { asProblem, formProblem } from "../../api/problem"
import type { components } from "../../api/schema.gen"
import type { Ticket } from "../../api/types"
import { useMe } from "../../app/me"
import { currentLanguage } from "../../i18n"
import { Clashes, type Side } from "../../ui/Clashes"
import { merge } from "../../ui/merge"
import { nameIn } from "../../ui/names"
import { useRefresh, useTimeline } from "./data"

interface Asked<T> {
  ticket: Ticket // as the live page shows it
  form: FormInstance<T>
  /** The edited fields as a ticket has them. */
  fieldsOf: (ticket: Ticket) => T
  label: (name: string) => string
  show: (name: string, value: unknown, ticket: Ticket) => string
  onDone: () => void
}

const tries = 3

/**
 * Saves fields of a ticket over nobody else's changes: what only others changed is taken over, what both changed is shown in both versions and
 * chosen, also while the form is still open.
 */
export function useEdit<T extends object>({ ticket, form, fieldsOf, label, show, onDone }: Asked<T>) {
  const { t } = useTranslation()
  const refresh = useRefresh(ticket.number)
  const [read, setRead] = useState(ticket) // upon which the form is written
  const [chosen, setChosen] = useState<Record<string, Side>>({})
  const [taken, setTaken] = useState<string[]>([])
  const [general, setGeneral] = useState("")
  const [saving, setSaving] = useState(false)
  const [, redraw] = useState(0)
  const names = Object.keys(fieldsOf(ticket))
  const written = () => ({ ...fieldsOf(read), ...form.getFieldsValue() }) as T
  const { clashes } = merge(fieldsOf(read), written(), fieldsOf(ticket))
  const faster = useFaster(ticket.number, clashes.length > 0)

  const latest = useRef(ticket)
  useEffect(() => {
    latest.current = ticket
  })
  useEffect(() => { // what only others changed stands in the form at once
    const now = latest.current
    const merged = merge(fieldsOf(read), { ...fieldsOf(read), ...form.getFieldsValue() } as T, fieldsOf(now))
    if (merged.taken.length > 0) {
      form.setFieldsValue(merged.values as Parameters<typeof form.setFieldsValue>[0])
      setTaken((before) => [...new Set([...before, ...merged.taken])])
    }
    if (merged.clashes.length === 0 && now.revision !== read.revision) setRead(now)
    // oxlint-disable-next-line react/exhaustive-deps -- only another state of the ticket is news
  }, [ticket.revision])

  const open = clashes.filter(({ name }) => !chosen[name])
  const save = async (values: T) => {
    if (saving || open.length > 0) return
    setSaving(true)
    setGeneral("")
    try {
      const theirs = fieldsOf(ticket)
      const picked = clashes.filter(({ name }) => chosen[name] === "theirs").map(({ name }) => [name, theirs[name as keyof T]])
      const done = await saveOver(clashes.length > 0 ? ticket : read, { ...values, ...Object.fromEntries(picked) } as T, fieldsOf)
      if ("answer" in done) {
        void refresh(done.answer)
        return onDone()
      }
      setRead(done.base)
      form.setFieldsValue(done.body as Parameters<typeof form.setFieldsValue>[0])
      setChosen({})
      await refresh() // shows what clashes
    } catch (error) {
      const problem = asProblem(error)
      if (problem.status === 404 && !(await refresh())) return
      const { fields, general } = formProblem(problem, names)
      form.setFields(fields as unknown as Parameters<typeof form.setFields>[0])
      setGeneral(general)
    } finally {
      setSaving(false)
    }
  }
  const notes: ReactNode = (
    <>
      {general ? <Alert type="error" showIcon title={general} role="alert" className="form-alert" /> : null}
      {taken.length > 0 ? <Alert type="info" showIcon title={t("conflict.merged", { fields: taken.map(label).join(currentLanguage() === "zh" ? "、" : ", ") })} className="form-alert" /> : null}
      {clashes.length > 0 ? (
        <Clashes clashes={clashes} chosen={chosen} onChoose={(name, side) => setChosen({ ...chosen, [name]: side })} label={label} show={(name, value) => show(name, value, ticket)} who={faster} />
      ) : null}
    </>
  )
  return { save, saving, notes, undecided: open.length > 0, clashing: clashes.length > 0, changed: () => redraw((n) => n + 1) }
}

/** Saves upon what was read; where others have saved meanwhile, upon what stands then, unless both changed the same. */
async function saveOver<T extends object>(read: Ticket, mine: T, fieldsOf: (ticket: Ticket) => T): Promise<{ answer: Ticket } | { base: Ticket; body: T }> {
  let [base, body] = [read, mine]
  for (let left = tries; ; left--) {
    try {
      return { answer: await patch(base.number, base.revision, body) }
    } catch (error) {
      if (asProblem(error).status !== 412 || left === 0) throw error
    }
    const now = (await http.GET("/api/v1/records/{number}", { params: { path: { number: base.number } } })).data as Ticket
    const merged = merge(fieldsOf(base), body, fieldsOf(now))
    if (merged.clashes.length > 0) return { base, body }
    base = now
    body = merged.values
  }
}

type Patch = components["schemas"]["RecordPatch"]

async function patch(number: string, revision: number, body: object): Promise<Ticket> {
  const { data } = await http.PATCH("/api/v1/records/{number}", { params: { path: { number }, header: { "If-Match": `"${revision}"` } }, body: body as Patch })
  return data as Ticket
}

/** Who else edited the ticket last. */
function useFaster(number: string, asked: boolean): string {
  const me = useMe()
  const { data } = useTimeline(number, asked)
  if (!asked) return ""
  const events = data?.pages.flatMap(({ items }) => items) ?? []
  const last = events.find(({ verb, actor }) => verb === "edit" && actor?.id !== me.id)
  return last?.actor ? nameIn(last.actor, currentLanguage()) : ""
}
