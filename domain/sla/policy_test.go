package sla_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/sla"
)

func TestChoose_FirstByPositionAndWhy(t *testing.T) {
	policies := []sla.Policy{
		{Code: "rest", Position: 9},
		{Code: "vip", Position: 1, Conditions: sla.Conditions{Customer: []string{"acme", "globex"}, Priority: []int{1, 2}}},
		{Code: "hardware", Position: 2, Conditions: sla.Conditions{Category: []string{"hardware"}}},
		{Code: "a-hardware", Position: 2, Conditions: sla.Conditions{Category: []string{"hardware"}, Unit: []string{"sales"}}},
	}
	f := sla.Facts{Kind: "incident", Priority: 3, Customer: "acme", Category: []string{"printer", "hardware"}}
	p, why := sla.Choose(policies, f)
	require.Equal(t, "hardware", p.Code)
	require.Len(t, why, 3)
	require.Equal(t, "vip", why[0].Code)
	require.Equal(t, "does not apply: priority is 3, not 1 or 2", why[0].Text().En, "conditions are checked in one order, up to the first not met")
	require.Equal(t, "does not apply: it has no unit, and this is for sales only", why[1].Text().En, "equal positions go by code")
	require.Equal(t, "applies: category is printer in hardware", why[2].Text().En)
	require.Equal(t, "不适用：优先级为“3”，不是“1”或“2”", why[0].Text().Zh)

	f.Priority = 1
	p, _ = sla.Choose(policies, f)
	require.Equal(t, "vip", p.Code)
	p, why = sla.Choose(policies, sla.Facts{})
	require.Equal(t, "rest", p.Code)
	require.Equal(t, "适用：没有条件", why[3].Text().Zh)
	p, why = sla.Choose(policies[1:], sla.Facts{})
	require.Nil(t, p)
	require.Len(t, why, 3)
	require.Equal(t, "rest", policies[0].Code, "the given order stays")
}

func TestChoose_EachCondition(t *testing.T) {
	f := sla.Facts{Kind: "incident", Priority: 3, Category: []string{"c"}, Service: "s", Customer: "k", Queue: "q", Group: "g", Channel: "mail", Unit: []string{"team", "u"}}
	yes := []sla.Conditions{{Kind: []string{"incident"}}, {Priority: []int{3}}, {Category: []string{"c"}}, {Service: []string{"s"}}, {Customer: []string{"k"}},
		{Queue: []string{"q"}}, {Group: []string{"g"}}, {Channel: []string{"mail"}}, {Unit: []string{"u"}}}
	no := []sla.Conditions{{Kind: []string{"x"}}, {Priority: []int{4}}, {Category: []string{"x"}}, {Service: []string{"x"}}, {Customer: []string{"x"}},
		{Queue: []string{"x"}}, {Group: []string{"x"}}, {Channel: []string{"x"}}, {Unit: []string{"x"}}}
	for i := range yes {
		p, _ := sla.Choose([]sla.Policy{{Conditions: yes[i]}}, f)
		require.NotNil(t, p, "%v", yes[i])
		p, why := sla.Choose([]sla.Policy{{Conditions: no[i]}}, f)
		require.Nil(t, p, "%v", no[i])
		require.NotContains(t, why[0].Text().En, "apply:  is", "the condition has a word")
	}
}

func TestPolicy_TargetAndLines(t *testing.T) {
	k := office(t)
	p := policy()
	require.NoError(t, p.Validate())
	v, ok := p.Target(sla.FirstResponse, 2, k)
	require.True(t, ok)
	require.Equal(t, sla.Seconds(2*3600), v.Seconds)
	require.Equal(t, []string{"standard", "office"}, []string{v.Policy, v.CalendarCode})
	lines := func(k sla.Kind) (out []string) {
		for _, l := range p.Lines(k) {
			out = append(out, l.Name())
		}
		return out
	}
	require.Equal(t, []string{"50 %", "75 %", "90 %", "level 1", "breach", "level 2", "level 3"}, lines(sla.Resolution))
	require.Equal(t, []string{"50 %", "75 %", "90 %", "level 1", "breach", "level 2"}, lines(sla.Task), "level 3 is for resolution")
	p.Warnings = []int{}
	require.Equal(t, []string{"level 1", "breach", "level 2"}, lines(sla.Task))
	_, ok = p.Target("walk", 2, k)
	require.False(t, ok)
	_, ok = p.Target(sla.Resolution, 6, k)
	require.False(t, ok)
	raw, err := json.Marshal(policy())
	require.NoError(t, err)
	var back sla.Policy
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, policy(), back)
}

