package form

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/plan"
)

// town is a world of a few people and units.
type town struct{}

var townsfolk = map[string]int64{"wang": 7, "chen": 8}

func (town) Find(k Kind, key domain.Key) int64 {
	if k != Person {
		return map[string]int64{"it": 3, "hr": 4}[key.Code]
	}
	for login, id := range townsfolk {
		if key.Code == login || key.ID == id {
			return id
		}
	}
	return 0
}

func (town) Code(k Kind, id int64) string {
	for login, n := range townsfolk {
		if n == id {
			return login
		}
	}
	return ""
}

func (town) Requester(Kind) int64 { return 7 }

func named(name string) domain.Text { return domain.Text{En: name, Zh: name} }

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func requester() Filler { return Filler{Beginner, town{}, noon} }

func options(ids ...string) []Option {
	var os []Option
	for _, id := range ids {
		os = append(os, Option{id, named(id)})
	}
	return os
}

func one(fields ...Field) Definition {
	for i := range fields {
		if fields[i].Name == (domain.Text{}) {
			fields[i].Name = named(fields[i].ID)
		}
	}
	return Definition{Sections: []Section{{ID: "main", Name: named("Main"), Fields: fields}}}
}

// given reads what a browser would send.
func given(t *testing.T, raw string) Given {
	t.Helper()
	var g Given
	require.NoError(t, json.Unmarshal([]byte(raw), &g))
	return g
}

func faultsOf(err *domain.Error) []string {
	if err == nil {
		return nil
	}
	fields := []string{err.Field}
	for _, e := range err.Also {
		fields = append(fields, e.Field)
	}
	return fields
}

// laptop asks for a device, and for its memory only where it is a laptop; the desk notes a tag that the requester never sees.
func laptop() Definition {
	return one(
		Field{ID: "device", Kind: Choice, Options: options("laptop", "phone"), Required: true},
		Field{ID: "memory", Kind: Number, Required: true, When: `form.device == "laptop"`},
		Field{ID: "why", Kind: Paragraph, RequiredWhen: `form.memory > 32`},
		Field{ID: "tag", Kind: Text, Required: true, Access: map[string]Right{Start: Hidden, Desk: Edit}},
		Field{ID: "until", Kind: Date, Default: "today"},
		Field{ID: "parts", Kind: Table, Columns: []Column{{ID: "what", Kind: Text, Name: named("What"), Required: true}, {ID: "price", Kind: Money, Name: named("Price"), Sum: true}}},
	)
}

func TestConditionsDecideWhatIsAskedAndKept(t *testing.T) {
	d := laptop()
	require.Empty(t, d.Problems())
	_, _, err := d.Fill(nil, given(t, `{}`), requester())
	require.Equal(t, []string{"form.device"}, faultsOf(err), "the memory of no laptop is not asked for, nor what the desk fills in")
	_, _, err = d.Fill(nil, given(t, `{"device": "laptop"}`), requester())
	require.Equal(t, []string{"form.memory"}, faultsOf(err))
	_, _, err = d.Fill(nil, given(t, `{"device": "laptop", "memory": 64}`), requester())
	require.Equal(t, []string{"form.why"}, faultsOf(err))
	v, changes, err := d.Fill(nil, given(t, `{"device": "laptop", "memory": 16}`), requester())
	require.Nil(t, err)
	require.Equal(t, Values{"device": "laptop", "memory": 16.0, "until": "2026-11-30"}, v)
	require.Equal(t, []Change{{"device", nil, "laptop"}, {"memory", nil, 16.0}, {"until", nil, "2026-11-30"}}, changes)

	v, changes, err = d.Fill(v, given(t, `{"device": "phone", "until": null}`), requester())
	require.Nil(t, err)
	require.Equal(t, Values{"device": "phone"}, v, "what is not asked for is not kept")
	require.Len(t, changes, 3)
	v, _, err = d.Fill(v, nil, requester())
	require.Nil(t, err)
	require.NotContains(t, v, "until", "a default is for a new form, not for whoever emptied the field")
}

func TestEachFaultIsNamed(t *testing.T) {
	d := laptop()
	_, _, err := d.Fill(nil, given(t, `{"device": "tablet", "tag": "A1", "nonsense": 1, "parts": [{"what": "bag", "price": 1}, {}, {"price": 1.234}, {"what": 3, "colour": "red"}]}`), requester())
	require.Equal(t, []string{"form.nonsense", "form.tag", "form.device", "form.parts[2].price", "form.parts[2].what", "form.parts[3].what", "form.parts[3]"}, faultsOf(err))
	require.Contains(t, err.Also[3].Text.Zh, "第 3 行")
	_, hidden, unknown := d.Fill(nil, given(t, `{"device": "phone", "tag": "A1"}`), requester())
	require.Nil(t, hidden)
	_, _, other := d.Fill(nil, given(t, `{"device": "phone", "nonsense": "A1"}`), requester())
	require.Equal(t, unknown.Text, other.Text, "a hidden field is refused like one that does not exist")
}

