import { BarChart, LineChart } from "echarts/charts"
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import { useEffect, useRef } from "react"
import { type Drawn, optionOf } from "./drawing"

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

interface Props extends Drawn {
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
