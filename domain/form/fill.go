package form

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"steward/domain"
)

// Change is what became of one field.
type Change struct {
	Field         string
	Before, After any
}

// Given is what somebody fills in, by field, as encoding/json reads it; null empties a field, what is absent stays.
type Given map[string]any

var (
	emptyText   = domain.Text{En: "This is required; fill it in.", Zh: "此项必填，请填写。"}
	unknownText = domain.Text{En: "This form has no such field that you could fill in; leave it out, or read the form again.", Zh: "表单中没有可供您填写的此字段，请去掉，或重新读取表单。"}
	readText    = domain.Text{En: "You may read this field and not change it; leave it as it is.", Zh: "此字段您只能查看，不能修改，请保持原值。"}
)

// Filler is who fills in, among whom, and when: now in the filler's zone says which day is today.
type Filler struct {
	Standing Standing
	World    World
	Now      time.Time
}

// Fill answers what a form holds after somebody has filled in what was given, with the change of each field in the form's order, or the refusal of each
// field that is wrong or missing, named form.id or form.table[2].column. Before a form is begun was is nil; then defaults count. Whatever the filler
// may not edit stays as it was.
func (d Definition) Fill(was Values, given Given, who Filler) (Values, []Change, *domain.Error) {
	f := d.filling(was, given, who)
	f.missing()
	if len(f.faults) > 0 {
		return nil, nil, f.refusal()
	}
	return f.out, f.changes(), nil
}

// Missing refuses to go on while something that is required of this filler is empty.
func (d Definition) Missing(values Values, who Filler) *domain.Error {
	_, _, refusal := d.Fill(orNone(values), nil, who)
	return refusal
}

func orNone(v Values) Values {
	if v == nil {
		return Values{}
	}
	return v
}

// look is a form with its values: which of its fields are there, and which of those are required.
type look struct {
	*conditions
	there, required map[string]bool
}

// look judges the conditions of a form that nobody fills in.
func (d Definition) look(values Values, w World) look {
	l := look{conditions: d.conditions(), there: map[string]bool{}, required: map[string]bool{}}
	order, _ := d.order()
	for _, p := range order {
		if l.there[p.field.ID] = l.isThere(p); l.there[p.field.ID] {
			l.fields[p.field.ID] = p.field.seen(values[p.field.ID], w)
		}
	}
	l.require(d)
	return l
}

// isThere judges whether a field is there; one whose condition cannot be judged is: somebody looks at it, rather than nobody.
func (l look) isThere(p placed) bool {
	return (p.section.When == "" || l.holds(p.section.When, true)) && (p.field.When == "" || l.holds(p.field.When, true))
}

func (l look) require(d Definition) {
	for _, f := range d.Fields() {
		l.required[f.ID] = l.there[f.ID] && f.Kind != Hint && (f.Required || f.RequiredWhen != "" && l.holds(f.RequiredWhen, false))
	}
}

// filling is a form while it is being filled in.
type filling struct {
	look
	definition Definition
	was, out   Values
	who        Filler
	faults     []*domain.Error
}

func (f *filling) fault(at string, t domain.Text) {
	f.faults = append(f.faults, domain.RefuseField("form."+at, t.En, t.Zh))
}

// filling takes over what was given, field after field, so that each is judged by those on which its condition depends.
func (d Definition) filling(was Values, given Given, who Filler) *filling {
	f := &filling{look: look{d.conditions(), map[string]bool{}, map[string]bool{}}, definition: d, was: was, out: Values{}, who: who}
	stood := map[string]bool{} // there before
	if was != nil {
		stood = d.look(was, who.World).there
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if field, ok := d.Find(id); !ok || who.Standing.Right(field) == Hidden || field.Kind == Hint {
			f.fault(id, unknownText)
		}
	}
	order, _ := d.order()
	for _, p := range order {
		id := p.field.ID
		if p.field.Kind == Hint {
			f.there[id] = f.isThere(p)
			continue
		}
		if f.there[id] = f.isThere(p); !f.there[id] {
			if was[id] != nil && who.Standing.Right(p.field) != Edit {
				f.out[id] = was[id] // not the filler's to take away; it counts for nothing while its field is not there
			}
			continue
		}
		if value := f.take(p.field, given, stood[id]); value != nil {
			f.out[id] = value
			f.fields[id] = p.field.seen(value, who.World)
		}
	}
	f.require(d)
	return f
}

