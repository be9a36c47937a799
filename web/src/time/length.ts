import type { Language } from "./format"

const minute = 60
const hour = 3600

/** Working time in words, to the minute: 2 h 10 min. Hours are not made days, whose length differs from calendar to calendar. */
export function lengthOf(seconds: number, language: Language): string {
  const whole = Math.floor(Math.abs(seconds))
  if (whole === 0) return language === "zh" ? "0 分钟" : "0 min"
  if (whole < minute) return language === "zh" ? "不到 1 分钟" : "less than a minute"
  return join(Math.floor(whole / hour), Math.floor((whole % hour) / minute), language, "h", "min", "小时", "分钟")
}

/** Time by the clock on the wall, in the two largest parts: 3 d 4 h. */
export function spanOf(seconds: number, language: Language): string {
  const whole = Math.floor(Math.abs(seconds))
  if (whole < 24 * hour) return lengthOf(whole, language)
  return join(Math.floor(whole / (24 * hour)), Math.floor((whole % (24 * hour)) / hour), language, "d", "h", "天", "小时")
}

/** The same for a list, where the small part of a large time says nothing: 70 d, 19 h, 3 d 4 h, < 1 min. */
export function roughSpan(seconds: number, language: Language): string {
  const whole = Math.abs(seconds)
  if (whole >= 1 && whole < minute) return language === "zh" ? "不到 1 分钟" : "< 1 min"
  const unit = whole < 24 * hour ? hour : 24 * hour
  return spanOf(whole < 10 * unit ? whole : whole - (whole % unit), language)
}

function join(large: number, small: number, language: Language, largeEn: string, smallEn: string, largeZh: string, smallZh: string): string {
  const parts = language === "zh" ? [[large, largeZh], [small, smallZh]] : [[large, largeEn], [small, smallEn]]
  return parts.filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${unit}`).join(" ")
}

/** To the second, for tables that are added up: 2:10:05. */
export function exactLength(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, "0")
  return `${Math.floor(seconds / hour)}:${two(Math.floor((seconds % hour) / minute))}:${two(Math.floor(seconds % minute))}`
}
