import type { TFunction } from "i18next"
import type { Clock, Segment } from "../../../api/types"
import { word } from "../../../i18n/word"
import type { Language } from "../../../time/format"
import { lengthOf } from "../../../time/length"
import { textIn } from "../../plan/model"

/** How a clock is drawn: fine, soon over, late, on hold, or ended in one of three ways. */
export type Look = "fine" | "soon" | "late" | "hold" | "met" | "missed" | "dropped"

const soonFrom = 75 // percent

/** A clock that still counts or waits to. */
export const isOpen = ({ state }: Pick<Clock, "state">) => state === "running" || state === "paused"

/** How much of the target is used, in percent; more than 100 when late. */
export const percentOf = ({ elapsed, target }: Pick<Clock, "elapsed" | "target">) => (target > 0 ? Math.floor((elapsed / target) * 100) : 0)

/** How a clock stands. */
export function lookOf(clock: Pick<Clock, "state" | "late" | "elapsed" | "target">): Look {
  if (clock.state === "cancelled") return "dropped"
  if (clock.state === "met" || clock.state === "breached") return clock.state === "met" ? "met" : "missed"
  if (clock.late) return "late"
  if (clock.state === "paused") return "hold"
  return percentOf(clock) >= soonFrom ? "soon" : "fine"
}

/** What a clock measures, in words: of a task which, and from its second turn on which turn. */
export function nameClock(t: TFunction, { kind, task }: Pick<Clock, "kind" | "task">, language: Language): string {
  if (!task) return word(t, "clock", kind)
  const name = `${word(t, "clock", kind)}${t("clocks.colon")}${textIn(task.name, language)}`
  return task.round > 1 ? `${name} ${t("clocks.turn", { round: task.round })}` : name
}

/** How a clock stands, in words. */
export function sayClock(t: TFunction, clock: Clock, language: Language): string {
  const left = lengthOf(clock.remaining, language)
  switch (lookOf(clock)) {
    case "met":
      return t("clocks.met", { after: lengthOf(clock.elapsed, language) })
    case "missed":
      return t("clocks.missed", { by: left })
    case "dropped":
      return t("clocks.dropped")
    case "late":
      return clock.state === "paused" ? t("clocks.lateOnHold", { by: left, why: word(t, "hold", clock.hold_reason) }) : t("clocks.late", { by: left })
    case "hold":
      return t("clocks.onHold", { left, why: word(t, "hold", clock.hold_reason) })
    default:
      return t("clocks.left", { left })
  }
}

/** The name of a line: a share of the target, the deadline or a level of escalation. */
export function sayLine(t: TFunction, name: string): string {
  if (name === "breach") return t("clocks.breach")
  const level = /^level (\d+)$/.exec(name)?.[1]
  return level ? t("clocks.level", { level }) : name
}

const secondsAt = (at: string) => Math.floor(Date.parse(at) / 1000)

/** The whole seconds of a stretch, so that stretches beside each other sum to the whole. */
export const secondsOf = ({ from, to }: Pick<Segment, "from" | "to">) => secondsAt(to) - secondsAt(from)

/** A part of the picture, in percent of its width. */
export interface Part {
  segment: Segment
  left: number
  width: number
  ahead: boolean
}

/** Lays the stretches that were and those that are to come along one line, true to the time on the wall. */
export function layOut(past: readonly Segment[], ahead: readonly Segment[]): { parts: Part[]; place: (at: string) => number | undefined } {
  const all = [...past, ...ahead]
  const begin = Date.parse(all[0]?.from ?? "")
  const end = Date.parse(all.at(-1)?.to ?? "")
  const place = (at: string) => {
    const share = ((Date.parse(at) - begin) / (end - begin)) * 100
    return share >= 0 && share <= 100 ? share : undefined
  }
  if (!(end > begin)) return { parts: [], place: () => undefined }
  const parts = all.map((segment, at) => {
    const left = place(segment.from) ?? 0
    return { segment, left, width: (place(segment.to) ?? 100) - left, ahead: at >= past.length }
  })
  return { parts, place }
}

/** The causes of the stretches with their sums, the longest first; what counts stands before what does not. */
export function sumByCause(segments: readonly Segment[]): { cause: Segment["cause"]; counted: boolean; seconds: number }[] {
  const sums = new Map<Segment["cause"], { cause: Segment["cause"]; counted: boolean; seconds: number }>()
  for (const one of segments) {
    const sum = sums.get(one.cause) ?? { cause: one.cause, counted: one.counted, seconds: 0 }
    sums.set(one.cause, { ...sum, seconds: sum.seconds + secondsOf(one) })
  }
  return [...sums.values()].sort((a, b) => Number(b.counted) - Number(a.counted) || b.seconds - a.seconds)
}
