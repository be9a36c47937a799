package reference

import (
	"slices"
	"time"

	"steward/domain"
	"steward/domain/plan"
)

// look applies sections 4 and 3 to a step until neither changes anything.
func (m *Model) look(s *step) {
	for m.running() && s.status == plan.Open {
		if m.outcome(s) || !m.turns(s) {
			return
		}
	}
}

// result answers what a place has said: yes, no or nothing yet.
func (m *Model) result(p place) plan.ItemStatus {
	all := true
	for _, id := range p.chain {
		i := m.item(id)
		if i.status == plan.ItemNo {
			return plan.ItemNo
		}
		all = all && i.status.Decided()
	}
	if all {
		return plan.ItemYes
	}
	return ""
}

// outcome ends the step when enough have answered.
func (m *Model) outcome(s *step) bool {
	var total, yes, no int
	for _, p := range s.places {
		total += p.weight
		switch m.result(p) {
		case plan.ItemYes:
			yes += p.weight
		case plan.ItemNo:
			no += p.weight
		}
	}
	enough := enough(s.Completion, total)
	if s.Completion.Mode == plan.First {
		enough = 1
		if no > 0 {
			enough = total + 1 // the first answer is no: never enough
		}
	}
	switch {
	case yes >= enough:
		m.closeAll(m.live(s), "decided")
		s.status = plan.Done
	case total-no < enough:
		m.closeAll(m.live(s), "decided")
		m.rejected(s)
	default:
		return false
	}
	return true
}

func enough(c plan.Completion, total int) int {
	n := 1
	switch c.Mode {
	case plan.All, plan.Sequence:
		n = total
	case plan.Share, plan.Weighted:
		n = (total*c.Percent + 99) / 100
	case plan.Quorum:
		n = min(c.Count, total)
	}
	return max(n, 1)
}

// rejected ends a step by its rule on_reject.
func (m *Model) rejected(s *step) {
	s.status = plan.Refused
	if s.OnReject == "go_on" {
		return
	}
	asked := len(s.places) > 0
	if t := m.step(s.ReturnTo); s.OnReject == "return" && asked && t != nil && m.returnable(s, t) {
		m.again(t)
		return
	}
	if s.Kind == plan.Task {
		m.end(domain.VerdictFailed, "over")
		return
	}
	m.end(domain.VerdictRejected, "over")
}

// turns opens and queues the items of a step by whose turn it is; true when one decided itself, so that all must be looked at again.
func (m *Model) turns(s *step) bool {
	held := false // an earlier place of the sequence has no result
	for _, p := range s.places {
		if m.result(p) != "" {
			continue
		}
		next := slices.IndexFunc(p.chain, func(id int) bool { return !m.item(id).status.Decided() })
		for at, id := range p.chain {
			i := m.item(id)
			switch {
			case !i.status.Live():
			case at != next || held:
				m.wait(i)
			case i.status == plan.ItemQueued:
				if m.turn(s, i) {
					return true
				}
			}
		}
		held = s.Completion.Mode == plan.Sequence
	}
	return false
}

func (m *Model) wait(i *item) {
	i.status = plan.ItemQueued
	i.due = time.Time{}
}

// turn makes it an item's turn; true when it decides itself.
func (m *Model) turn(s *step, i *item) bool {
	if why := m.decidesItself(s, i); why != "" {
		i.status, i.why = plan.ItemYes, why
		return true
	}
	i.status = plan.ItemOpen
	if i.due.IsZero() {
		i.due = m.world.Due(m.now, m.minutes(s))
	}
	return false
}

// decidesItself answers why an item needs nobody; empty when it does.
func (m *Model) decidesItself(s *step, i *item) string {
	if s.Kind != plan.Approval || !i.byRule || i.person == 0 || !i.pool.Empty() {
		return ""
	}
	if s.Self == "skip" && i.person == m.world.Requester() {
		return "self"
	}
	said := func(j *item) bool {
		t := m.step(j.step)
		return t != s && t.status == plan.Done && j.round == t.round && j.person == i.person && j.status == plan.ItemYes
	}
	if s.Again == "skip" && slices.ContainsFunc(m.items, said) {
		return "again"
	}
	return ""
}
