import i18next from "i18next"
import { initReactI18next } from "react-i18next"
import dayjs from "dayjs"
import { en } from "./en"
import { zh } from "./zh"
import type { Language } from "../time/format"

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

const remembered = "steward-language"

/** The language before sign-in: what this browser chose last, else what it prefers. */
export function firstLanguage(): Language {
  const last = localStorage.getItem(remembered)
  if (last === "zh" || last === "en") return last
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"
}

/** Switches every text of this page, the dates, and the language that assistive technology and fonts go by. */
export function switchLanguage(language: Language) {
  localStorage.setItem(remembered, language)
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en"
  dayjs.locale(language === "zh" ? "zh-cn" : "en")
  if (i18next.language !== language) void i18next.changeLanguage(language)
}

/** The language of the page now. */
export const currentLanguage = (): Language => (i18next.language === "zh" ? "zh" : "en")

void i18next.use(initReactI18next).init({
  lng: firstLanguage(),
  resources: { en: { translation: en }, zh: { translation: zh } },
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
})
