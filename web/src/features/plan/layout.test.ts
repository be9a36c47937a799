import { describe, expect, test } from "vitest"
import { type Layout, layOut, type Node, pathOf, usualSizes } from "./layout"

const step = (id: string, after: string[] = [], rest: Partial<Node> = {}): Node => ({ id, kind: "task", after, ...rest })
const at = (layout: Layout, id: string) => {
  const box = layout.boxes.find((one) => one.id === id)
  if (!box) throw new Error(`${id} is not drawn`)
  return box
}
const overlap = (layout: Layout) => {
  const cards = layout.boxes.filter(({ group }) => !group)
  return cards.flatMap((a, i) => cards.slice(i + 1).filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height).map((b) => `${a.id} ${b.id}`))
}

describe("a drawn plan", () => {
  test("A→(B‖C)→D: right of what it comes after, parallel ones below each other, the ends in the middle", () => {
    const layout = layOut([step("a"), step("b", ["a"]), step("c", ["a"]), step("d", ["b", "c"])])
    expect(at(layout, "a").x).toBe(0)
    expect(at(layout, "b").x).toBe(usualSizes.width + usualSizes.gapX)
    expect(at(layout, "c").x).toBe(at(layout, "b").x)
    expect(at(layout, "c").y - at(layout, "b").y).toBe(usualSizes.height + usualSizes.gapY)
    expect(at(layout, "d").y).toBe(at(layout, "a").y)
    expect(layout.edges.map(({ from, to }) => from + to)).toEqual(["ab", "ac", "bd", "cd"])
    expect(overlap(layout)).toEqual([])
    const [line] = layout.edges
    expect(line?.points).toEqual([[190, at(layout, "a").y + 52], [at(layout, "b").x, 52]])
  })

  test("a line that skips a level has a lane of its own there", () => {
    const layout = layOut([step("a"), step("b", ["a"]), step("c", ["a", "b"])])
    const long = layout.edges.find(({ from, to }) => from === "a" && to === "c")
    expect(long?.points).toHaveLength(4)
    const b = at(layout, "b")
    for (const [, y] of long?.points.slice(1, 3) ?? []) expect(y < b.y || y > b.y + b.height).toBe(true)
  })

  test("a group is a frame around its steps, in groups too", () => {
    const layout = layOut([
      step("a"), step("g", ["a"], { kind: "group" }), step("x", [], { in: "g" }), step("h", ["x"], { in: "g", kind: "group" }), step("y", [], { in: "h" }), step("z", [], { in: "h" }),
      step("d", ["g"]),
    ])
    const inside = (inner: string, outer: string) => {
      const [i, o] = [at(layout, inner), at(layout, outer)]
      expect(i.x >= o.x && i.y >= o.y + usualSizes.label && i.x + i.width <= o.x + o.width && i.y + i.height <= o.y + o.height).toBe(true)
    }
    inside("x", "g")
    inside("h", "g")
    inside("z", "h")
    expect(at(layout, "z").depth).toBe(2)
    expect(at(layout, "d").x).toBeGreaterThan(at(layout, "g").x + at(layout, "g").width)
    expect(overlap(layout)).toEqual([])
    expect(layout.boxes.findIndex(({ id }) => id === "g")).toBeLessThan(layout.boxes.findIndex(({ id }) => id === "x"))
    const [, , inner] = layout.edges
    expect(inner && [inner.from, inner.to]).toEqual(["x", "h"])
    expect(inner?.points[0]?.[0]).toBe(at(layout, "x").x + usualSizes.width)
  })

  test("few lines cross: what comes after the upper one stands above", () => {
    const layout = layOut([step("a"), step("b"), step("y", ["b"]), step("x", ["a"])])
    expect(at(layout, "x").y).toBeLessThan(at(layout, "y").y)
  })

  test("a way back is a bow below both its ends, and the drawing has room for it", () => {
    const layout = layOut([step("a"), step("b", ["a"]), step("c", ["b"], { back: ["a"] })])
    const back = layout.edges.find((edge) => edge.back)
    expect(back && [back.from, back.to]).toEqual(["c", "a"])
    expect(layout.height).toBeGreaterThan(at(layout, "a").y + usualSizes.height + 20)
    expect(pathOf(back ?? { from: "", to: "", back: true, points: [] })).toMatch(/^M563 104 C563 130, 95 130, 95 104$/)
  })

  test("a draft with a circle, a missing neighbour or a missing group is drawn all the same", () => {
    const layout = layOut([step("a", ["b"]), step("b", ["a", "nowhere"]), step("c", [], { in: "gone" })])
    expect(layout.boxes).toHaveLength(3)
    expect(overlap(layout)).toEqual([])
    expect(layOut([])).toEqual({ width: 0, height: 0, boxes: [], edges: [] })
  })

  test("a hundred steps in a net are drawn quickly", () => {
    const many = Array.from({ length: 100 }, (_, i) => step(`s${i}`, i < 10 ? [] : Array.from({ length: 10 }, (_, j) => `s${Math.floor(i / 10) * 10 - 10 + j}`)))
    const begun = performance.now()
    expect(overlap(layOut(many))).toEqual([])
    expect(performance.now() - begun).toBeLessThan(500)
  })
})
