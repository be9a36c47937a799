package plan

import (
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

var exampleFacts = Names{"amount": 1200.0, "requester": map[string]any{"unit": "sales", "units": []any{"sales", "hq"}}}

// found answers the problems as step field severity.
func found(d Definition) []string {
	all := []string{}
	for _, p := range d.Problems(exampleFacts) {
		if p.Text.En == "" || p.Text.Zh == "" {
			panic("a problem says nothing")
		}
		all = append(all, p.Step+" "+p.Field+" "+string(p.Severity))
	}
	return all
}

func named(t StepDef) StepDef {
	t.Name = domain.Text{En: t.ID, Zh: t.ID}
	return t
}

func TestProblems_NameTheStepAndField(t *testing.T) {
	with := func(change func(a, b, in *StepDef)) Definition {
		a, b := named(step("a", Approval, "2")), named(step("b", Approval, "3", "a"))
		g, in := named(StepDef{ID: "g", Kind: Group, After: []string{"b"}}), named(step("in", Approval, "4"))
		in.In = "g"
		change(&a, &b, &in)
		return Definition{Steps: []StepDef{a, b, g, in}}
	}
	require.Empty(t, found(with(func(_, _, _ *StepDef) {})))
	for _, c := range []struct {
		want   []string
		change func(a, b, in *StepDef)
	}{
		{[]string{"a name error", "b who error"}, func(a, b, _ *StepDef) { a.Name, b.Who = domain.Text{}, nil }},
		{[]string{" steps error"}, func(a, _, _ *StepDef) { a.After = []string{"b"} }},
		{[]string{"a when error", "b after warning"}, func(a, _, _ *StepDef) { a.When = "1 > 2" }},
		{[]string{"b when error"}, func(_, b, _ *StepDef) { b.When = "amount > 'x'" }},
		{[]string{"b when error", "b when error"}, func(_, b, _ *StepDef) { b.When = "amuont > 3" }},
		{[]string{"b when error"}, func(_, b, _ *StepDef) { b.When = `requester.team == "x"` }},
		{[]string{"b when error"}, func(_, b, _ *StepDef) { b.When = `step("nowhere") == "approved"` }},
		{[]string{"b when warning"}, func(_, b, _ *StepDef) { b.When = `step("in") == "approved"` }},
		{[]string{}, func(_, _, in *StepDef) {
			in.When = `let x = amount; x > 5 and step("a") == "approved" and any(requester.units, # == "hq")`
		}},
		{[]string{"a return_to error"}, func(a, _, _ *StepDef) { a.OnReject, a.ReturnTo = "return", "in" }},
		{[]string{}, func(_, _, in *StepDef) { in.OnReject, in.ReturnTo = "return", "a" }},
		{[]string{"a limit.then warning"}, func(a, _, _ *StepDef) { a.Limit.Then = ThenApprove }},
		{[]string{"a name warning", "b name warning"}, func(a, b, _ *StepDef) { a.Name.Zh, b.Name.En = "", "" }},
		{[]string{"a who.0.name error"}, func(a, _, _ *StepDef) { a.Who = []Assignee{{By: "chosen"}} }},
	} {
		require.Equal(t, c.want, found(with(c.change)))
	}
	require.Equal(t, []string{" steps error"}, found(Definition{}))
	require.Equal(t, []string{" steps error"}, found(Definition{Steps: make([]StepDef, MostSteps+1)}))
	d := with(func(_, _, _ *StepDef) {})
	d.Steps[2].When = "false"
	require.Equal(t, []string{"g when error", "in in error"}, found(d))
}

func TestMentions(t *testing.T) {
	for condition, want := range map[string]Mentioned{
		``:     {},
		`true`: {},
		`amount > 5 or amount < len(requester.units)`: {Names: []string{"amount", "requester.units"}},
		`step("a") == "approved"`:                     {Steps: []string{"a"}},
		`step(title) == "approved"`:                   {Names: []string{"title"}, AnyStep: true},
	} {
		got, err := Mentions(condition)
		require.Nil(t, err)
		require.Equal(t, want, got, condition)
	}
	_, err := Mentions("amount >")
	require.NotNil(t, err)
}
