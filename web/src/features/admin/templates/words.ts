import type { TFunction } from "i18next"
import { word } from "../../../i18n/word"
import type { Language } from "../../../time/format"
import { nameIn } from "../../../ui/names"
import type { Rule, Template } from "./model"

/** A rule in words; what it names is said by its name where the server has told it. */
export function ruleWords(t: TFunction, { by, name = "" }: Rule, { names }: Template, language: Language): string {
  const known = names[by]?.find(({ code, login }) => name !== "" && (code === name || login === name))
  switch (by) {
    case "person":
    case "group":
    case "unit_head":
      return by === "unit_head" ? `${t("templates.rules.unit_head")}: ${known ? nameIn(known, language) : name}` : known ? nameIn(known, language) : name
    case "role":
      return word(t, "role", name)
    case "chosen":
      return `${t("templates.rules.chosen")}: ${name}`
    default:
      return t(`templates.rules.${by}`)
  }
}
