package incident

import (
	"time"

	"steward/domain"
)

// Past is one act of a history, done at its own time.
type Past struct {
	At  Instant
	Act Act
}

// Retell answers how an incident stood after its beginning and after each act of its history. Effects are those of living
// acts, and what a state does not allow is refused; but who may is not asked again, nothing lapses by itself and no window
// to reopen had passed: a history says all that happened. Times that step back count as the latest time before.
func Retell(begin State, beganBy int64, began Instant, past []Past, r Rules) ([]State, *domain.Error) {
	o, err := Begin(begin, beganBy, r, began)
	if err != nil {
		return nil, err
	}
	s, last := o.State, began
	states := []State{s}
	for _, p := range past {
		if p.At.After(last) {
			last = p.At
		}
		if p.Act.Verb == Reopen && s.Over() {
			open := last.Add(time.Second)
			s.ReopenUntil = &open
		}
		if err := MayNow(s, p.Act.Verb, last); err != nil {
			return states, err
		}
		o, err := Apply(s, p.Act, r, last)
		if err != nil {
			return states, err
		}
		s = o.State
		states = append(states, s)
	}
	return states, nil
}

// FromNow answers the state with the windows of what is still open counted from now, so that an imported case gives
// everybody the whole time. What is over keeps its instants: they are history.
func FromNow(s State, r Rules, now Instant) State {
	switch s.Status {
	case New, Active:
		s.RemindAt = r.handleBy(now, s.Priority)
	case OnHold:
		s.RemindAt = r.workDays(now, r.RemindDays)
	case Resolved:
		s.AcceptBy = r.workDays(now, r.AcceptDays)
	}
	if s.EscalatedAt != nil {
		s.EscalationDue = r.escalationBy(now)
	}
	return s
}
