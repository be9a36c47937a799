package form

import (
	"fmt"
	"math"
	"strconv"

	"steward/domain"
)

// rowsOf answers the rows of a table's value.
func rowsOf(value any) []map[string]any {
	list, _ := value.([]any)
	rows := make([]map[string]any, 0, len(list))
	for _, r := range list {
		row, _ := r.(map[string]any)
		rows = append(rows, row)
	}
	return rows
}

// fault is what is wrong with a given value: at is empty for the field itself, else [2] or [2].column, counted from 0.
type fault struct {
	at   string
	text domain.Text
}

// table reads the rows of a table. Rows without anything in them are left out.
func (a asked) table(given any) (any, []fault) {
	if given == nil {
		return nil, nil
	}
	list, ok := given.([]any)
	if !ok {
		return nil, []fault{{text: domain.Text{En: "Give a list of rows.", Zh: "请给出行的列表。"}}}
	}
	if most := a.field.mostRows(); len(list) > most {
		return nil, []fault{{text: domain.Text{En: fmt.Sprintf("At most %d rows.", most), Zh: fmt.Sprintf("不超过 %d 行。", most)}}}
	}
	var out []any
	var faults []fault
	for i, g := range list {
		at := "[" + strconv.Itoa(i) + "]"
		row, ok := g.(map[string]any)
		if !ok {
			faults = append(faults, fault{at, domain.Text{En: "Give a row of columns.", Zh: "请按列给出此行。"}})
			continue
		}
		read, wrong := a.row(row, at, i)
		faults = append(faults, wrong...)
		if len(read) > 0 {
			out = append(out, read)
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	if least := a.field.LeastRows; len(out) > 0 && len(out) < least {
		return nil, []fault{{text: domain.Text{En: fmt.Sprintf("At least %d rows.", least), Zh: fmt.Sprintf("不少于 %d 行。", least)}}}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// row reads one row; at names it in faults.
func (a asked) row(given map[string]any, at string, nth int) (map[string]any, []fault) {
	out := map[string]any{}
	var faults []fault
	tell := func(column string, t domain.Text) {
		faults = append(faults, fault{at + "." + column, domain.Text{En: fmt.Sprintf("Row %d: %s", nth+1, t.En), Zh: fmt.Sprintf("第 %d 行：%s", nth+1, t.Zh)}})
	}
	var missing []string
	for _, c := range a.field.Columns {
		value, refusal := asked{c.Field(), a.world, a.stood}.read(given[c.ID])
		switch {
		case refusal != nil:
			tell(c.ID, refusal.Text)
		case value != nil:
			out[c.ID] = value
		case c.Required:
			missing = append(missing, c.ID)
		}
	}
	for id := range given {
		if !hasColumn(a.field, id) {
			faults = append(faults, fault{at, domain.Text{En: "A row has a column that this table does not have.", Zh: "行中有此表格没有的列。"}})
			break
		}
	}
	if len(out) > 0 || len(faults) > 0 { // an empty row misses nothing: it is left out
		for _, id := range missing {
			tell(id, emptyText)
		}
	}
	return out, faults
}

func hasColumn(f Field, id string) bool {
	for _, c := range f.Columns {
		if c.ID == id {
			return true
		}
	}
	return false
}

// Sum answers what a column of numbers comes to, exactly.
func (f Field) Sum(column Column, value any) float64 {
	scale := math.Pow10(column.Field().decimals())
	total := 0.0
	for _, row := range rowsOf(value) {
		n, _ := row[column.ID].(float64)
		total += math.Round(n * scale)
	}
	return total / scale
}