func TestPolicy_ValidateNamesTheField(t *testing.T) {
	zero, far := sla.Seconds(0), sla.Seconds(1<<40)
	for field, spoil := range map[string]func(p *sla.Policy){
		"code":                       func(p *sla.Policy) { p.Code = " " },
		"name":                       func(p *sla.Policy) { p.Name = "" },
		"conditions.priority[1]":     func(p *sla.Policy) { p.Conditions.Priority = []int{1, 6} },
		"targets[0].priority":        func(p *sla.Policy) { p.Targets[0].Priority = 0 },
		"targets[2].priority":        func(p *sla.Policy) { p.Targets[2].Priority = 2 },
		"targets[0].resolution":      func(p *sla.Policy) { p.Targets[0].Resolution = &zero },
		"targets[1].task":            func(p *sla.Policy) { p.Targets[1].Task = &far },
		"warnings[0]":                func(p *sla.Policy) { p.Warnings = []int{100} },
		"warnings[1]":                func(p *sla.Policy) { p.Warnings = []int{50, 50} },
		"levels[1].level":            func(p *sla.Policy) { p.Levels[1].Level = 1 },
		"levels[0].percent":          func(p *sla.Policy) { p.Levels[0].After = 60 },
		"levels[2].percent":          func(p *sla.Policy) { p.Levels[2].After = 0 },
		"levels[2].after":            func(p *sla.Policy) { p.Levels[2].After = -1 },
		"levels[2].kinds[0]":         func(p *sla.Policy) { p.Levels[2].Kinds = []sla.Kind{"walk"} },
		"levels[0].actions":          func(p *sla.Policy) { p.Levels[0].Actions = nil },
		"levels[0].actions[0].who":   func(p *sla.Policy) { p.Levels[0].Actions[0].Who = "" },
		"levels[0].actions[0].up":    func(p *sla.Policy) { p.Levels[0].Actions[0].Up = -1 },
		"levels[0].actions[0].do":    func(p *sla.Policy) { p.Levels[0].Actions[0].Do = "shout" },
		"levels[1].actions[0].login": func(p *sla.Policy) { p.Levels[1].Actions[0].Do = sla.AddWatcher },
		"levels[2].actions[0].queue": func(p *sla.Policy) { p.Levels[2].Actions[0].Queue = "" },
	} {
		p := policy()
		spoil(&p)
		var e *domain.Error
		require.True(t, errors.As(p.Validate(), &e), field)
		require.Equal(t, field, e.Field)
		require.NotEmpty(t, e.Text.Zh)
	}
}

func TestExchanges(t *testing.T) {
	min := func(n int) time.Time { return time.Date(2026, 11, 23, 9, n, 0, 0, time.UTC) }
	ask := func(n int) sla.Message { return sla.Message{At: min(n), FromCustomer: true} }
	reply := func(n int) sla.Message { return sla.Message{At: min(n)} }
	ptr := func(n int) *time.Time { v := min(n); return &v }
	for name, c := range map[string]struct {
		messages []sla.Message
		want     []sla.Exchange
	}{
		"nobody has answered": {nil, []sla.Exchange{{sla.FirstResponse, min(0), nil}}},
		"asked again before the first answer": {[]sla.Message{ask(5), ask(6), reply(10), reply(11)},
			[]sla.Exchange{{sla.FirstResponse, min(0), ptr(10)}}},
		"two more, the last open": {[]sla.Message{reply(10), ask(20), ask(25), reply(30), ask(40), ask(50)},
			[]sla.Exchange{{sla.FirstResponse, min(0), ptr(10)}, {sla.NextResponse, min(20), ptr(30)}, {sla.NextResponse, min(40), nil}}},
	} {
		require.Equal(t, c.want, sla.Exchanges(min(0), c.messages), name)
	}
}
