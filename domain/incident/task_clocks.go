package incident

import (
	"slices"
	"time"

	"steward/domain/sla"
)

// TaskTurn is how the latest turn of a task of the incident's plan stands.
type TaskTurn struct {
	sla.Turn
	OpenedAt time.Time
	EndedAt  *time.Time // when it was done, or found impossible; nil: it was not
	Gone     bool       // it is not to be done any more: returned, skipped, or the plan has ended before
	Fresh    bool       // it begins with this fact, and with it what is promised
}

func (t TaskTurn) open() bool { return t.EndedAt == nil && !t.Gone }

// BeginsTask tells whether a clock may begin for one of the turns: then what is promised must be known.
func BeginsTask(cs []sla.Clock, turns []TaskTurn) bool {
	return slices.ContainsFunc(turns, func(t TaskTurn) bool { return t.open() && t.Fresh && taskClock(cs, t.Turn) < 0 })
}

// TaskClocks answers the clocks of an incident after its tasks have come to stand so at an instant; new ones stand behind those that
// were there. Every turn of a task has a clock of its own, which runs from its opening until it is done, rests while the incident is
// on hold, and runs on when the task is taken back. Pauses are those of the incident, needed for a turn that opened before.
func TaskClocks(cs []sla.Clock, turns []TaskTurn, s State, p Promise, pauses []sla.Hold, at time.Time) []sla.Clock {
	cs = slices.Clone(cs)
	for i, c := range cs {
		if c.Task != nil && !c.Ended() && !slices.ContainsFunc(turns, func(t TaskTurn) bool { return t.Same(*c.Task) }) {
			cs[i] = c.Cancel(at) // its task has a later turn, or was taken out
		}
	}
	for _, t := range turns {
		if i := taskClock(cs, t.Turn); i >= 0 {
			cs[i] = followTask(cs[i], t, s, at)
		} else if t.open() && t.Fresh {
			cs = beginTask(cs, t, s, p, pauses, at)
		}
	}
	return cs
}

// taskClock answers which clock is a turn's, -1: it has none. One that was given up, since nothing was promised any more, is none.
func taskClock(cs []sla.Clock, t sla.Turn) int {
	return slices.IndexFunc(cs, func(c sla.Clock) bool { return c.Task != nil && c.Task.Same(t) && c.State != sla.Cancelled })
}

func followTask(c sla.Clock, t TaskTurn, s State, at time.Time) sla.Clock {
	switch {
	case t.Gone:
		return c.Cancel(at)
	case t.EndedAt != nil:
		return c.Stop(*t.EndedAt)
	case !c.Ended():
		return c
	}
	if c = c.Reopen(at); s.Status == OnHold {
		c = c.Hold(at, s.HoldReason)
	}
	return c
}

// beginTask begins the clock of a turn, if something is promised. One that opened earlier has had what is promised from then on, less
// the pauses; what is behind it by now is not told line by line.
func beginTask(cs []sla.Clock, t TaskTurn, s State, p Promise, pauses []sla.Hold, at time.Time) []sla.Clock {
	target, ok := p.Target(sla.Task, s.Priority)
	if !ok {
		return cs
	}
	c := sla.Start(sla.Task, target, t.OpenedAt)
	c.Task = &t.Turn
	if t.OpenedAt.Before(at) {
		for _, h := range pauses {
			if h.To != nil && h.To.After(t.OpenedAt) {
				c = c.Hold(h.From, h.Reason).Resume(*h.To)
			}
		}
		c.RetargetedAt = &at
	}
	if s.Status == OnHold {
		from := at
		if n := len(pauses); n > 0 && pauses[n-1].To == nil {
			from = pauses[n-1].From
		}
		c = c.Hold(from, s.HoldReason)
	}
	return append(cs, c)
}
