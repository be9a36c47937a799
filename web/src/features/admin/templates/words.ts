import type { TFunction } from "i18next"
import { word } from "../../../i18n/word"
import type { Language } from "../../../time/format"
import { nameIn } from "../../../ui/names"
import type { Rule, Step, Template } from "./model"

/** A rule in words; what it names is said by its name where the server has told it. */
export function ruleWords(t: TFunction, { by, name = "" }: Rule, { names }: Template, language: Language): string {
  const known = names[by]?.find(({ code, login }) => name !== "" && (code === name || login === name))
  switch (by) {
    case "person":
    case "group":
    case "unit_head":
      return by === "unit_head" ? t("templates.headOf", { unit: known ? nameIn(known, language) : name }) : known ? nameIn(known, language) : name
    case "role":
      return word(t, "role", name)
    case "chosen":
      return `${t("templates.rules.chosen")}: ${name}`
    default:
      return t(`templates.rules.${by}`)
  }
}

const many = new Set(["group", "role", "chain_of_heads", "chosen"])

/** How many are enough; empty where a step asks one only, or any one of several. */
export function enoughWords(t: TFunction, { who = [], completion }: Step): string {
  const { mode = "any", percent = 0, count = 0 } = completion ?? {}
  if (mode === "any" || (mode === "all" && who.length === 1 && !many.has(who[0]?.by ?? ""))) return ""
  const amount = mode === "quorum" ? `: ${count}` : mode === "share" || mode === "weighted" ? `: ${percent} %` : ""
  return ` · ${t(`templates.modes.${mode}`)}${amount}`
}
