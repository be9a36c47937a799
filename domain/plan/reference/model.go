// Package reference is a second plan machine, slow and obvious, written from docs/plan-machine.md alone. Nothing runs on it: the tests
// of package plan compare both. It keeps no result that it can work out again, and asks everything anew after every change.
package reference

import (
	"slices"
	"time"

	"steward/domain"
	"steward/domain/plan"
)

type step struct {
	plan.StepDef
	status  plan.Status
	round   int
	places  []place
	extra   []int64
	back    []string
	changed bool // somebody was added to it or removed from it
}

type place struct {
	weight int
	chain  []int
	handed int
}

type item struct {
	id      int
	step    string
	round   int
	person  int64
	pool    plan.Pool
	status  plan.ItemStatus
	why     string
	due     time.Time // stays when the item ends: whose turn it was has one
	by      int64     // who decided
	addedBy int64
	levels  int
	adviser bool
	byRule  bool
	root    bool
	remind  bool
	acted   int // the number of the last act or time-out that touched it; 0: untouched
}

// Model is one plan. It is used by one test at a time.
type Model struct {
	steps   []*step
	items   []*item
	limit   plan.Limit
	verdict domain.Verdict
	urged   time.Time
	added   int
	acts    int // acts and time-outs so far

	world plan.World // of the present call
	now   time.Time
}

// New answers the plan of a valid definition, with nothing opened.
func New(def plan.Definition) *Model {
	m := &Model{limit: def.Limit}
	for _, d := range def.Steps {
		d.After = slices.Clone(d.After)
		m.steps = append(m.steps, &step{StepDef: d, status: plan.Waiting})
	}
	m.afterStart()
	return m
}

func (m *Model) touch(i *item) { i.acted = m.acts }

// afterStart puts every step at the top that is after nothing after the start, where there is one.
func (m *Model) afterStart() {
	if m.step(plan.StartStep) == nil {
		return
	}
	for _, s := range m.steps {
		if s.ID != plan.StartStep && s.In == "" && len(s.After) == 0 {
			s.After = []string{plan.StartStep}
		}
	}
}

func (m *Model) clone() *Model {
	c := *m
	c.steps, c.items = nil, nil
	for _, s := range m.steps {
		t := *s
		t.After, t.extra, t.back = slices.Clone(s.After), slices.Clone(s.extra), slices.Clone(s.back)
		t.places = nil
		for _, p := range s.places {
			p.chain = slices.Clone(p.chain)
			t.places = append(t.places, p)
		}
		c.steps = append(c.steps, &t)
	}
	for _, i := range m.items {
		j := *i
		c.items = append(c.items, &j)
	}
	return &c
}

func (m *Model) running() bool { return m.verdict == "" }

func (m *Model) step(id string) *step {
	for _, s := range m.steps {
		if s.ID == id {
			return s
		}
	}
	return nil
}

func (m *Model) item(id int) *item {
	for _, i := range m.items {
		if i.id == id {
			return i
		}
	}
	return nil
}

// live answers all live items of a step.
func (m *Model) live(s *step) []*item {
	var found []*item
	for _, i := range m.items {
		if i.step == s.ID && i.status.Live() {
			found = append(found, i)
		}
	}
	return found
}

// asked tells whether a person has a live item in a step.
func (m *Model) asked(s *step, person int64) bool {
	return slices.ContainsFunc(m.live(s), func(i *item) bool { return i.person == person })
}

// placeOf answers in which place of its step an item stands, and where in the chain; -1 for one that left it.
func (m *Model) placeOf(s *step, i *item) (at, in int) {
	for k := range s.places {
		if n := slices.Index(s.places[k].chain, i.id); n >= 0 {
			return k, n
		}
	}
	return -1, -1
}

// make adds an item that waits for its turn to the plan; the caller puts it into a chain. The page leaves the ids open: both machines count
// them from 1 in the order of making, places in the order of their voters, signers in the order in which an act names them.
func (m *Model) make(i item) *item {
	i.id, i.status = len(m.items)+1, plan.ItemQueued
	i.round = m.step(i.step).round
	m.items = append(m.items, &i)
	return &i
}

func (m *Model) close(i *item, why string) { i.status, i.why = plan.ItemClosed, why }

func (m *Model) closeAll(items []*item, why string) {
	for _, i := range items {
		m.close(i, why)
	}
}

// end gives the plan its verdict.
func (m *Model) end(verdict domain.Verdict, why string) {
	m.verdict = verdict
	for _, s := range m.steps {
		m.closeAll(m.live(s), why)
	}
}

// around answers the groups that a step is in, the nearest first.
func (m *Model) around(s *step) []*step {
	var groups []*step
	for g := m.step(s.In); g != nil; g = m.step(g.In) {
		groups = append(groups, g)
	}
	return groups
}

// downstream answers the steps that cannot begin before t has passed, by asking again until no more are found.
func (m *Model) downstream(t *step) map[string]bool {
	down := map[string]bool{}
	begins := func(s *step) bool {
		if down[s.In] {
			return true
		}
		for _, a := range s.After {
			for _, g := range m.steps {
				if g.ID != t.ID && !down[g.ID] {
					continue
				}
				if a == g.ID || slices.ContainsFunc(m.around(g), func(o *step) bool { return o.ID == a }) {
					return true
				}
			}
		}
		return false
	}
	for grew := true; grew; {
		grew = false
		for _, s := range m.steps {
			if !down[s.ID] && begins(s) {
				down[s.ID], grew = true, true
			}
		}
	}
	return down
}
