import { describe, expect, test } from "vitest"
import { addField, addSection, changeField, changeSection, cleaned, type Draft, exampleOf, type Field, fieldsOf, firstDraft, moved, moveField, moveSection, placeField, removeField, usual } from "./model"

const field = (id: string, part: Partial<Field> = {}): Field => ({ id, kind: "text", name: { en: id, zh: id }, ...part })
const draft: Draft = {
  sections: [
    { id: "s", name: { en: "S", zh: "S" }, fields: [field("a"), field("b", { when: 'form.a != "" and form.ab == ""' }), field("ab")] },
    { id: "t", name: { en: "T", zh: "T" }, when: "form.a == \"x\"", fields: [field("c", { required_when: "form.a != ''" })] },
  ],
}
const shape = (d: Draft) => d.sections.map(({ id, fields }) => `${id}:${fields.map((one) => one.id).join("")}`).join(" ")

describe("a draft of a form", () => {
  test("a new field comes last in its section, under an id of its own", () => {
    const [once, first] = addField(draft, "t", "choice", { en: "Choice", zh: "选择" })
    expect(first).toBe("choice1")
    expect(fieldsOf(once).at(-1)).toMatchObject({ id: "choice1", kind: "choice", options: [{ id: "option1" }] })
    expect(addField(once, "s", "choice", { en: "", zh: "" })[1]).toBe("choice2")
    expect(shape(addSection(draft))).toBe("s:abab t:c section1:")
  })

  test("another id follows a field into the conditions that speak of it, and of no other", () => {
    const renamed = changeField(draft, "a", { id: "first" })
    expect(fieldsOf(renamed).map(({ when, required_when }) => when ?? required_when)).toEqual([undefined, 'form.first != "" and form.ab == ""', undefined, "form.first != ''"])
    expect(renamed.sections[1]?.when).toBe('form.first == "x"')
    expect(shape(changeField(draft, "a", { id: "c" }))).toBe(shape(draft)) // it is taken
    expect(shape(changeSection(draft, "s", { id: "t" }))).toBe(shape(draft))
    expect(shape(changeSection(draft, "s", { id: "u" }))).toBe("u:abab t:c")
  })

  test("fields change places, over the edge of a section too", () => {
    expect(shape(moveField(draft, "b", -1))).toBe("s:baab t:c")
    expect(shape(moveField(draft, "ab", 1))).toBe("s:ab t:abc")
    expect(shape(moveField(draft, "c", -1))).toBe("s:ababc t:")
    expect(shape(moveField(draft, "a", -1))).toBe(shape(draft))
    expect(shape(placeField(draft, "c", "s", "a"))).toBe("s:cabab t:")
    expect(shape(placeField(draft, "a", "t"))).toBe("s:bab t:ca")
    expect(shape(moveSection(draft, "t", -1))).toBe("t:c s:abab")
    expect(shape(moveSection(draft, "t", 1))).toBe(shape(draft))
    expect(shape(removeField(draft, "b"))).toBe("s:aab t:c")
    expect(moved(["x", "y", "z"], 2, -1)).toEqual(["x", "z", "y"])
  })

  test("only what says something and belongs to the kind is sent", () => {
    const full = field(" a ", { kind: "number", help: { en: "", zh: "" }, required: true, required_when: "form.b", min: 0, decimals: 0, max_length: 5, options: [], columns: [], least_rows: 2, default: 0, access: { start: "hidden", desk: "" }, when: " " })
    expect(cleaned({ sections: [{ id: "s", name: { en: " S ", zh: "" }, when: "", fields: [full] }] })).toEqual({
      sections: [{ id: "s", name: { en: "S", zh: "" }, fields: [{ id: "a", kind: "number", name: { en: "a", zh: "a" }, required: true, min: 0, default: 0, access: { start: "hidden" } }] }],
    })
    expect(cleaned({ sections: [{ id: "s", name: { en: "", zh: "" }, fields: [field("h", { kind: "hint", required: true, default: "x" })] }] }).sections[0]?.fields).toEqual([{ id: "h", kind: "hint", name: { en: "h", zh: "h" } }])
    expect(cleaned(firstDraft())).toEqual(firstDraft())
  })

  test("the desk has what others have where nothing else is said", () => {
    expect([usual(field("a"), "start"), usual(field("a"), "desk"), usual(field("a"), "head")]).toEqual(["edit", "read", "read"])
    expect(usual(field("a", { access: { others: "hidden" } }), "desk")).toBe("hidden")
    expect(usual(field("a", { kind: "hint" }), "start")).toBe("read")
  })

  test("examples of conditions fit the kind", () => {
    expect(exampleOf(field("x", { kind: "choice", options: [{ id: "red", name: { en: "", zh: "" } }] }))).toBe('form.x == "red"')
    expect(exampleOf(field("x", { kind: "table", columns: [{ id: "price", kind: "money", name: { en: "", zh: "" } }] }))).toBe("sum(form.x, .price) > 1000")
    expect(exampleOf(field("x"))).toBe('form.x != ""')
  })
})
