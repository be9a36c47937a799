package printing

import (
	"strconv"

	"steward/domain"
	"steward/domain/form"
	"steward/paper"
)

// form puts what was filled in on the sheet, as the record's reader may see it: a section of the form is one of the sheet, and so is a table.
func (p *printing) form(sheet *paper.Sheet) {
	if p.record.Form == nil {
		return
	}
	for _, section := range p.record.Form.Sections {
		out := paper.Section{Name: Text(section.Name, p.Language)}
		var tables []paper.Section
		for _, f := range section.Fields {
			value := p.record.Form.Values[f.ID]
			if value == nil || !f.There {
				continue
			}
			if f.Kind == form.Table {
				tables = append(tables, paper.Section{Name: Text(f.Name, p.Language), Table: p.rows(f, value)})
				continue
			}
			said := form.Field{Kind: f.Kind, Options: f.Options}.Say(value, p.named)
			out.Facts = append(out.Facts, paper.Fact{Name: Text(f.Name, p.Language), Value: Text(said, p.Language)})
		}
		if len(out.Facts) > 0 {
			sheet.Sections = append(sheet.Sections, out)
		}
		sheet.Sections = append(sheet.Sections, tables...)
	}
}

// rows answers the table of a field, with what its columns come to below.
func (p *printing) rows(f form.ShownField, value any) *paper.Table {
	t := &paper.Table{}
	total, sums := make([]string, len(f.Columns)), false
	for i, c := range f.Columns {
		t.Heads = append(t.Heads, Text(c.Name, p.Language))
		t.Right = append(t.Right, c.Kind == form.Number || c.Kind == form.Money)
		if c.Sum {
			sums = true
			total[i] = Text(c.Field().Say(form.Field{Columns: f.Columns}.Sum(c, value), p.named), p.Language)
		}
	}
	list, _ := value.([]any)
	for _, row := range list {
		values, _ := row.(map[string]any)
		cells := make([]string, len(f.Columns))
		for i, c := range f.Columns {
			cells[i] = Text(c.Field().Say(values[c.ID], p.named), p.Language)
		}
		t.Rows = append(t.Rows, cells)
	}
	if sums {
		if total[0] == "" {
			total[0] = totalWord.In(p.Language)
		}
		t.Rows = append(t.Rows, total)
	}
	return t
}

// named answers what a value of a form names.
func (p *printing) named(kind form.Kind, id int64) domain.Text {
	for _, r := range p.record.Form.Names[string(kind)] {
		if r.ID == id {
			return domain.Text{En: Name(&r, "en"), Zh: Name(&r, "zh")}
		}
	}
	return domain.Text{En: strconv.FormatInt(id, 10), Zh: strconv.FormatInt(id, 10)}
}
