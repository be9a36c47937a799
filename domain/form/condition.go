package form

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"steward/domain"
	"steward/domain/plan"
)

const longestCondition = 1000

// typeOf answers what a condition sees of a field: texts, numbers, true or false, lists; a person by login, a unit by code, a date as 2026-11-30.
func typeOf(k Kind) types.Type {
	switch k {
	case Number, Money:
		return types.Float64
	case YesNo:
		return types.Bool
	case Choices:
		return types.Array(types.String)
	}
	return types.String
}

// environment answers the types of all that the form's conditions may speak of.
func (d Definition) environment() types.Map {
	fields := types.Map{}
	for _, f := range d.Fields() {
		switch f.Kind {
		case Hint:
		case Table:
			row := types.Map{}
			for _, c := range f.Columns {
				row[c.ID] = typeOf(c.Kind)
			}
			fields[f.ID] = types.Array(row)
		default:
			fields[f.ID] = typeOf(f.Kind)
		}
	}
	return types.Map{"form": fields}
}

// compile reads a condition; now() would make an old form another one tomorrow.
func compile(condition string, env types.Map) (*vm.Program, error) {
	return expr.Compile(condition, expr.Env(env), expr.AsBool(), expr.MaxNodes(200), expr.DisableBuiltin("now"))
}

// CheckCondition refuses a condition that cannot be read or speaks of what the form has not.
func (d Definition) CheckCondition(condition string) *domain.Error {
	_, err := d.mentions(condition, d.environment())
	return err
}

// mentions answers the fields that a condition speaks of, or why it cannot be.
func (d Definition) mentions(condition string, env types.Map) ([]string, *domain.Error) {
	if condition == "" {
		return nil, nil
	}
	if len(condition) > longestCondition {
		return nil, domain.RefuseField("when", "A condition has at most 1,000 characters.", "条件不超过 1000 个字符。")
	}
	said, refusal := plan.Mentions(condition)
	if refusal != nil {
		return nil, refusal
	}
	var ids []string
	for _, name := range said.Names {
		parts := strings.Split(name, ".")
		if parts[0] != "form" || len(parts) < 2 {
			return nil, domain.RefuseField("when", "There is no \""+name+"\" that a condition could speak of; fields are named form.id.", "条件中没有名为“"+name+"”的数据；字段写作 form.编码。")
		}
		if f, ok := d.Find(parts[1]); !ok || f.Kind == Hint {
			return nil, domain.RefuseField("when", "This form has no field \""+parts[1]+"\".", "表单中没有字段“"+parts[1]+"”。")
		}
		ids = append(ids, parts[1])
	}
	if _, err := compile(condition, env); err != nil {
		return nil, domain.RefuseField("when", "The condition cannot be read: "+firstLine(err), "条件无法解析："+firstLine(err))
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// firstLine leaves out the picture of where the error is.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// conditions judges the conditions of one form.
type conditions struct {
	env    types.Map
	fields map[string]any // by id what has been decided so far, as conditions see it
}

func (d Definition) conditions() *conditions {
	c := &conditions{env: d.environment(), fields: map[string]any{}}
	for _, f := range d.Fields() {
		c.fields[f.ID] = f.seen(nil, nil)
	}
	return c
}

// holds answers whether a condition holds; one that cannot be judged, as by a row that is not there, is answered with otherwise.
func (c *conditions) holds(condition string, otherwise bool) bool {
	program, err := compile(condition, c.env)
	if err != nil {
		return otherwise
	}
	out, err := expr.Run(program, map[string]any{"form": c.fields})
	if err != nil {
		return otherwise
	}
	yes, _ := out.(bool)
	return yes
}

// seen answers a value as conditions see it; what is empty is seen as an empty text, 0, false or no rows.
func (f Field) seen(value any, w World) any {
	switch f.Kind {
	case Number, Money:
		n, _ := value.(float64)
		return n
	case YesNo:
		yes, _ := value.(bool)
		return yes
	case Person, Unit, Place:
		if id, ok := value.(float64); ok && w != nil {
			return w.Code(f.Kind, int64(id))
		}
		return ""
	case Choices:
		list, _ := value.([]any)
		return append([]any{}, list...)
	case Table:
		rows, _ := value.([]any)
		out := make([]any, len(rows))
		for i := range rows {
			row, _ := rows[i].(map[string]any)
			now := map[string]any{}
			for _, c := range f.Columns {
				now[c.ID] = c.Field().seen(row[c.ID], w)
			}
			out[i] = now
		}
		return out
	}
	text, _ := value.(string)
	return text
}

// order answers the fields so that each comes after those by whose values its condition is judged; false where they go in a circle.
func (d Definition) order() ([]placed, bool) {
	env := d.environment()
	var all []placed
	after := map[string][]string{}
	for s, f := range d.Fields() {
		ofSection, _ := d.mentions(s.When, env)
		own, _ := d.mentions(f.When, env)
		after[f.ID] = append(ofSection, own...)
		all = append(all, placed{s, f})
	}
	var sorted []placed
	done := map[string]bool{}
	for len(sorted) < len(all) {
		before := len(sorted)
		for _, p := range all {
			if !done[p.field.ID] && !slices.ContainsFunc(after[p.field.ID], func(id string) bool { return !done[id] }) {
				sorted = append(sorted, p)
				done[p.field.ID] = true
			}
		}
		if len(sorted) == before {
			return append(sorted, slices.DeleteFunc(all, func(p placed) bool { return done[p.field.ID] })...), false
		}
	}
	return sorted, true
}

// placed is a field with its section.
type placed struct {
	section Section
	field   Field
}

// Names answers what a form's values are to conditions elsewhere, such as those of plans: all its fields, the empty ones too.
func (d Definition) Names(values Values, w World) map[string]any {
	return d.look(values, w).fields
}

// Examples answers the same of an empty form.
func (d Definition) Examples() map[string]any { return d.conditions().fields }
