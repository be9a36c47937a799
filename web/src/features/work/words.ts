import type { TFunction } from "i18next"
import type { WorkItem } from "../../api/types"
import { currentLanguage } from "../../i18n"
import { word } from "../../i18n/word"
import { nameIn } from "../../ui/names"
import { verbWord } from "../plan/words"
import { type Answer, actOf } from "./answers"

/** What an item asks for: the name of a plan's step, or the word for what a ticket waits for. */
export const askedFor = (t: TFunction, item: Pick<WorkItem, "plan" | "step" | "name" | "name_en">) =>
  item.plan ? nameIn({ name: item.name, name_en: item.name_en }, currentLanguage()) || item.step : word(t, "step", item.step)

/** The word on the button of an answer. */
export function answerWord(t: TFunction, item: Pick<WorkItem, "acts" | "plan" | "step" | "kind">, answer: Answer): string {
  const verb = actOf(item, answer)?.verb ?? ""
  return item.plan ? verbWord(t, { verb } as Parameters<typeof verbWord>[1], { kind: item.kind || "task" }) : word(t, "verb", verb)
}
