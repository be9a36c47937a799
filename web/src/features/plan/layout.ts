/** What a plan's drawing needs to know of a step. */
export interface Node {
  id: string
  kind: string
  /** The group that holds it; empty: the top. */
  in?: string | undefined
  after?: readonly string[] | undefined
  /** Steps that it was returned to and comes straight back from. */
  back?: readonly string[] | undefined
}

/** Where a step's card, or a group's frame, is drawn. */
export interface Box {
  id: string
  group: boolean
  /** In how many groups it lies. */
  depth: number
  x: number
  y: number
  width: number
  height: number
}

export type Point = readonly [x: number, y: number]

/** A line from one step to the next; a way back is drawn otherwise. */
export interface Edge {
  from: string
  to: string
  back: boolean
  points: readonly Point[]
}

/** A drawn plan: frames and cards (a frame before what is in it), and the lines between them. */
export interface Layout {
  width: number
  height: number
  boxes: readonly Box[]
  edges: readonly Edge[]
}

export interface Sizes {
  width: number
  height: number
  gapX: number
  gapY: number
  /** Around what a group holds. */
  padding: number
  /** Above what a group holds, for its name. */
  label: number
}

export const usualSizes: Sizes = { width: 190, height: 104, gapX: 44, gapY: 18, padding: 14, label: 30 }

// A cell of a column: a step, or the room that a line needs to pass by the steps of a level that it skips.
interface Cell {
  step?: Node
  inner?: Layout
  width: number
  height: number
  order: number
  before: Cell[]
  x: number
  y: number
}

const lane = 10
const dip = 26

/**
 * Draws a plan from left to right: a step stands right of all that it comes after, parallel ones below each other, groups as frames around
 * what they hold. Steps that name each other in a circle, as a draft may, are drawn too.
 */
export function layOut(nodes: readonly Node[], sizes: Sizes = usualSizes): Layout {
  const drawn = layOutGroup("", 0, nodes, sizes)
  const at = new Map(drawn.boxes.map((box) => [box.id, box]))
  const back = nodes.flatMap(({ id, back }) => (back ?? []).flatMap((to) => wayBack(at.get(id), at.get(to))))
  const lowest = Math.max(drawn.height, ...back.flatMap(({ points }) => points.map(([, y]) => y + 4)))
  return { ...drawn, height: lowest, edges: [...drawn.edges, ...back] }
}

function layOutGroup(group: string, depth: number, nodes: readonly Node[], sizes: Sizes): Layout {
  const known = new Set(nodes.filter(({ kind }) => kind === "group").map(({ id }) => id))
  // What names a group that is not there stands at the top rather than nowhere.
  const steps = nodes.filter((node) => (node.in && known.has(node.in) && node.in !== node.id ? node.in : "") === group)
  const levels = levelsOf(steps)
  const cells = new Map(steps.map((step, order) => [step.id, cellOf(step, order, depth, nodes, sizes)]))
  const columns: Cell[][] = []
  for (const step of steps) (columns[levels.get(step.id) ?? 0] ??= []).push(cells.get(step.id) as Cell)
  const lines = steps.flatMap((step) => (step.after ?? []).flatMap((id) => threaded(cells.get(id), cells.get(step.id), levels, columns)))
  for (const column of columns) sortByWhatIsBefore(column)
  const { width, height } = place(columns, sizes)
  const boxes = steps.flatMap((step) => boxesOf(cells.get(step.id) as Cell, depth, sizes))
  const inner = steps.flatMap((step) => {
    const cell = cells.get(step.id) as Cell
    return (cell.inner?.edges ?? []).map((edge) => moved(edge, cell.x + sizes.padding, cell.y + sizes.label))
  })
  return { width, height, boxes, edges: [...lines.map((line) => edgeOf(line)), ...inner] }
}

/** The level of each step: the longest way to it from a step that is after nothing here. */
function levelsOf(steps: readonly Node[]): Map<string, number> {
  const byId = new Map(steps.map((step) => [step.id, step]))
  const levels = new Map<string, number>()
  const level = (step: Node, way: readonly string[]): number => {
    const known = levels.get(step.id)
    if (known !== undefined) return known
    const before = (step.after ?? []).flatMap((id) => (way.includes(id) ? [] : (byId.get(id) ?? [])))
    const found = Math.max(-1, ...before.map((one) => level(one, [...way, one.id]))) + 1
    levels.set(step.id, found)
    return found
  }
  for (const step of steps) level(step, [step.id])
  return levels
}

