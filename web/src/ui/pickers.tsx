import { useQuery } from "@tanstack/react-query"
import { Select } from "antd"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { http } from "../api/client"
import { asProblem } from "../api/problem"
import type { Ref } from "../api/types"
import { currentLanguage } from "../i18n"
import { SelectMany } from "./SelectMany"
import { nameIn } from "./names"
import { useSettled } from "./useSettled"

type Found = Ref & { path?: Ref[] | null; title?: string }
type Source = (q: string) => Promise<Found[]>

const most = 50

// One source a noun: what the server finds for a few letters.
const query = (q: string) => ({ params: { query: { q, limit: most } } })
const sources = {
  groups: async (q) => (await http.GET("/api/v1/groups", query(q))).data?.items ?? [],
  queues: async (q) => (await http.GET("/api/v1/queues", query(q))).data?.items ?? [],
  services: async (q) => (await http.GET("/api/v1/services", query(q))).data?.items ?? [],
  calendars: async (q) => (await http.GET("/api/v1/calendars", query(q))).data?.items ?? [],
  templates: async (q) => (await http.GET("/api/v1/plan-templates", { params: { query: { q, limit: most, kind: "incident" } } })).data?.items ?? [],
  documentGroups: async (q) => (await http.GET("/api/v1/document-groups", query(q))).data?.items ?? [],
  documentPlans: async (q) => ((await http.GET("/api/v1/plan-templates", { params: { query: { q, limit: most, kind: "document" } } })).data?.items ?? []).filter(({ variant_of }) => !variant_of),
  categories: async (q) => (await http.GET("/api/v1/categories", query(q))).data?.items ?? [],
  places: async (q) => (await http.GET("/api/v1/places", query(q))).data?.items ?? [],
  customers: async (q) => (await http.GET("/api/v1/customers", query(q))).data?.items ?? [],
  units: async (q) => (await http.GET("/api/v1/units", query(q))).data?.items ?? [],
  users: async (q) => (await http.GET("/api/v1/users", query(q))).data?.items ?? [],
  unitNames: async (q) => (await http.GET("/api/v1/unit-names", query(q))).data?.items ?? [],
  forms: async (q) => (await http.GET("/api/v1/forms", query(q))).data?.items ?? [],
  colleagues: async (q) => (await http.GET("/api/v1/colleagues", query(q))).data?.items ?? [],
  staff: async (q) => (await http.GET("/api/v1/users", { params: { query: { q, limit: most, desk: true } } })).data?.items ?? [],
} satisfies Record<string, Source>

/** What can be picked from the directory. */
export type Noun = keyof typeof sources

interface Shared {
  of: Noun
  id?: string
  placeholder?: string
  label?: string
  disabled?: boolean
  allowClear?: boolean
  /** Things that are chosen already, so that their names are known before anything is searched. */
  known?: readonly (Ref | null | undefined)[]
  size?: "small" | "middle" | "large"
  className?: string
}

interface Option<V> {
  value: V
  label: string
  detail: string
}

const noneKnown: readonly Ref[] = []

const byId = ({ id }: Ref) => id
const byCode = ({ code, login }: Ref) => code ?? login ?? ""

function useOptions<V>(of: Noun, q: string, keyOf: (thing: Ref) => V, known: Shared["known"] = noneKnown) {
  const language = currentLanguage()
  const settled = useSettled(q, 200)
  const found = useQuery({ queryKey: ["pick", of, settled], queryFn: () => (sources[of] as Source)(settled), staleTime: 60_000 })
  const options = new Map<number, Option<V>>()
  for (const one of [...(found.data ?? []), ...(q === "" ? known : [])]) {
    if (!one || options.has(one.id)) continue
    const above = ("path" in one && one.path ? (one as Found).path ?? [] : []).filter(({ id }) => id !== one.id)
    options.set(one.id, {
      value: keyOf(one),
      label: nameIn(one, language),
      detail: above.length > 0 ? above.map((ref) => nameIn(ref, language)).join(" / ") : ((one as Found).title ?? "") || (one.login ?? ""),
    })
  }
  return { options: [...options.values()], loading: found.isFetching, error: found.error }
}

function useShared<V>({ of, id, placeholder, label, disabled, known, size, className }: Shared, keyOf: (thing: Ref) => V) {
  const { t } = useTranslation()
  const [q, setQ] = useState("")
  const { options, loading, error } = useOptions(of, q, keyOf, known)
  return {
    id,
    placeholder,
    "aria-label": label,
    disabled,
    size,
    className,
    options,
    loading,
    showSearch: { filterOption: false, onSearch: setQ, autoClearSearchValue: true } as const,
    onOpenChange: (open: boolean) => { if (!open) setQ("") },
    notFoundContent: error ? asProblem(error).message : loading ? t("common.loading") : t("common.none"),
    optionRender: ({ data }: { data: Option<V> }) => (
      <span className="option"><span>{data.label}</span>{data.detail ? <span className="quiet">{data.detail}</span> : null}</span>
    ),
    popupMatchSelectWidth: 280,
  }
}

/** Picks one thing of the directory; cleared, it is null. */
export function Pick({ value, onChange, allowClear = true, ...shared }: Shared & { value?: number | null; onChange?: (id: number | null) => void }) {
  const drawn = useShared(shared, byId)
  return <Select<number, Option<number>> {...drawn} allowClear={allowClear} value={value ?? undefined} onChange={(id) => onChange?.(id ?? null)} style={{ width: "100%" }} />
}

/** Picks several things of the directory. */
export function PickMany({ value, onChange, ...shared }: Shared & { value?: number[]; onChange?: (ids: number[]) => void }) {
  const drawn = useShared(shared, byId)
  return <SelectMany<number[], Option<number>> {...drawn} value={value ?? []} onChange={(ids) => onChange?.(ids)} style={{ width: "100%" }} />
}

/** Pick where things are named by their code or login. */
export function PickCode({ value, onChange, allowClear = true, ...shared }: Shared & { value?: string | null; onChange?: (code: string | null) => void }) {
  const drawn = useShared(shared, byCode)
  return <Select<string, Option<string>> {...drawn} allowClear={allowClear} value={value || undefined} onChange={(code) => onChange?.(code ?? null)} style={{ width: "100%" }} />
}

/** PickMany where things are named by their code or login. */
export function PickCodes({ value, onChange, ...shared }: Shared & { value?: string[]; onChange?: (codes: string[]) => void }) {
  const drawn = useShared(shared, byCode)
  return <SelectMany<string[], Option<string>> {...drawn} value={value ?? []} onChange={(codes) => onChange?.(codes)} style={{ width: "100%" }} />
}
