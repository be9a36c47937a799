import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { asProblem } from "../../api/problem"
import { currentLanguage } from "../../i18n"
import { useSettled } from "../../ui/useSettled"
import { type ByForm, type Faults, faultsOf, firstFaulty, type FormView, sendable, shownValues, type Values, without } from "./model"

/** Where what is touched is kept. */
export interface Kept {
  given: Values
  keep: (given: Values) => void
}

/** Keeps what is touched of one form beside what was filled in of others. */
export const keptOf = (id: number | undefined, forms: ByForm = {}, keep: (forms: ByForm) => void): Kept => {
  const of = String(id)
  return { given: forms[of] ?? {}, keep: (given) => keep({ ...forms, [of]: given }) }
}

interface Options {
  /** What distinguishes this form from others that are filled in. */
  id: string
  /** The form before anything is filled in; undefined while it is read. */
  view: FormView | undefined
  /** Asks the server how the form looks with what is filled in: by its conditions fields come and go. */
  look: (values: Values) => Promise<FormView | undefined>
  /** Where what is touched is kept, if not here: in a draft. */
  kept?: Kept
}

/** A form while somebody fills it in. */
export interface Filling {
  view: FormView | undefined
  values: Values
  faults: Faults
  touched: boolean
  set: (id: string, value: unknown) => void
  /** What to send: only what was touched and may be filled in. */
  sent: () => Values
  /** Shows the faults of a refusal at their fields and goes to the first; answers what belongs to no field. */
  refuse: (error: unknown) => string
  clear: () => void
}

const pause = 250

/** Fills in a form: what is touched is kept here, and the server says how the form looks with it, as it will judge it when it is sent. */
export function useFilling({ id, view: blank, look, kept }: Options): Filling {
  const [own, setOwn] = useState<Values>({})
  const given = kept?.given ?? own
  const keep = kept?.keep ?? setOwn
  const [refusal, setRefusal] = useState<{ of: string; faults: Faults }>({ of: id, faults: {} })
  const refused = refusal.of === id ? refusal.faults : {}
  const [of, late] = JSON.parse(useSettled(JSON.stringify([id, given]), pause)) as [string, Values]
  const settled = JSON.stringify(of === id ? late : given) // another form need not wait for what was typed in the one before
  const { data } = useQuery({
    queryKey: ["form-look", id, blank?.version, settled, currentLanguage()],
    queryFn: async () => (await look(blank ? sendable(blank, JSON.parse(settled) as Values) : {})) ?? null,
    enabled: blank !== undefined && settled !== "{}",
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
    retry: false,
    gcTime: 0,
  })
  const view = settled === "{}" ? blank : (data ?? blank)
  const live = Object.fromEntries((view?.faults ?? []).map(({ field, detail }) => [field.replace(/^form\./, ""), detail]))
  const refuseNow = (faults: Faults) => setRefusal({ of: id, faults })
  const set = (field: string, value: unknown) => {
    if (kept) keep({ ...given, [field]: value ?? null })
    else setOwn((was) => ({ ...was, [field]: value ?? null }))
    refuseNow(without(refused, field))
  }
  const refuse = (error: unknown) => {
    const { faults, rest } = faultsOf(asProblem(error))
    refuseNow(faults)
    const first = view && firstFaulty(view, faults)
    if (first) requestAnimationFrame(() => goTo(first))
    return first ? rest : [rest, ...Object.values(faults)].filter(Boolean).join(" ")
  }
  return {
    view, values: view ? shownValues(view, given) : {}, faults: { ...live, ...refused }, touched: Object.keys(given).length > 0,
    set, sent: () => (view ? sendable(view, given) : {}), refuse,
    clear: () => {
      keep({})
      refuseNow({})
    },
  }
}

/** Goes to a field: to what can be typed or chosen in it. */
function goTo(id: string) {
  const box = document.getElementById(`form-field-${id}`)
  box?.scrollIntoView({ block: "center" })
  box?.querySelector<HTMLElement>("input, textarea, [role=combobox], button")?.focus({ preventScroll: true })
}
