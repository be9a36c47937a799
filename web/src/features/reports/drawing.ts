import { tokens } from "../../styles/theme"

interface Series {
  name: string
  colour: string // a token
  line: boolean
  values: number[]
}

/** What a chart shows. */
export interface Drawn {
  names: string[]
  series: Series[]
  stacked: boolean
  /** Bars that lie, the first on top, for names; standing ones for times. */
  lying: boolean
}

/** How echarts draws it. */
export function optionOf({ names, series, stacked, lying }: Drawn) {
  const text = { color: tokens["ink-2"], fontFamily: tokens.font, fontSize: 12 }
  const line = { lineStyle: { color: tokens.line } }
  const things = {
    type: "category" as const, data: names, inverse: lying, axisTick: { show: false }, axisLine: line,
    axisLabel: { ...text, ...(lying ? { width: 130, overflow: "truncate" as const } : { hideOverlap: true }) },
  }
  const counts = { type: "value" as const, minInterval: 1, axisLabel: { ...text, hideOverlap: true }, splitLine: line }
  return {
    animation: false,
    textStyle: text,
    grid: { left: 8, right: 20, top: 40, bottom: 4, outerBoundsMode: "same" as const, outerBoundsContain: "axisLabel" as const },
    legend: { top: 4, left: 8, textStyle: text, icon: "roundRect" },
    tooltip: { trigger: "axis" as const, axisPointer: { type: "shadow" as const }, confine: true, textStyle: { ...text, color: tokens.ink } },
    xAxis: lying ? counts : things,
    yAxis: lying ? things : counts,
    series: series.map((one) => ({
      name: one.name, data: one.values, itemStyle: { color: tokens[one.colour] },
      ...(one.line
        ? { type: "line" as const, symbolSize: 6, lineStyle: { width: 2, color: tokens[one.colour] } }
        : { type: "bar" as const, barMaxWidth: 26, barGap: "10%", ...(stacked ? { stack: "all" } : {}) }),
    })),
  }
}
