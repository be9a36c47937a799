package form

import (
	"maps"
	"slices"

	"steward/domain"
)

// View is a form as one viewer sees it: nothing of what is hidden from them is in it, neither field nor value nor condition.
type View struct {
	Sections []ShownSection `json:"sections" nullable:"false"`
	Values   Values         `json:"values" doc:"by field: a text, a number, true or false, a list; a person, unit or place by its id; a date such as 2026-11-30"`
	Faults   []Fault        `json:"faults" nullable:"false" doc:"of what is filled in: what is wrong; what is missing is not told"`
}

// ShownSection is a section of which the viewer sees a field.
type ShownSection struct {
	ID     string       `json:"id"`
	Name   domain.Text  `json:"name"`
	Fields []ShownField `json:"fields" nullable:"false"`
}

// ShownField is a field that the viewer may see.
type ShownField struct {
	ID        string      `json:"id"`
	Kind      Kind        `json:"kind" enum:"text,paragraph,number,money,date,datetime,choice,choices,yes_no,person,unit,place,serial,table,hint"`
	Name      domain.Text `json:"name"`
	Help      domain.Text `json:"help"`
	There     bool        `json:"there" doc:"its condition holds with these values"`
	Edit      bool        `json:"edit" doc:"the viewer may fill it in now"`
	Required  bool        `json:"required" doc:"with these values"`
	Options   []Option    `json:"options" nullable:"false"`
	Min       *float64    `json:"min"`
	Max       *float64    `json:"max"`
	Decimals  int         `json:"decimals" doc:"digits behind the point, of number and money"`
	MaxLength int         `json:"max_length" doc:"characters, of texts"`
	Columns   []Column    `json:"columns" nullable:"false"`
	LeastRows int         `json:"least_rows"`
	MostRows  int         `json:"most_rows"`
}

// Fault is what is wrong with what is filled in.
type Fault struct {
	Field  string      `json:"field" doc:"form.id or form.table[2].column, counted from 0"`
	Detail string      `json:"detail" doc:"in the viewer's language"`
	Text   domain.Text `json:"-"`
}

// Show answers a form as somebody of this standing sees it.
func (d Definition) Show(values Values, s Standing, w World) View {
	return d.view(d.look(values, w), values, s)
}

// Try answers the form as it would look to somebody after filling in what was given, with what is wrong with it; nothing is required yet.
func (d Definition) Try(was Values, given Given, who Filler) View {
	f := d.filling(was, given, who)
	v := d.view(f.look, f.out, who.Standing)
	for _, e := range f.faults {
		v.Faults = append(v.Faults, Fault{Field: e.Field, Text: e.Text})
	}
	return v
}

func (d Definition) view(l look, values Values, s Standing) View {
	v := View{Sections: []ShownSection{}, Values: Values{}, Faults: []Fault{}}
	for _, section := range d.Sections {
		shown := ShownSection{ID: section.ID, Name: section.Name, Fields: []ShownField{}}
		for _, f := range section.Fields {
			right := s.Right(f)
			if right == Hidden || right == Read && !l.there[f.ID] {
				continue
			}
			shown.Fields = append(shown.Fields, f.shown(l.there[f.ID], right == Edit, l.required[f.ID]))
			if value := values[f.ID]; l.there[f.ID] && value != nil {
				v.Values[f.ID] = value
			}
		}
		if len(shown.Fields) > 0 {
			v.Sections = append(v.Sections, shown)
		}
	}
	return v
}

func (f Field) shown(there, edit, required bool) ShownField {
	out := ShownField{ID: f.ID, Kind: f.Kind, Name: f.Name, Help: f.Help, There: there, Edit: edit, Required: required, Options: f.Options, Min: f.Min, Max: f.Max,
		Decimals: f.decimals(), Columns: f.Columns, LeastRows: f.LeastRows}
	if out.Options == nil {
		out.Options = []Option{}
	}
	if out.Columns == nil {
		out.Columns = []Column{}
	}
	switch f.Kind {
	case Text, Paragraph, Serial:
		out.MaxLength = f.longest()
	case Table:
		out.MostRows = f.mostRows()
	}
	return out
}

// Editable tells whether the viewer may fill in anything now.
func (v View) Editable() bool {
	for _, s := range v.Sections {
		for _, f := range s.Fields {
			if f.Edit {
				return true
			}
		}
	}
	return false
}

// Without leaves of changes by field those that somebody of this standing may know of.
func (d Definition) Without(changes map[string][2]any, s Standing) map[string][2]any {
	out := maps.Clone(changes)
	for id := range changes {
		if f, ok := d.Find(id); !ok || s.Right(f) == Hidden {
			delete(out, id)
		}
	}
	return out
}

// Words are the texts by which a record may be found by everybody who sees it: of fields that are hidden from nobody.
func (d Definition) Words(values Values, w World) []string {
	var words []string
	there := d.look(values, w).there
	for _, f := range d.Fields() {
		if f.Secret() || !there[f.ID] {
			continue
		}
		words = append(words, f.words(values[f.ID])...)
	}
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

func (f Field) words(value any) []string {
	switch f.Kind {
	case Text, Paragraph, Serial:
		text, _ := value.(string)
		return []string{text}
	case Choice:
		id, _ := value.(string)
		o, _ := f.option(id)
		return []string{o.Name.Zh, o.Name.En}
	case Table:
		var words []string
		for _, row := range rowsOf(value) {
			for _, c := range f.Columns {
				words = append(words, c.Field().words(row[c.ID])...)
			}
		}
		return words
	}
	return nil
}
