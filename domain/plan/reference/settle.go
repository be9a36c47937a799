package reference

import (
	"time"

	"steward/domain"
	"steward/domain/plan"
)

// threeDays is the limit where neither a step nor its plan has one: three working days of eight hours.
const threeDays = 3 * 8 * 60

func (m *Model) minutes(s *step) int {
	switch {
	case s.Limit.Minutes > 0:
		return s.Limit.Minutes
	case m.limit.Minutes > 0:
		return m.limit.Minutes
	}
	return threeDays
}

// Settle applies all that fell due until now.
func (m *Model) Settle(w plan.World, now time.Time) {
	m.world = w
	for m.running() {
		i := m.earliest()
		if i == nil || i.due.After(now) {
			return
		}
		m.now = i.due
		m.acts++
		m.fall(m.step(i.step), i, now)
	}
}

// Next answers when the first open item falls due; the zero time if none is open.
func (m *Model) Next() time.Time {
	if i := m.earliest(); i != nil {
		return i.due
	}
	return time.Time{}
}

func (m *Model) earliest() *item {
	var first *item
	for _, i := range m.items {
		if i.status == plan.ItemOpen && (first == nil || i.due.Before(first.due)) {
			first = i
		}
	}
	return first
}

// fall does what the time-out of an item does.
func (m *Model) fall(s *step, i *item, now time.Time) {
	then := s.Limit.Then
	decides := then == plan.ThenApprove || then == plan.ThenReject
	switch {
	case i.remind || decides && (i.adviser || s.Kind == plan.Submit):
	case decides:
		i.status, i.why = plan.ItemYes, "timeout"
		if then == plan.ThenReject {
			i.status = plan.ItemNo
		}
		m.touch(i)
		m.look(s)
		return
	case then == plan.ThenTransfer && !m.full(1) && m.handed(s, i) < mostHanded:
		for _, v := range m.world.People(s.Limit.To) {
			if v.Person != 0 && m.world.Active(v.Person) && !m.asked(s, v.Person) && !m.own(s, v.Person) {
				m.pass(s, i, v.Person).remind = true
				m.look(s)
				return
			}
		}
	case then == plan.Escalate && i.person != 0 && m.world.Head(i.person, i.levels+1) != 0:
		i.levels++
	}
	for !i.due.After(now) {
		i.due = m.world.Due(i.due, m.minutes(s))
	}
}

// ofPlan judges what concerns the plan as a whole.
func (m *Model) ofPlan(a plan.Act) domain.Code {
	requester := a.By == m.world.Requester()
	had := false
	opened := false
	for _, i := range m.items {
		had = had || i.person == a.By || i.status.Decided() && i.by == a.By
		opened = opened || i.status == plan.ItemOpen
	}
	switch a.Verb {
	case plan.Withdraw:
		if !requester {
			return domain.Forbidden
		}
		m.end(domain.VerdictWithdrawn, "withdrawn")
	case plan.Terminate:
		if !a.Manager {
			return domain.Forbidden
		}
		m.end(domain.VerdictCancelled, "terminated")
	case plan.Urge:
		if !requester && !a.Manager {
			return domain.Forbidden
		}
		if !opened || !m.urged.IsZero() && m.now.Before(m.urged.Add(time.Hour)) {
			return domain.Conflict
		}
		m.urged = m.now
	case plan.Circulate:
		if !requester && !a.Manager && !had {
			return domain.Forbidden
		}
		for _, person := range a.To {
			if !m.world.Active(person) {
				return domain.Invalid
			}
		}
	}
	return ""
}