func TestEveryStepFillsInItsOwn(t *testing.T) {
	d := laptop()
	v, _, err := d.Fill(nil, given(t, `{"device": "phone"}`), requester())
	require.Nil(t, err)
	desk := Filler{Standing{Now: []string{Desk}}, town{}, noon}
	require.Equal(t, []string{"form.tag"}, faultsOf(d.Missing(v, desk)))
	require.Nil(t, d.Missing(v, requester()))
	_, _, err = d.Fill(v, given(t, `{"device": "laptop", "tag": "A-17"}`), desk)
	require.Equal(t, []string{"form.device"}, faultsOf(err), "the desk only reads what the requester said")
	v, changes, err := d.Fill(v, given(t, `{"device": "phone", "tag": "A-17"}`), desk)
	require.Nil(t, err, "what it reads it may send back as it is")
	require.Equal(t, []Change{{"tag", nil, "A-17"}}, changes)

	view := d.Show(v, Standing{Ever: []string{Start}}, town{})
	require.NotContains(t, string(must(t, view)), "tag")
	require.False(t, view.Editable())
	require.Contains(t, string(must(t, d.Show(v, Everything, town{}))), "A-17")
	require.NotContains(t, d.Words(v, town{}), "A-17", "a search would tell what is hidden")
}

func TestWhatIsHiddenStaysWhileItIsNotThere(t *testing.T) {
	d := one(Field{ID: "kind", Kind: Choice, Options: options("a", "b")},
		Field{ID: "secret", Kind: Text, When: `form.kind == "a"`, Access: map[string]Right{Start: Hidden}},
		Field{ID: "after", Kind: Text, When: `form.secret != ""`})
	was := Values{"kind": "a", "secret": "x", "after": "y"}
	v, changes, err := d.Fill(was, given(t, `{"kind": "b"}`), requester())
	require.Nil(t, err)
	require.Equal(t, Values{"kind": "b", "secret": "x"}, v)
	require.Len(t, changes, 2)
	require.NotContains(t, d.Show(v, Everything, town{}).Values, "secret", "it counts for nothing meanwhile")
}

func TestValuesOfEveryKind(t *testing.T) {
	most := 10.0
	for _, c := range []struct {
		field Field
		given string
		kept  any // nil: refused
	}{
		{Field{Kind: Text}, `" a "`, "a"}, {Field{Kind: Text}, `"a\nb"`, nil}, {Field{Kind: Text, MaxLength: 3}, `"四个汉字"`, nil}, {Field{Kind: Text, MaxLength: 4}, `"四个汉字"`, "四个汉字"}, {Field{Kind: Text}, `7`, nil},
		{Field{Kind: Paragraph}, `"a\r\nb"`, "a\nb"}, {Field{Kind: Paragraph}, `"a\u0000"`, nil},
		{Field{Kind: Number}, `1.5`, nil}, {Field{Kind: Number, Decimals: 1}, `1.5`, 1.5}, {Field{Kind: Number, Max: &most}, `11`, nil}, {Field{Kind: Number}, `"7"`, nil}, {Field{Kind: Number}, `1e15`, nil}, {Field{Kind: Number}, `-0`, 0.0},
		{Field{Kind: Money}, `1234567890.12`, 1234567890.12}, {Field{Kind: Money}, `0.001`, nil}, {Field{Kind: Money}, `1e13`, nil},
		{Field{Kind: Date}, `"2026-02-29"`, nil}, {Field{Kind: Date}, `"2028-02-29"`, "2028-02-29"}, {Field{Kind: Date}, `"0026-02-01"`, nil},
		{Field{Kind: DateTime}, `"2026-11-30T09:00:00+08:00"`, "2026-11-30T01:00:00Z"}, {Field{Kind: DateTime}, `"2026-11-30"`, nil},
		{Field{Kind: Choice, Options: options("a")}, `"b"`, nil}, {Field{Kind: Choices, Options: options("a", "b")}, `["b", "a", "b"]`, []any{"a", "b"}}, {Field{Kind: Choices, Options: options("a")}, `"a"`, nil},
		{Field{Kind: YesNo}, `false`, false}, {Field{Kind: YesNo}, `"true"`, nil},
		{Field{Kind: Person}, `"wang"`, 7.0}, {Field{Kind: Person}, `8`, 8.0}, {Field{Kind: Person}, `99`, nil}, {Field{Kind: Person}, `7.5`, nil}, {Field{Kind: Unit}, `"it"`, 3.0}, {Field{Kind: Place}, `{}`, nil}, {Field{Kind: Serial}, `"SN-1"`, "SN-1"},
		{Field{Kind: Table, LeastRows: 2, Columns: []Column{{ID: "a", Kind: Text}}}, `[{"a": "x"}]`, nil}, {Field{Kind: Table, Columns: []Column{{ID: "a", Kind: Text}}}, `[{}, {"a": "x"}]`, []any{map[string]any{"a": "x"}}},
	} {
		c.field.ID = "it"
		v, _, err := one(c.field).Fill(nil, given(t, `{"it": `+c.given+`}`), requester())
		if c.kept == nil {
			require.NotNil(t, err, "%s %s", c.field.Kind, c.given)
			continue
		}
		require.Nil(t, err, "%s %s: %v", c.field.Kind, c.given, err)
		require.Equal(t, c.kept, v["it"], "%s %s", c.field.Kind, c.given)
	}
}