// take answers what a field that is there holds from now on.
func (f *filling) take(field Field, given Given, stood bool) any {
	was := f.was[field.ID]
	right := f.who.Standing.Right(field)
	value, named := given[field.ID]
	switch {
	case named && right == Edit:
		read, faults := f.read(field, value)
		for _, w := range faults {
			f.fault(field.ID+w.at, w.text)
		}
		if len(faults) > 0 {
			return was
		}
		return read
	case named && right == Read:
		if read, faults := f.read(field, value); len(faults) > 0 || !reflect.DeepEqual(read, was) {
			f.fault(field.ID, readText)
		}
		return was
	case was == nil && (f.was == nil || !stood && right == Edit):
		return f.begin(field)
	}
	return was
}

// read answers a given value as the form keeps it.
func (f *filling) read(field Field, value any) (any, []fault) {
	held := (Definition{Sections: []Section{{Fields: []Field{field}}}}).References(f.was)
	a := asked{field, f.who.World, func(id float64) bool {
		for _, ids := range held {
			if slices.Contains(ids, int64(id)) {
				return true
			}
		}
		return false
	}}
	if field.Kind == Table {
		return a.table(value)
	}
	read, refusal := a.read(value)
	if refusal != nil {
		return nil, []fault{{text: refusal.Text}}
	}
	return read, nil
}

// Words that a default may be in place of a value.
const (
	DefaultToday     = "today"
	DefaultNow       = "now"
	DefaultRequester = "requester"
)

// begin answers a field's default; nil where it has none, or none that fits.
func (f *filling) begin(field Field) any {
	switch {
	case field.Default == nil:
		return nil
	case field.Kind == Date && field.Default == DefaultToday:
		return f.who.Now.Format(time.DateOnly)
	case field.Kind == DateTime && field.Default == DefaultNow:
		return f.who.Now.UTC().Format(time.RFC3339)
	case (field.Kind == Person || field.Kind == Unit) && field.Default == DefaultRequester:
		if id := f.who.World.Requester(field.Kind); id != 0 {
			return float64(id)
		}
		return nil
	}
	value, faults := f.read(field, field.Default)
	if len(faults) > 0 {
		return nil
	}
	return value
}

// missing adds a fault for each field that the filler would have to fill in and that is empty.
func (f *filling) missing() {
	for _, field := range f.definition.Fields() {
		if f.required[field.ID] && f.out[field.ID] == nil && f.who.Standing.Right(field) == Edit && !f.faulty(field.ID) {
			name := both(field.Name)
			f.fault(field.ID, domain.Text{En: "“" + name.En + "” is required; fill it in.", Zh: "“" + name.Zh + "”必填，请填写。"})
		}
	}
}

func (f *filling) faulty(id string) bool {
	return slices.ContainsFunc(f.faults, func(e *domain.Error) bool {
		return e.Field == "form."+id || len(e.Field) > len("form."+id) && e.Field[:len("form."+id)+1] == "form."+id+"["
	})
}

// refusal makes one refusal of all faults, in the order of the form.
func (f *filling) refusal() *domain.Error {
	first := *f.faults[0]
	first.Also = f.faults[1:]
	return &first
}

// changes names each field that differs.
func (f *filling) changes() []Change {
	var cs []Change
	for _, field := range f.definition.Fields() {
		before, after := f.was[field.ID], f.out[field.ID]
		if !reflect.DeepEqual(before, after) {
			cs = append(cs, Change{field.ID, before, after})
		}
	}
	return cs
}
