import { describe, expect, test } from "vitest"
import { Problem } from "../../api/problem"
import { asked, type Column, faultsOf, type Field, firstFaulty, type FormView, numberIn, present, sendable, shownValues, sumOf, textIn, without } from "./model"

const field = (id: string, part: Partial<Field> = {}): Field => ({
  id, kind: "text", name: { en: id, zh: "" }, help: { en: "", zh: "" }, there: true, edit: true, required: false, options: [], min: null, max: null, decimals: 0, max_length: 300, columns: [], least_rows: 0, most_rows: 0, ...part,
})
const view: FormView = {
  form: null, version: 1, faults: [], names: {}, values: { a: "x", b: 1 },
  sections: [{ id: "s", name: { en: "S", zh: "" }, fields: [field("a"), field("b", { there: false })] }, { id: "t", name: { en: "T", zh: "" }, fields: [field("c", { there: false })] }, { id: "u", name: { en: "U", zh: "" }, fields: [field("d", { edit: false })] }],
}
const column: Column = { id: "price", kind: "money", name: { en: "Price", zh: "" } }

describe("a form", () => {
  test("shows what is there, and sections that have something", () => {
    expect(present(view).map(({ id, fields }) => [id, fields.map((one) => one.id)])).toEqual([["s", ["a"]], ["u", ["d"]]])
    expect(asked(view, {}).map(({ id }) => id)).toEqual(["s"])
    expect(asked(view, { d: "said" }).map(({ id }) => id)).toEqual(["s", "u"])
    expect(textIn({ en: "E", zh: "" }, "zh")).toBe("E")
    expect(textIn(undefined, "en")).toBe("")
  })

  test("sends what was touched and may be filled in", () => {
    expect(sendable(view, { a: null, d: "no", gone: 1, b: 2 })).toEqual({ a: null, b: 2 })
    expect(shownValues(view, { a: null })).toEqual({ a: null, b: 1 })
  })

  test("sorts what the server refuses to its fields", () => {
    const refused = new Problem(422, "invalid", "first", "form.a", [{ field: "form.a", detail: "first" }, { field: "form.t[2].price", detail: "cell" }, { field: "subject", detail: "else" }])
    expect(faultsOf(refused)).toEqual({ faults: { a: "first", "t[2].price": "cell" }, rest: "else" })
    expect(faultsOf(new Problem(422, "invalid", "only one", "form.a"))).toEqual({ faults: { a: "only one" }, rest: "" })
    expect(faultsOf(new Problem(500, "internal", "oh"))).toEqual({ faults: {}, rest: "oh" })
    expect(without({ "t[2].price": "cell", t2: "other" }, "t")).toEqual({ t2: "other" })
    expect(firstFaulty(view, { "d[0].x": "cell" })).toBe("d")
    expect(firstFaulty(view, { c: "not there" })).toBeUndefined()
  })

  test("sums are exact and numbers grouped", () => {
    expect(sumOf([{ price: 0.1 }, { price: 0.2 }, {}], column)).toBe(0.3)
    expect(numberIn(1234.5, column, "en")).toBe("1,234.50")
    expect(numberIn(1234.5, { kind: "number", decimals: 1 }, "zh")).toBe("1,234.5")
  })
})