func TestWhoWasNamedStays(t *testing.T) {
	d := one(Field{ID: "who", Kind: Person}, Field{ID: "note", Kind: Text})
	v, _, err := d.Fill(Values{"who": 99.0}, given(t, `{"who": 99, "note": "x"}`), requester())
	require.Nil(t, err, "who is disabled since then may stand where they stood")
	require.Equal(t, 99.0, v["who"])
}

func TestSumsAreExact(t *testing.T) {
	f := Field{Kind: Table, Columns: []Column{{ID: "price", Kind: Money}}}
	require.Equal(t, 0.3, f.Sum(f.Columns[0], []any{map[string]any{"price": 0.1}, map[string]any{"price": 0.2}, map[string]any{}}))
}

func TestConditionsSpeakOfTables(t *testing.T) {
	d := laptop()
	for condition, bad := range map[string]string{
		`sum(form.parts, .price) > 100`:        "",
		`any(form.parts, .what == "bag")`:      "",
		`form.device in ["laptop", "phone"]`:   "",
		`form.until > "2026-01-01"`:            "",
		`form.colour == "red"`:                 "colour",
		`form.memory == "much"`:                "mismatched",
		`form.parts[0].colour == "red"`:        "colour",
		`amount > 5`:                           "amount",
		`len(keys(form)) > 2`:                  "form",
		`form.until > now()`:                   "now",
		`form.device`:                          "bool",
		`$env["form"].device == "laptop"`:      "$env",
		`any(1..3, form.memory > #) and 1 == `: "unexpected",
	} {
		err := d.CheckCondition(condition)
		if bad == "" {
			require.Nil(t, err, condition)
		} else {
			require.NotNil(t, err, condition)
			require.Contains(t, err.Text.En, bad, condition)
		}
	}
}

