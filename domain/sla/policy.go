// Package sla holds the rules of service levels: which policy applies and why, what is promised, and clocks that measure it.
//
// A clock is its facts: when it started, was held, resumed and stopped, each by when it happened. Everything else (the time
// that counted, the deadline, the lines crossed) is computed from them, so it does not matter when somebody looks.
package sla

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/calendar"
)

// Seconds is a length of working time, in whole seconds as it is stored and sent.
type Seconds int64

// Duration answers the length as a time.Duration.
func (s Seconds) Duration() time.Duration { return time.Duration(s) * time.Second }

// Kind is what a target promises.
type Kind string

// The kinds of targets.
const (
	FirstResponse Kind = "first_response"
	NextResponse  Kind = "next_response"
	Resolution    Kind = "resolution"
	Task          Kind = "task" // one task of a plan
)

var kindWords = map[Kind]domain.Text{
	FirstResponse: {En: "First response", Zh: "首次响应"},
	NextResponse:  {En: "Next response", Zh: "后续响应"},
	Resolution:    {En: "Resolution", Zh: "解决"},
	Task:          {En: "Task", Zh: "任务"},
}

// Response tells whether it measures how long somebody waits for an answer.
func (k Kind) Response() bool { return k == FirstResponse || k == NextResponse }

// Text answers the kind in words.
func (k Kind) Text() domain.Text { return kindWords[k] }

// Policy is one version of what is promised to whom.
type Policy struct {
	ID           int64      `json:"id"`
	Code         string     `json:"code"`
	Version      int        `json:"version"`
	Name         string     `json:"name"`
	NameEn       string     `json:"name_en"`
	Position     int        `json:"position"` // policies are tried in this order
	Conditions   Conditions `json:"conditions"`
	CalendarCode string     `json:"calendar"` // empty: the service's, else the desk's
	Targets      []Targets  `json:"targets"`
	Warnings     []int      `json:"warnings"` // percent of the target; null: DefaultWarnings, empty: none
	Levels       []Level    `json:"levels"`
}

// Targets is what is promised at one priority; what is nil is not promised.
type Targets struct {
	Priority      int      `json:"priority"`
	FirstResponse *Seconds `json:"first_response,omitempty"`
	NextResponse  *Seconds `json:"next_response,omitempty"`
	Resolution    *Seconds `json:"resolution,omitempty"`
	Task          *Seconds `json:"task,omitempty"`
}

// Of answers the target of a kind, nil if there is none.
func (t Targets) Of(k Kind) *Seconds {
	switch k {
	case FirstResponse:
		return t.FirstResponse
	case NextResponse:
		return t.NextResponse
	case Resolution:
		return t.Resolution
	case Task:
		return t.Task
	}
	return nil
}

// Target answers what the policy promises of a kind at a priority, measured on its calendar; false if nothing.
func (p Policy) Target(k Kind, priority int, c *calendar.Calendar) (Target, bool) {
	for _, t := range p.Targets {
		if s := t.Of(k); s != nil && t.Priority == priority {
			return Target{Policy: p.Code, PolicyVersion: p.Version, CalendarCode: p.CalendarCode, CalendarVersion: c.Version(),
				Seconds: *s, Calendar: c, Lines: p.Lines(k)}, true
		}
	}
	return Target{}, false
}

// Conditions choose whom a policy is for: all must hold, each by one of its values; an empty one holds always.
type Conditions struct {
	Kind     []string `json:"kind,omitempty"`
	Priority []int    `json:"priority,omitempty"`
	Category []string `json:"category,omitempty"`
	Service  []string `json:"service,omitempty"`
	Customer []string `json:"customer,omitempty"`
	Queue    []string `json:"queue,omitempty"`
	Group    []string `json:"group,omitempty"`
	Channel  []string `json:"channel,omitempty"`
	Unit     []string `json:"unit,omitempty"`
}

// Facts is what a record is when a policy is chosen for it. Of things in a tree it has the code of the thing and of all above
// it, nearest first, so that a condition on a branch holds for what is below.
type Facts struct {
	Kind     string   `json:"kind"`
	Priority int      `json:"priority"`
	Category []string `json:"category"`
	Service  string   `json:"service"`
	Customer string   `json:"customer"`
	Queue    string   `json:"queue"`
	Group    string   `json:"group"`
	Channel  string   `json:"channel"`
	Unit     []string `json:"unit"`
}

// Check is one condition held against a record.
type Check struct {
	Condition string   `json:"condition"`
	Want      []string `json:"want"` // one of these
	Have      []string `json:"have"`
	Met       bool     `json:"met"`
}

