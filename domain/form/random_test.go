package form

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// steps at which the random forms grant rights.
var steps = []string{Start, Desk, Others, "check", "sign"}

// randomForm answers a sound form of a few fields with rights and conditions; what a field holds is marked by its id.
func randomForm(r *rand.Rand) Definition {
	d := Definition{}
	var before []Field
	for s := range 1 + r.IntN(3) {
		section := Section{ID: fmt.Sprintf("s%d", s), Name: named("S")}
		if r.IntN(4) == 0 {
			section.When = randomCondition(r, before)
		}
		var here []Field
		for range 1 + r.IntN(5) {
			f := randomField(r, fmt.Sprintf("f%d", len(before)+len(here)), before)
			here = append(here, f)
		}
		before, section.Fields = append(before, here...), here
		d.Sections = append(d.Sections, section)
	}
	return d
}

func randomField(r *rand.Rand, id string, before []Field) Field {
	kinds := []Kind{Text, Number, YesNo, Choice, Table, Hint}
	f := Field{ID: id, Kind: kinds[r.IntN(len(kinds))], Name: named("name of " + id), Access: map[string]Right{}}
	switch f.Kind {
	case Choice:
		f.Options = options("a", "b")
	case Table:
		f.Columns = []Column{{ID: "c", Kind: Text, Name: named("C")}}
	}
	for _, step := range steps {
		if right := []Right{Hidden, Read, Edit, ""}[r.IntN(4)]; right != "" && (right != Edit || step != Others && f.Kind != Hint) {
			f.Access[step] = right
		}
	}
	if r.IntN(3) == 0 {
		f.When = randomCondition(r, before)
	}
	if f.Kind != Hint && r.IntN(4) == 0 {
		f.RequiredWhen = randomCondition(r, before)
	}
	if f.Kind == Text && r.IntN(4) == 0 {
		f.Default = "default of " + id
	}
	return f
}

func randomCondition(r *rand.Rand, before []Field) string {
	if len(before) == 0 {
		return ""
	}
	f := before[r.IntN(len(before))]
	switch f.Kind {
	case Text:
		return "form." + f.ID + ` != ""`
	case Number:
		return "form." + f.ID + " > 5"
	case YesNo:
		return "form." + f.ID
	case Choice:
		return "form." + f.ID + ` == "a"`
	case Table:
		return "len(form." + f.ID + ") > 0"
	}
	return ""
}

func randomValue(r *rand.Rand, f Field) any {
	switch f.Kind {
	case Text:
		return fmt.Sprintf("value of %s, %d", f.ID, r.IntN(100))
	case Number:
		return float64(r.IntN(10))
	case YesNo:
		return r.IntN(2) == 0
	case Choice:
		return []any{"a", "b", "c"}[r.IntN(3)] // c is no option
	case Table:
		return []any{map[string]any{"c": fmt.Sprintf("row of %s, %d", f.ID, r.IntN(100))}}
	}
	return nil
}

func randomStanding(r *rand.Rand) Standing {
	s := Standing{All: r.IntN(8) == 0}
	for _, step := range steps {
		switch r.IntN(4) {
		case 0:
			if step != Others {
				s.Now = append(s.Now, step)
			}
		case 1:
			if step != Others {
				s.Ever = append(s.Ever, step)
			}
		}
	}
	return s
}

func randomGiven(r *rand.Rand, d Definition) Given {
	g := Given{}
	for _, f := range d.Fields() {
		switch r.IntN(4) {
		case 0:
			g[f.ID] = nil
		case 1, 2:
			g[f.ID] = randomValue(r, f)
		}
	}
	return g
}

// rights answers the right to every field.
func rights(d Definition, s Standing) map[string]Right {
	all := map[string]Right{}
	for _, f := range d.Fields() {
		all[f.ID] = s.Right(f)
	}
	return all
}

// hiddenNowhere holds an answer to what its viewer may see: no id, name, condition or value of a hidden field is in it.
func hiddenNowhere(t *testing.T, may map[string]Right, answer any) {
	t.Helper()
	text := string(must(t, answer))
	for id, right := range may {
		if right == Hidden {
			require.NotRegexp(t, `\b`+id+`\b`, text)
		}
	}
	require.NotContains(t, text, "form.f", "conditions speak of other fields")
}

