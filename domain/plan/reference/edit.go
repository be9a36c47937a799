package reference

import (
	"fmt"
	"slices"

	"steward/domain"
	"steward/domain/plan"
)

// edit judges what managers do to the running plan.
func (m *Model) edit(a plan.Act) domain.Code {
	s := m.step(a.Step)
	if a.Verb != plan.AddStep && s == nil {
		return domain.NotFound
	}
	if !a.Manager {
		return domain.Forbidden
	}
	switch a.Verb {
	case plan.AddPerson:
		return m.addPerson(a, s)
	case plan.AddStep:
		return m.addStep(a)
	}
	if s.Kind == plan.Group || s.Kind == plan.Submit || !fresh(s) {
		return domain.Conflict
	}
	if a.Verb == plan.MoveStep {
		return m.moveStep(a, s)
	}
	return m.removeStep(s)
}

// fresh tells whether a step was never opened and may be changed.
func fresh(s *step) bool { return s.status == plan.Waiting && s.round == 0 }

func (m *Model) addPerson(a plan.Act, s *step) domain.Code {
	if s.Kind != plan.Task && s.Kind != plan.Approval || s.status.Passed() {
		return domain.Conflict
	}
	if !m.named(a, s) {
		return domain.Invalid
	}
	if m.full(len(a.To)) {
		return domain.TooMany
	}
	if s.status == plan.Waiting {
		if slices.ContainsFunc(a.To, func(person int64) bool { return slices.Contains(s.extra, person) }) {
			return domain.Invalid
		}
		s.extra = append(s.extra, a.To...)
		return ""
	}
	s.changed = true
	m.beside(a, s)
	m.look(s)
	return ""
}

func (m *Model) addStep(a plan.Act) domain.Code {
	d := a.New
	if d.Kind != plan.Task && d.Kind != plan.Approval && d.Kind != plan.Notice {
		return domain.Invalid
	}
	if g := m.step(d.In); d.In != "" && (g == nil || g.Kind != plan.Group || g.status.Passed()) {
		return domain.Conflict
	}
	if len(m.steps) >= plan.MostSteps {
		return domain.TooMany
	}
	for d.ID = ""; d.ID == "" || m.step(d.ID) != nil; d.ID = fmt.Sprintf("added-%d", m.added) {
		m.added++
	}
	s := &step{StepDef: d, status: plan.Waiting}
	m.steps = append(m.steps, s)
	return m.arrange(a, s)
}

func (m *Model) moveStep(a plan.Act, s *step) domain.Code {
	m.leave(s)
	return m.arrange(a, s)
}

// arrange puts a step after some and before others.
func (m *Model) arrange(a plan.Act, s *step) domain.Code {
	beside := func(id string) *step {
		if t := m.step(id); t != nil && t != s && t.In == s.In {
			return t
		}
		return nil
	}
	s.After = slices.Clone(a.After)
	for _, id := range a.After {
		if beside(id) == nil {
			return domain.Invalid
		}
	}
	for _, id := range a.Before {
		t := beside(id)
		if t == nil || t.Kind == plan.Submit || !fresh(t) {
			return domain.Conflict
		}
		t.After = append(t.After, s.ID)
	}
	m.afterStart()
	if m.downstream(s)[s.ID] {
		return domain.Conflict
	}
	return ""
}

// leave lets whoever was after a step be after what it was after.
func (m *Model) leave(s *step) {
	for _, other := range m.steps {
		if slices.Contains(other.After, s.ID) {
			other.After = slices.DeleteFunc(other.After, func(id string) bool { return id == s.ID })
			other.After = append(other.After, s.After...)
		}
	}
}

func (m *Model) removeStep(s *step) domain.Code {
	m.leave(s)
	m.steps = slices.DeleteFunc(m.steps, func(t *step) bool { return t == s })
	m.afterStart()
	return ""
}
