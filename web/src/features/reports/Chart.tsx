import { BarChart, LineChart } from "echarts/charts"
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import { useEffect, useRef } from "react"
import { tokens } from "../../styles/theme"

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

interface Series {
  name: string
  colour: string // a token
  line: boolean
  values: number[]
}

interface Props {
  names: string[]
  series: Series[]
  stacked: boolean
  /** Bars that lie, the first on top, for names; standing ones for times. */
  lying: boolean
  /** What is drawn, for those who do not see it. */
  label: string
}

/** Bars and lines of a report; its figures stand in the table too. */
export default function Chart({ names, series, stacked, lying, label }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const drawn = useRef<ReturnType<typeof init>>(null)
  const height = lying ? 70 + 34 * names.length : 280
  useEffect(() => {
    if (!box.current) return
    const chart = init(box.current, null, { renderer: "svg" })
    drawn.current = chart
    const watcher = new ResizeObserver(() => chart.resize())
    watcher.observe(box.current)
    return () => {
      watcher.disconnect()
      chart.dispose()
    }
  }, [])
  useEffect(() => drawn.current?.setOption(optionOf({ names, series, stacked, lying }), { notMerge: true }), [names, series, stacked, lying])
  return <div ref={box} role="img" aria-label={label} className="chart" style={{ height }} />
}

function optionOf({ names, series, stacked, lying }: Omit<Props, "label">) {
  const text = { color: tokens["ink-2"], fontFamily: tokens.font, fontSize: 12 }
  const line = { lineStyle: { color: tokens.line } }
  const things = {
    type: "category" as const, data: names, inverse: lying, axisTick: { show: false }, axisLine: line,
    axisLabel: { ...text, ...(lying ? { width: 130, overflow: "truncate" as const } : { hideOverlap: true }) },
  }
  const counts = { type: "value" as const, minInterval: 1, axisLabel: text, splitLine: line }
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