// TestFillAndShowKeepToWhatSomebodyMay fills random forms by random people, again and again.
func TestFillAndShowKeepToWhatSomebodyMay(t *testing.T) {
	const rounds = 500
	filled, refused, hidden := 0, 0, 0
	for seed := range rounds {
		r := rand.New(rand.NewPCG(7, uint64(seed)))
		d := randomForm(r)
		require.True(t, d.Sound(), "%+v", d.Problems())
		var values Values
		for range 6 {
			who := Filler{randomStanding(r), town{}, noon}
			may := rights(d, who.Standing)
			g := randomGiven(r, d)
			if values == nil || r.IntN(3) > 0 { // most leave alone what is not theirs
				for id, right := range may {
					if right != Edit {
						delete(g, id)
					}
				}
			}
			after, changes, err := d.Fill(values, g, who)
			holdsAnswers(t, d, who, values, g, may)
			if err != nil {
				refused++
				continue
			}
			filled++
			hidden += holdsFilled(t, d, may, values, after, changes)
			values = after
		}
	}
	require.Greater(t, filled, rounds)
	require.Greater(t, refused, rounds/10)
	require.Greater(t, hidden, rounds/10, "forms that hid what was there were looked at")
}

// holdsAnswers looks at what is shown before and while somebody fills in.
func holdsAnswers(t *testing.T, d Definition, who Filler, values Values, g Given, may map[string]Right) {
	t.Helper()
	hiddenNowhere(t, may, d.Show(values, who.Standing, who.World))
	tried := d.Try(values, g, who)
	for _, f := range tried.Faults {
		id := strings.TrimPrefix(f.Field, "form.")
		id, _, _ = strings.Cut(id, "[")
		_, named := g[id]
		require.True(t, named, "a fault is about what was given, else it would tell of what is hidden")
	}
	tried.Faults = nil
	hiddenNowhere(t, may, tried)
}

// holdsFilled looks at what was filled in, and answers how many values were kept from the filler's eyes.
func holdsFilled(t *testing.T, d Definition, may map[string]Right, before, after Values, changes []Change) (hidden int) {
	t.Helper()
	for _, c := range changes {
		if before != nil {
			require.Equal(t, Edit, may[c.Field], "%s was changed by somebody who may only %s it", c.Field, may[c.Field])
		}
		require.Equal(t, after[c.Field], c.After)
	}
	for _, f := range d.Fields() {
		if before != nil && may[f.ID] != Edit {
			require.True(t, reflect.DeepEqual(before[f.ID], after[f.ID]), "%s stays as it was", f.ID)
		}
		if may[f.ID] == Hidden && after[f.ID] != nil {
			hidden++
		}
	}
	again, changes, err := d.Fill(after, nil, Filler{Standing{}, town{}, noon})
	require.Nil(t, err)
	require.Empty(t, changes)
	require.Equal(t, after, again)
	return hidden
}

// FuzzParse reads whatever comes: what can be read and has no problem can be shown and filled in, and nothing panics.
func FuzzParse(f *testing.F) {
	for _, d := range []Definition{laptop(), {}, one(Field{ID: "x", Kind: Text, When: "form.x"})} {
		f.Add(seedOf(f, d))
	}
	f.Add([]byte(`{"sections":[{"id":"a","name":{"en":"A","zh":""},"fields":[{"id":"t","kind":"table","columns":[{"id":"c","kind":"choice","options":[{"id":"x"}]}]}]}]}`))
	f.Add([]byte(`{"sections":[{"fields":[{"id":"a","kind":"choices","default":["x"],"access":{"start":"hidden"},"min":1e300,"when":"all(form.a, # in form.a)"}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Parse(raw)
		if err != nil {
			return
		}
		sound := d.Sound()
		v, _, refusal := d.Fill(nil, Given{}, requester())
		d.Show(v, Everything, town{})
		d.Words(v, town{})
		if !sound {
			return
		}
		again, err := Parse(must(t, d))
		require.NoError(t, err)
		require.Equal(t, must(t, d), must(t, again))
		if refusal == nil {
			require.Nil(t, d.Missing(v, Filler{Beginner, town{}, noon.Add(time.Hour)}))
		}
	})
}

func seedOf(f *testing.F, v any) []byte {
	f.Helper()
	raw, err := json.Marshal(v)
	require.NoError(f, err)
	return raw
}
