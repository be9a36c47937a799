package reference

import (
	"slices"

	"steward/domain"
	"steward/domain/plan"
)

// returnable tells whether a signer of s may return to t.
func (m *Model) returnable(s, t *step) bool {
	kind := t.Kind == plan.Task || t.Kind == plan.Approval || t.Kind == plan.Submit
	return kind && t.round > 0 && t.status != plan.Skipped && m.downstream(t)[s.ID]
}

func (m *Model) goBack(a plan.Act, s *step, i *item) domain.Code {
	t := m.step(a.Step)
	if i.adviser || s.Kind == plan.Submit || !m.returnable(s, t) {
		return domain.Conflict
	}
	if !a.Jump {
		m.again(t)
		return ""
	}
	m.reset(s, "returned")
	s.back = []string{t.ID}
	if t.status.Passed() {
		m.reset(t, "returned")
	}
	m.reopenAround(t)
	m.reopenAround(s)
	return ""
}

// again takes everything downstream of t, and t if it has passed, back to the beginning.
func (m *Model) again(t *step) {
	for id := range m.downstream(t) {
		m.reset(m.step(id), "returned")
	}
	if t.status.Passed() {
		m.reset(t, "returned")
	}
	m.reopenAround(t)
}

func (m *Model) reset(s *step, why string) {
	m.closeAll(m.live(s), why)
	s.status, s.places, s.back = plan.Waiting, nil, nil
}

func (m *Model) reopenAround(s *step) {
	for _, g := range m.around(s) {
		g.status = plan.Open
	}
}

// takeBack makes a decided item live again.
func (m *Model) takeBack(s *step, i *item) domain.Code {
	stands := s.status == plan.Open || s.status == plan.Done || s.status == plan.Refused
	if !i.status.Decided() || i.round != s.round || !stands || i.by == 0 || m.nextActed(s, i) {
		return domain.Conflict
	}
	i.status, i.by, i.acted = plan.ItemOpen, 0, 0
	if s.status.Passed() {
		s.status = plan.Open
		for _, j := range m.items {
			if j.step == s.ID && j.round == s.round && j.status == plan.ItemClosed && j.why == "decided" {
				m.revive(j)
			}
		}
		for id := range m.downstream(s) {
			m.reset(m.step(id), "taken_back")
		}
		m.reopenAround(s)
	}
	m.look(s)
	return ""
}

// revive undoes the closing of an item: whose turn it was has a due time, and keeps it.
func (m *Model) revive(j *item) {
	j.why, j.status = "", plan.ItemQueued
	if !j.due.IsZero() {
		j.status = plan.ItemOpen
	}
}

// nextActed tells whether somebody acted already on what follows a decided item.
func (m *Model) nextActed(s *step, i *item) bool {
	at, in := m.placeOf(s, i)
	acted := func(id int) bool {
		j := m.item(id)
		if i.adviser && id == i.asker {
			return j.acted > i.acted // asking him was an act too, but an earlier one
		}
		return j.acted > 0
	}
	if i.adviser && acted(i.asker) || slices.ContainsFunc(s.places[at].chain[in+1:], acted) {
		return true
	}
	if s.Completion.Mode == plan.Sequence {
		for _, p := range s.places[at+1:] {
			if slices.ContainsFunc(p.chain, acted) {
				return true
			}
		}
	}
	if !s.status.Passed() {
		return false
	}
	for id := range m.downstream(s) {
		if m.touched(m.step(id)) {
			return true
		}
	}
	return false
}

func (m *Model) touched(s *step) bool {
	return s.managed || slices.ContainsFunc(m.items, func(i *item) bool {
		return i.step == s.ID && i.round == s.round && i.acted > 0
	})
}