func TestProblemsKeepADraftFromBeingPublished(t *testing.T) {
	low, high := 1.0, 2.0
	for name, c := range map[string]struct {
		d        Definition
		property string
	}{
		"nothing":        {Definition{}, "sections"},
		"empty section":  {Definition{Sections: []Section{{ID: "a", Name: named("A")}, {ID: "b", Name: named("B"), Fields: []Field{{ID: "x", Kind: Text, Name: named("X")}}}}}, "fields"},
		"twice":          {one(Field{ID: "x", Kind: Text}, Field{ID: "x", Kind: Text}), "id"},
		"kind":           {one(Field{ID: "x", Kind: "colour"}), "kind"},
		"no options":     {one(Field{ID: "x", Kind: Choice}), "options"},
		"option twice":   {one(Field{ID: "x", Kind: Choice, Options: options("a", "a")}), "options.1"},
		"range":          {one(Field{ID: "x", Kind: Number, Min: &high, Max: &low}), "max"},
		"unknown name":   {one(Field{ID: "x", Kind: Text, When: `form.y == "a"`}), "when"},
		"itself":         {one(Field{ID: "x", Kind: Text, When: `form.x == "a"`}), "when"},
		"never":          {one(Field{ID: "x", Kind: Text, When: `1 > 2`}), "when"},
		"circle":         {one(Field{ID: "x", Kind: Text, When: `form.y == "a"`}, Field{ID: "y", Kind: Text, When: `form.x == "a"`}), "when"},
		"default":        {one(Field{ID: "x", Kind: Number, Default: "many"}), "default"},
		"columns":        {one(Field{ID: "x", Kind: Table}), "columns"},
		"column in text": {one(Field{ID: "x", Kind: Text, Columns: []Column{{ID: "a", Kind: Text, Name: named("A")}}}), "columns"},
		"column kind":    {one(Field{ID: "x", Kind: Table, Columns: []Column{{ID: "a", Kind: Table, Name: named("A")}}}), "kind"},
		"right":          {one(Field{ID: "x", Kind: Text, Access: map[string]Right{Start: "write"}}), "access"},
		"others edit":    {one(Field{ID: "x", Kind: Text, Access: map[string]Right{Others: Edit}}), "access"},
		"rows":           {one(Field{ID: "x", Kind: Table, LeastRows: 5, MostRows: 2, Columns: []Column{{ID: "a", Kind: Text, Name: named("A")}}}), "least_rows"},
	} {
		var errors []string
		for _, p := range c.d.Problems() {
			require.NotEmpty(t, p.Text.Zh, name)
			if p.Severity == plan.Error {
				errors = append(errors, p.Property)
			}
		}
		require.Equal(t, []string{c.property}, slices.Compact(errors), name)
		require.False(t, c.d.Sound(), name)
	}
	unfillable := one(Field{ID: "x", Kind: Text, Required: true, Access: map[string]Right{Start: Read}})
	require.Len(t, unfillable.Problems(), 1)
	require.True(t, unfillable.Sound(), "it is only a warning")
}

func must(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return raw
}

func TestValuesAreSaidInBothLanguages(t *testing.T) {
	name := func(_ Kind, id int64) domain.Text { return domain.Text{Zh: map[int64]string{7: "王芳"}[id]} }
	table := Field{Kind: Table, Columns: []Column{{ID: "what", Kind: Text}, {ID: "price", Kind: Money}}}
	for _, c := range []struct {
		field  Field
		value  any
		en, zh string
	}{
		{Field{Kind: Money}, 1234567.5, "1,234,567.50", "1,234,567.50"}, {Field{Kind: Number}, -12345.0, "-12,345", "-12,345"}, {Field{Kind: Number}, 12.0, "12", "12"}, {Field{Kind: YesNo}, false, "No", "否"},
		{Field{Kind: Person}, 7.0, "王芳", "王芳"}, {Field{Kind: Choices, Options: options("a", "b")}, []any{"a", "b"}, "a, b", "a、b"}, {Field{Kind: Text}, nil, "", ""},
		{Field{Kind: DateTime}, "2026-11-30T01:00:00Z", "2026-11-30 01:00:00 UTC", "2026-11-30 01:00:00 UTC"},
		{table, []any{map[string]any{"what": "bag", "price": 9.0}, map[string]any{"price": 1.0}}, "bag · 9.00; 1.00", "bag · 9.00；1.00"},
	} {
		require.Equal(t, domain.Text{En: c.en, Zh: c.zh}, c.field.Say(c.value, name))
	}
}

func TestTheBestRightOfTheStepsCounts(t *testing.T) {
	f := Field{ID: "x", Kind: Text, Access: map[string]Right{Start: Hidden, Others: Hidden, "sign": Edit, "look": Read}}
	for _, c := range []struct {
		who  Standing
		want Right
	}{
		{Standing{}, Hidden}, {Standing{All: true}, Read}, {Beginner, Hidden}, {Standing{Now: []string{Desk}}, Hidden}, {Standing{Now: []string{"sign"}}, Edit}, {Standing{Ever: []string{"sign"}}, Read},
		{Standing{Now: []string{Start, "look"}}, Read}, {Standing{Now: []string{"look"}, Ever: []string{"sign"}}, Read}, {Standing{Now: []string{"another"}}, Read}, {Standing{All: true, Now: []string{"sign"}}, Edit},
	} {
		require.Equal(t, c.want, c.who.Right(f), "%+v", c.who)
	}
	plain := Field{ID: "x", Kind: Text}
	require.Equal(t, []Right{Edit, Read, Read, Read}, []Right{Beginner.Right(plain), Standing{Now: []string{Desk}}.Right(plain), Standing{}.Right(plain), Standing{Now: []string{"sign"}}.Right(plain)})
	require.Equal(t, Read, Beginner.Right(Field{Kind: Hint}), "in a hint nothing is filled in")
}
