package form

import (
	"strconv"
	"strings"

	"steward/domain"
)

// Namer answers the name of a person, unit or place.
type Namer func(k Kind, id int64) domain.Text

// Say answers a field's value in words, as a timeline or a printed page shows it; of nothing, nothing.
func (f Field) Say(value any, name Namer) domain.Text {
	if value == nil {
		return domain.Text{}
	}
	switch f.Kind {
	case YesNo:
		if value == true {
			return domain.Text{En: "Yes", Zh: "是"}
		}
		return domain.Text{En: "No", Zh: "否"}
	case Choice:
		id, _ := value.(string)
		return f.sayOption(id)
	case Choices:
		list, _ := value.([]any)
		said := make([]domain.Text, len(list))
		for i := range list {
			id, _ := list[i].(string)
			said[i] = f.sayOption(id)
		}
		return join(said, ", ", "、")
	case Person, Unit, Place:
		id, _ := value.(float64)
		return both(name(f.Kind, int64(id)))
	case Number, Money:
		n, _ := value.(float64)
		return same(sayNumber(n, f.Kind))
	case DateTime:
		text, _ := value.(string)
		return same(strings.NewReplacer("T", " ", "Z", " UTC").Replace(text))
	case Table:
		return f.sayRows(value, name)
	}
	text, _ := value.(string)
	return same(text)
}

func same(text string) domain.Text { return domain.Text{En: text, Zh: text} }

// both fills the language that is missing from the other.
func both(t domain.Text) domain.Text {
	if t.Zh == "" {
		t.Zh = t.En
	}
	if t.En == "" {
		t.En = t.Zh
	}
	return t
}

func (f Field) sayOption(id string) domain.Text {
	if o, ok := f.option(id); ok {
		return both(o.Name)
	}
	return same(id)
}

// sayNumber groups the thousands, such as 12,500.00.
func sayNumber(n float64, k Kind) string {
	text := short(n)
	if k == Money {
		text = strconv.FormatFloat(n, 'f', 2, 64)
	}
	whole, behind, point := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + behind
	}
	return sign + whole
}

func join(parts []domain.Text, en, zh string) domain.Text {
	var all domain.Text
	for i, p := range parts {
		if i > 0 {
			all.En, all.Zh = all.En+en, all.Zh+zh
		}
		all.En, all.Zh = all.En+p.En, all.Zh+p.Zh
	}
	return all
}

// sayRows says a table row by row, the columns with a point between them.
func (f Field) sayRows(value any, name Namer) domain.Text {
	var rows []domain.Text
	for _, row := range rowsOf(value) {
		var cells []domain.Text
		for _, c := range f.Columns {
			if row[c.ID] != nil {
				cells = append(cells, c.Field().Say(row[c.ID], name))
			}
		}
		rows = append(rows, join(cells, " · ", " · "))
	}
	return join(rows, "; ", "；")
}
