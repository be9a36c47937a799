import type { Ref } from "../api/types"
import type { Language } from "../time/format"

/** A thing's name in the viewer's language; many have only one. */
export function nameIn(thing: Pick<Ref, "name" | "name_en"> | null | undefined, language: Language): string {
  if (!thing) return ""
  return language === "en" && thing.name_en ? thing.name_en : thing.name
}
