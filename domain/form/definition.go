// Package form is what people fill in: sections of fields that are designed in the product. It is pure: Problems says what is wrong with a design, Fill
// judges what somebody fills in, Show leaves only what somebody may see. docs/forms.md says what everything means.
package form

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"

	"steward/domain"
)

// Kind is what a field holds.
type Kind string

// The kinds of field. A hint holds nothing: it is a heading with a text among the fields.
const (
	Text      Kind = "text"      // one line
	Paragraph Kind = "paragraph" // several lines
	Number    Kind = "number"
	Money     Kind = "money" // with two decimals
	Date      Kind = "date"
	DateTime  Kind = "datetime"
	Choice    Kind = "choice"  // one option
	Choices   Kind = "choices" // any of the options
	YesNo     Kind = "yes_no"
	Person    Kind = "person"
	Unit      Kind = "unit"
	Place     Kind = "place"
	Serial    Kind = "serial" // a serial number
	Table     Kind = "table"  // rows of columns
	Hint      Kind = "hint"
)

// Kinds lists every kind in the order in which a designer offers them; Columns those that a table may have.
var (
	Kinds   = []Kind{Text, Paragraph, Number, Money, Date, DateTime, Choice, Choices, YesNo, Person, Unit, Place, Serial, Table, Hint}
	Columns = []Kind{Text, Number, Money, Date, DateTime, Choice, YesNo, Person, Unit, Place, Serial}
)

// The most that one form and one table hold.
const (
	MostSections = 50
	MostFields   = 200 // columns of tables counted
	MostOptions  = 200
	MostColumns  = 20
	MostRows     = 200
)

// Definition is what a form is made of.
type Definition struct {
	Sections []Section `json:"sections"`
}

// Section is a part of a form with a heading of its own.
type Section struct {
	ID     string      `json:"id" doc:"unique among the sections: lower-case letters, digits and _, beginning with a letter"`
	Name   domain.Text `json:"name"`
	When   string      `json:"when,omitempty" doc:"a condition under which the section is there; empty: always"`
	Fields []Field     `json:"fields"`
}

// Field is one thing that is asked for.
type Field struct {
	ID           string           `json:"id" doc:"unique in the form: lower-case letters, digits and _, beginning with a letter"`
	Kind         Kind             `json:"kind" enum:"text,paragraph,number,money,date,datetime,choice,choices,yes_no,person,unit,place,serial,table,hint"`
	Name         domain.Text      `json:"name"`
	Help         domain.Text      `json:"help,omitzero" doc:"what stands below the field; of a hint its text"`
	Required     bool             `json:"required,omitempty"`
	RequiredWhen string           `json:"required_when,omitempty" doc:"a condition under which it is required"`
	When         string           `json:"when,omitempty" doc:"a condition under which the field is there; empty: always"`
	Default      any              `json:"default,omitempty" doc:"what a new form begins with: a value, today or now of a date, requester of a person or unit"`
	Options      []Option         `json:"options,omitempty" doc:"of choice and choices"`
	Min          *float64         `json:"min,omitempty" doc:"of number and money"`
	Max          *float64         `json:"max,omitempty" doc:"of number and money"`
	Decimals     int              `json:"decimals,omitempty" minimum:"0" maximum:"6" doc:"of a number; money has two"`
	MaxLength    int              `json:"max_length,omitempty" minimum:"0" maximum:"50000" doc:"characters of text and paragraph; 0: 300 and 10,000"`
	Columns      []Column         `json:"columns,omitempty" doc:"of a table"`
	LeastRows    int              `json:"least_rows,omitempty" minimum:"0" maximum:"200" doc:"of a table that is required or begun"`
	MostRows     int              `json:"most_rows,omitempty" minimum:"0" maximum:"200" doc:"of a table; 0: 200"`
	Access       map[string]Right `json:"access,omitempty" doc:"by step of the plan, or start (the requester), desk, others: edit, read or hidden"`
}

// Column is a field within each row of a table.
type Column struct {
	ID        string      `json:"id" doc:"unique in the table: lower-case letters, digits and _, beginning with a letter"`
	Kind      Kind        `json:"kind" enum:"text,number,money,date,datetime,choice,yes_no,person,unit,place,serial"`
	Name      domain.Text `json:"name"`
	Required  bool        `json:"required,omitempty"`
	Options   []Option    `json:"options,omitempty"`
	Min       *float64    `json:"min,omitempty"`
	Max       *float64    `json:"max,omitempty"`
	Decimals  int         `json:"decimals,omitempty" minimum:"0" maximum:"6"`
	MaxLength int         `json:"max_length,omitempty" minimum:"0" maximum:"50000"`
	Sum       bool        `json:"sum,omitempty" doc:"of number and money: what all rows come to is shown below"`
}

// Option is one of what may be chosen.
type Option struct {
	ID   string      `json:"id" doc:"unique in the field: lower-case letters, digits and _, beginning with a letter or digit"`
	Name domain.Text `json:"name"`
}

// Field answers the column as a field by itself.
func (c Column) Field() Field {
	return Field{ID: c.ID, Kind: c.Kind, Name: c.Name, Required: c.Required, Options: c.Options, Min: c.Min, Max: c.Max, Decimals: c.Decimals, MaxLength: c.MaxLength}
}

// Fields goes through the fields in their order, each with its section.
func (d Definition) Fields() iter.Seq2[Section, Field] {
	return func(yield func(Section, Field) bool) {
		for _, s := range d.Sections {
			for _, f := range s.Fields {
				if !yield(s, f) {
					return
				}
			}
		}
	}
}

// Find answers the field of an id.
func (d Definition) Find(id string) (Field, bool) {
	for _, f := range d.Fields() {
		if f.ID == id {
			return f, true
		}
	}
	return Field{}, false
}

// option answers the option of an id.
func (f Field) option(id string) (Option, bool) {
	i := slices.IndexFunc(f.Options, func(o Option) bool { return o.ID == id })
	if i < 0 {
		return Option{}, false
	}
	return f.Options[i], true
}

// mostRows answers how many rows a table may have.
func (f Field) mostRows() int {
	if f.MostRows == 0 {
		return MostRows
	}
	return f.MostRows
}

// longest answers how many characters a text may have.
func (f Field) longest() int {
	switch {
	case f.MaxLength != 0:
		return f.MaxLength
	case f.Kind == Paragraph:
		return 10_000
	case f.Kind == Serial:
		return 100
	}
	return 300
}

// decimals answers how many digits a number may have behind the point.
func (f Field) decimals() int {
	if f.Kind == Money {
		return 2
	}
	return f.Decimals
}

// Parse reads a definition; what it does not know it refuses, so that no misspelt setting is lost.
func Parse(raw []byte) (Definition, error) {
	var d Definition
	r := json.NewDecoder(bytes.NewReader(raw))
	r.DisallowUnknownFields()
	if err := r.Decode(&d); err != nil {
		return Definition{}, domain.RefuseField("definition", "The form cannot be read: "+err.Error(), "表单无法解析："+err.Error())
	}
	if r.More() {
		return Definition{}, domain.RefuseField("definition", "There is something after the form's end; take it away.", "表单结束后还有多余内容，请删除。")
	}
	return d, nil
}
