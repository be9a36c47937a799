import { BarChart } from "echarts/charts"
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import { expect, test } from "vitest"
import { optionOf } from "./drawing"

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer])

const wide = 7 // pixels that a digit takes at least

test("the counts of lying bars do not run into each other on a phone", () => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 340, height: 200 })
  chart.setOption(optionOf({ names: ["A maintenance contract", "Another"], series: [{ name: "Opened", colour: "brand", line: false, values: [20_233, 15] }], stacked: false, lying: true }))
  const labels = [...chart.renderToSVGString().matchAll(/<text[^>]*transform="translate\(([\d.]+)[^>]*>([\d,]+)<\/text>/g)].map(([, x, words]) => ({ at: Number(x), words: String(words) })).sort((a, b) => a.at - b.at)
  expect(labels.length).toBeGreaterThan(1)
  expect(labels[0]?.words).toBe("0")
  const tight = labels.filter(({ at, words }, i) => {
    const before = labels[i - 1]
    return before && at - before.at <= ((words.length + before.words.length) / 2) * wide
  })
  expect(tight).toEqual([])
  chart.dispose()
})
