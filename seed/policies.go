package seed

import (
	"time"

	"steward/domain"
	"steward/domain/sla"
	"steward/store"
)

// policy is a line of the demo's service levels: what is promised at priorities 1, 2, 3, …
type policy struct {
	thing
	calendar   string // empty: the service's, else the desk's
	conditions sla.Conditions
	first      []time.Duration
	next       time.Duration
	resolution []time.Duration
	task       []time.Duration // of each task of a plan; empty: nothing is promised
}

const (
	minutes = time.Minute
	hours   = time.Hour
)

// policies in the order in which they are tried: critical services around the clock, a customer's contract, everybody.
var policies = []policy{
	{thing: thing{code: "critical", name: "关键服务", nameEn: "Critical services"}, calendar: "always",
		conditions: sla.Conditions{Priority: []int{1, 2}, Service: []string{"network", "business-systems"}},
		first:      []time.Duration{15 * minutes, 30 * minutes}, next: hours, resolution: []time.Duration{4 * hours, 8 * hours}},
	{thing: thing{code: "ruihe-contract", name: "瑞禾维保合同", nameEn: "Ruihe maintenance contract"},
		conditions: sla.Conditions{Customer: []string{"ruihe"}},
		first:      []time.Duration{30 * minutes, hours, 2 * hours, 4 * hours, 8 * hours}, next: 4 * hours,
		resolution: []time.Duration{6 * hours, 12 * hours, 24 * hours, 60 * hours, 120 * hours}},
	{thing: thing{code: "standard", name: "标准服务级别", nameEn: "Standard"},
		first: []time.Duration{30 * minutes, hours, 4 * hours, 8 * hours, 8 * hours}, next: 4 * hours,
		resolution: []time.Duration{8 * hours, 16 * hours, 40 * hours, 80 * hours, 160 * hours},
		task:       []time.Duration{2 * hours, 4 * hours, 9 * hours, 18 * hours, 36 * hours}},
}

// escalation tells the service manager of every breach, and goes up the line when a solution is two working hours late.
var escalation = []sla.Level{
	{Level: 1, Percent: 100, Actions: []sla.Action{{Do: sla.Notify, Who: sla.Manager}}},
	{Level: 2, After: sla.Seconds(2 * hours / time.Second), Kinds: []sla.Kind{sla.Resolution},
		Actions: []sla.Action{{Do: sla.Notify, Who: sla.UnitHead, Up: 1}, {Do: sla.RaisePriority}}},
}

func (p policy) targets() []sla.Targets {
	seconds := func(d time.Duration) *sla.Seconds {
		s := sla.Seconds(d / time.Second)
		return &s
	}
	ts := make([]sla.Targets, len(p.resolution))
	for i := range ts {
		ts[i] = sla.Targets{Priority: i + 1, FirstResponse: seconds(p.first[i]), NextResponse: seconds(p.next), Resolution: seconds(p.resolution[i])}
		if i < len(p.task) {
			ts[i].Task = seconds(p.task[i])
		}
	}
	return ts
}

func (l *loader) policies() error {
	calendars, err := l.st.AllIDs(l.ctx, "calendars")
	if err != nil {
		return err
	}
	return each(l, "sla_policies", policies, func(p policy) string { return p.code }, func(p policy) error {
		targets := p.targets()
		in := store.PolicyInput{Naming: naming(p.thing), Conditions: &p.conditions, Targets: &targets, Levels: &escalation}
		if _, there := calendars[p.calendar]; there {
			in.Calendar = domain.ByCode(p.calendar)
		}
		_, err := l.st.CreatePolicy(l.ctx, l.admin, in, "")
		return err
	})
}
