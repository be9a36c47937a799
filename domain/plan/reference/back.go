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
	if !m.returnable(s, t) {
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
	s.status, s.places, s.back, s.changed = plan.Waiting, nil, nil, false
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
	m.revive(i)
	i.by, i.acted, i.byRule = 0, 0, false
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
	if m.look(s); s.status != plan.Open {
		return domain.Conflict // it would end again at once
	}
	return ""
}

// revive makes an item live again. It keeps its due time, if it had one, for when it is its turn.
func (m *Model) revive(j *item) { j.why, j.status = "", plan.ItemQueued }

// nextActed tells whether somebody acted already on what follows a decided item.
func (m *Model) nextActed(s *step, i *item) bool {
	at, in := m.placeOf(s, i)
	acted := func(id int) bool { return m.item(id).acted > i.acted }
	if slices.ContainsFunc(s.places[at].chain[in+1:], acted) {
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

// touched tells whether somebody acted on a step in its present round; one that waits or is skipped has none.
func (m *Model) touched(s *step) bool {
	return s.status != plan.Waiting && s.status != plan.Skipped && (s.changed || slices.ContainsFunc(m.items, func(i *item) bool {
		return i.step == s.ID && i.round == s.round && i.acted > 0
	}))
}