// Tried is one policy held against a record: the conditions it makes, up to the first that is not met.
type Tried struct {
	Code    string  `json:"code"`
	Name    string  `json:"name"`
	NameEn  string  `json:"name_en"`
	Matched bool    `json:"matched"`
	Checks  []Check `json:"checks"`
}

// Choose answers the first policy, by position and then code, whose conditions all hold, or nil, and every policy that was
// tried until then: the answer to "why this one".
func Choose(policies []Policy, f Facts) (*Policy, []Tried) {
	order := slices.Clone(policies)
	slices.SortStableFunc(order, func(a, b Policy) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code))
	})
	tried := []Tried{}
	for i := range order {
		t := order[i].try(f)
		if tried = append(tried, t); t.Matched {
			return &order[i], tried
		}
	}
	return nil, tried
}

func (p Policy) try(f Facts) Tried {
	t := Tried{Code: p.Code, Name: p.Name, NameEn: p.NameEn, Matched: true, Checks: []Check{}}
	for _, c := range p.Conditions.against(f) {
		if len(c.Want) == 0 {
			continue
		}
		c.Met = slices.ContainsFunc(c.Have, func(have string) bool { return slices.Contains(c.Want, have) })
		if t.Checks = append(t.Checks, c); !c.Met {
			t.Matched = false
			break
		}
	}
	return t
}

// against lists the conditions in the order in which they are checked.
func (c Conditions) against(f Facts) []Check {
	priorities := make([]string, len(c.Priority))
	for i, p := range c.Priority {
		priorities[i] = strconv.Itoa(p)
	}
	return []Check{
		{Condition: "kind", Want: c.Kind, Have: one(f.Kind)},
		{Condition: "priority", Want: priorities, Have: one(strconv.Itoa(f.Priority))},
		{Condition: "category", Want: c.Category, Have: f.Category},
		{Condition: "service", Want: c.Service, Have: one(f.Service)},
		{Condition: "customer", Want: c.Customer, Have: one(f.Customer)},
		{Condition: "queue", Want: c.Queue, Have: one(f.Queue)},
		{Condition: "group", Want: c.Group, Have: one(f.Group)},
		{Condition: "channel", Want: c.Channel, Have: one(f.Channel)},
		{Condition: "unit", Want: c.Unit, Have: f.Unit},
	}
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

var conditionWords = map[string]domain.Text{
	"kind":     {En: "kind", Zh: "类型"},
	"priority": {En: "priority", Zh: "优先级"},
	"category": {En: "category", Zh: "分类"},
	"service":  {En: "service", Zh: "服务"},
	"customer": {En: "customer", Zh: "客户"},
	"queue":    {En: "queue", Zh: "队列"},
	"group":    {En: "group", Zh: "组"},
	"channel":  {En: "channel", Zh: "渠道"},
	"unit":     {En: "unit", Zh: "部门"},
}

// Text answers in words why the policy applies or not, such as "does not apply: priority is 3, not 1 or 2".
func (t Tried) Text() domain.Text {
	if t.Matched && len(t.Checks) == 0 {
		return domain.Text{En: "applies: it has no conditions", Zh: "适用：没有条件"}
	}
	var en, zh []string
	for _, c := range t.Checks {
		if c.Met == t.Matched { // of a policy that does not apply only what it fails by
			said := c.text()
			en, zh = append(en, said.En), append(zh, said.Zh)
		}
	}
	if t.Matched {
		return domain.Text{En: "applies: " + strings.Join(en, ", "), Zh: "适用：" + strings.Join(zh, "，")}
	}
	return domain.Text{En: "does not apply: " + strings.Join(en, ", "), Zh: "不适用：" + strings.Join(zh, "，")}
}

// text answers in words what a record has and, where that does not do, what the condition asks for.
func (c Check) text() domain.Text {
	w := conditionWords[c.Condition]
	en := func(values []string) string { return strings.Join(values, " or ") }
	zh := func(values []string, between string) string {
		return "“" + strings.Join(values, "”"+between+"“") + "”"
	}
	switch {
	case c.Met:
		said := domain.Text{En: w.En + " is " + strings.Join(c.Have, " in "), Zh: w.Zh + "为" + zh(c.Have[:1], "")}
		if above := c.Have[1:]; len(above) > 0 {
			said.Zh += "（属于" + zh(above, "、") + "）"
		}
		return said
	case len(c.Have) == 0:
		return domain.Text{En: "it has no " + w.En + ", and this is for " + en(c.Want) + " only", Zh: "未填写" + w.Zh + "，仅适用于" + zh(c.Want, "或")}
	}
	return domain.Text{En: w.En + " is " + c.Have[0] + ", not " + en(c.Want), Zh: w.Zh + "为" + zh(c.Have[:1], "") + "，不是" + zh(c.Want, "或")}
}
