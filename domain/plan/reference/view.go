package reference

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/plan"
)

// View is what a plan looks like from outside; two machines agree when their views are equal.
type View struct {
	Verdict domain.Verdict
	Steps   []StepView
	Items   []ItemView
}

// StepView is a step of a View.
type StepView struct {
	ID     string
	Status plan.Status
	Round  int
	After  []string // sorted
	Back   []string // sorted
	Places [][]int  // chains of items
}

// ItemView is an item of a View.
type ItemView struct {
	ID     int
	Step   string
	Round  int
	Person int64
	Pool   plan.Pool
	Status plan.ItemStatus
	Why    string
	Levels int       // up to which head it was escalated
	Due    time.Time // of an open one
}

// View answers the plan as it stands.
func (m *Model) View() View {
	v := View{Verdict: m.verdict}
	for _, s := range m.steps {
		t := StepView{ID: s.ID, Status: s.status, Round: s.round, After: sorted(s.After), Back: sorted(s.back)}
		for _, p := range s.places {
			t.Places = append(t.Places, slices.Clone(p.chain))
		}
		v.Steps = append(v.Steps, t)
	}
	for _, i := range m.items {
		j := ItemView{ID: i.id, Step: i.step, Round: i.round, Person: i.person, Pool: i.pool, Status: i.status, Why: i.why, Levels: i.levels}
		if i.status == plan.ItemOpen {
			j.Due = i.due
		}
		v.Items = append(v.Items, j)
	}
	return v
}

// Of answers the view of a state of the product's machine.
func Of(p *plan.State) View {
	v := View{Verdict: p.Verdict, Items: make([]ItemView, 0, len(p.Items))}
	for i := range p.Steps {
		s := &p.Steps[i]
		t := StepView{ID: s.ID, Status: s.Status, Round: s.Round, After: sorted(s.After), Back: sorted(s.Back)}
		for _, pl := range s.Places {
			t.Places = append(t.Places, slices.Clone(pl.Chain))
		}
		v.Steps = append(v.Steps, t)
	}
	for n := range p.Items {
		i := &p.Items[n]
		j := ItemView{ID: i.ID, Step: i.Step, Round: i.Round, Person: i.Person, Pool: i.Pool, Status: i.Status, Why: i.Why, Levels: i.Levels}
		if i.Status == plan.ItemOpen {
			j.Due = i.DueAt
		}
		v.Items = append(v.Items, j)
	}
	return v
}

// sorted answers the ids in order, each once.
func sorted(ids []string) []string {
	c := slices.Clone(ids)
	slices.Sort(c)
	return slices.Compact(c)
}

// Equal tells whether two views show the same.
func (v View) Equal(o View) bool {
	return v.Verdict == o.Verdict && slices.EqualFunc(v.Steps, o.Steps, StepView.equal) && slices.EqualFunc(v.Items, o.Items, ItemView.equal)
}

func (s StepView) equal(o StepView) bool {
	return s.ID == o.ID && s.Status == o.Status && s.Round == o.Round && slices.Equal(s.After, o.After) && slices.Equal(s.Back, o.Back) &&
		slices.EqualFunc(s.Places, o.Places, slices.Equal)
}

func (i ItemView) equal(o ItemView) bool {
	due := i.Due.Equal(o.Due)
	i.Due, o.Due = time.Time{}, time.Time{}
	return due && i == o
}

// Lines writes a view for reading: the verdict, then a line per step and item.
func (v View) Lines() []string {
	lines := []string{fmt.Sprintf("verdict %q", v.Verdict)}
	for _, s := range v.Steps {
		lines = append(lines, fmt.Sprintf("step %s %s round %d places %v after %v back %v", s.ID, s.Status, s.Round, s.Places, s.After, s.Back))
	}
	for _, i := range v.Items {
		due := ""
		if !i.Due.IsZero() {
			due = " due " + i.Due.Format("02T15:04")
		}
		owner := fmt.Sprint(i.Person)
		if !i.Pool.Empty() {
			owner = strings.TrimSpace(fmt.Sprintf("%d of pool %d %s", i.Person, i.Pool.Group, i.Pool.Role))
		}
		lines = append(lines, fmt.Sprintf("item %d of %s.%d for %s %s %s up %d%s", i.ID, i.Step, i.Round, owner, i.Status, i.Why, i.Levels, due))
	}
	return lines
}

// Differences answers the lines in which two views differ, the first's marked -, the second's +.
func (v View) Differences(o View) []string {
	a, b := v.Lines(), o.Lines()
	var lines []string
	for n := range max(len(a), len(b)) {
		switch {
		case n >= len(a):
			lines = append(lines, "+ "+b[n])
		case n >= len(b):
			lines = append(lines, "- "+a[n])
		case a[n] != b[n]:
			lines = append(lines, "- "+a[n], "+ "+b[n])
		}
	}
	return lines
}