function cellOf(step: Node, order: number, depth: number, nodes: readonly Node[], sizes: Sizes): Cell {
  const cell = { step, order, before: [], x: 0, y: 0, width: sizes.width, height: sizes.height }
  if (step.kind !== "group") return cell
  const inner = layOutGroup(step.id, depth + 1, nodes, sizes)
  const width = Math.max(sizes.width, inner.width + 2 * sizes.padding)
  return { ...cell, inner, width, height: Math.max(sizes.label + sizes.padding + 20, sizes.label + inner.height + sizes.padding) }
}

/** The cells that a line passes, with a lane in each column between its ends; nothing for one that does not lead to the right. */
function threaded(from: Cell | undefined, to: Cell | undefined, levels: ReadonlyMap<string, number>, columns: Cell[][]): Cell[][] {
  const start = levels.get(from?.step?.id ?? "")
  const end = levels.get(to?.step?.id ?? "")
  if (!from || !to || start === undefined || end === undefined || end <= start) return []
  const line = [from]
  for (let column = start + 1; column < end; column++) {
    const cell: Cell = { width: 0, height: lane, order: to.order, before: line.slice(-1), x: 0, y: 0 }
    columns[column]?.push(cell)
    line.push(cell)
  }
  to.before.push(line.at(-1) as Cell)
  return [[...line, to]]
}

// Whoever comes after what stands high stands high: so few lines cross.
function sortByWhatIsBefore(column: Cell[]) {
  const rank = (cell: Cell) => cell.before.reduce((sum, one) => sum + one.y, 0) / (cell.before.length || 1)
  const ranks = new Map(column.map((cell) => [cell, rank(cell)]))
  column.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) || a.order - b.order)
  for (const [index, cell] of column.entries()) cell.y = index - column.length / 2 // for the next column; places come later
}

function place(columns: readonly Cell[][], { gapX, gapY }: Sizes): { width: number; height: number } {
  const tall = (column: readonly Cell[]) => column.reduce((sum, cell) => sum + cell.height + gapY, -gapY)
  const height = Math.max(0, ...columns.map(tall))
  let x = 0
  for (const column of columns) {
    const width = Math.max(...column.map((cell) => cell.width))
    let y = (height - tall(column)) / 2
    for (const cell of column) {
      if (!cell.step) cell.width = width
      cell.x = x + (width - cell.width) / 2
      cell.y = y
      y += cell.height + gapY
    }
    x += width + gapX
  }
  return { width: Math.max(0, x - gapX), height }
}

function boxesOf(cell: Cell, depth: number, sizes: Sizes): Box[] {
  const { x, y, width, height } = cell
  const own = { id: cell.step?.id ?? "", group: cell.inner !== undefined, depth, x, y, width, height }
  const into = ({ id, group, depth, width, height, ...box }: Box): Box => ({ id, group, depth, width, height, x: box.x + x + sizes.padding, y: box.y + y + sizes.label })
  return [own].concat((cell.inner?.boxes ?? []).map(into))
}

function edgeOf(line: readonly Cell[]): Edge {
  const [from, to] = [line[0] as Cell, line.at(-1) as Cell]
  const middle = (cell: Cell) => cell.y + cell.height / 2
  const between = line.slice(1, -1).flatMap((cell): Point[] => [[cell.x, middle(cell)], [cell.x + cell.width, middle(cell)]])
  return { from: from.step?.id ?? "", to: to.step?.id ?? "", back: false, points: [[from.x + from.width, middle(from)], ...between, [to.x, middle(to)]] }
}

const moved = (edge: Edge, dx: number, dy: number): Edge => ({ ...edge, points: edge.points.map(([x, y]): Point => [x + dx, y + dy]) })

/** A way back runs below both of its ends. */
function wayBack(from: Box | undefined, to: Box | undefined): Edge[] {
  if (!from || !to) return []
  const [left, right] = [to.x + to.width / 2, from.x + from.width / 2]
  const below = Math.max(from.y + from.height, to.y + to.height) + dip
  return [{ from: from.id, to: to.id, back: true, points: [[right, from.y + from.height], [right, below], [left, below], [left, to.y + to.height]] }]
}

/** An edge as the path of an SVG: forward in soft curves, back in one bow. */
export function pathOf({ points, back }: Edge): string {
  const [start, ...rest] = points
  if (!start) return ""
  if (back) return `M${start.join(" ")} C${rest.map((point) => point.join(" ")).join(", ")}`
  let [x, y] = start
  const parts = rest.map(([toX, toY]) => {
    const half = (toX - x) / 2
    const part = y === toY ? `H${toX}` : `C${x + half} ${y}, ${toX - half} ${toY}, ${toX} ${toY}`
    ;[x, y] = [toX, toY]
    return part
  })
  return [`M${start.join(" ")}`, ...parts].join(" ")
}
