package incident

import (
	"slices"
	"time"

	"steward/domain/calendar"
	"steward/domain/sla"
)

// Said tells who said something that both sides read.
type Said int

// Who spoke with a fact.
const (
	Nobody Said = iota
	Customer
	Desk
)

// Promise is the policy that applies to an incident and the calendar that it counts by; the zero value promises nothing.
type Promise struct {
	Policy   sla.Policy
	Calendar *calendar.Calendar
}

// Target answers what is promised of a kind at a priority.
func (p Promise) Target(k sla.Kind, priority int) (sla.Target, bool) {
	if p.Calendar == nil {
		return sla.Target{}, false
	}
	return p.Policy.Target(k, priority, p.Calendar)
}

// ClockFact is what the clocks of an incident must know of a fact: from which state it led to which, who said something with it,
// and what is promised after it. An incident that has just begun has an empty status before; Created is when it began, from
// where everything that is promised for the first time counts, less the pauses that preceded.
type ClockFact struct {
	Before, After State
	Said          Said
	Promise       Promise   // needed where the clocks are set anew (Resets) and where the customer said something
	Preceding     Preceding // needed where the clocks of an incident that began before are set anew
	Created, At   time.Time
}

// Resets tells whether the clocks are set to what is promised now: after what a policy may ask for changed, and when a resolved or
// closed incident is taken up again, since what changed meanwhile did not move its clock, which had ended.
func (f ClockFact) Resets() bool { return f.Reclassified() || f.takenUp() }

func (f ClockFact) takenUp() bool {
	return f.Before.Status != "" && !f.Before.waits() && f.After.waits()
}

// Reclassified tells whether a fact changed something that a policy may ask for.
func (f ClockFact) Reclassified() bool {
	a, b := f.Before, f.After
	return a.Status == "" || a.Kind != b.Kind || a.Priority != b.Priority || a.CategoryID != b.CategoryID || a.ServiceID != b.ServiceID ||
		a.QueueID != b.QueueID || a.GroupID != b.GroupID
}

// Clocks answers the clocks of an incident after a fact; new ones stand behind those that were there.
//
// The resolution clock rests while the incident is on hold and stops when it is resolved; a rejected resolution and a reopening
// let it run on. The response clocks measure how long the requester waits for a public answer, on hold or not. The clocks of tasks
// rest with the incident; the rest of their lives is TaskClocks'.
func Clocks(cs []sla.Clock, f ClockFact) []sla.Clock {
	cs = slices.Clone(cs)
	switch {
	case f.Before.Status == "":
		cs = firstClocks(f)
	case f.Reclassified() && !f.After.Over():
		cs = retarget(cs, f)
	}
	last := resolutionOf(cs)
	for i, c := range cs {
		if c.Kind != sla.Resolution || i == last { // one before it was given up, and never runs on
			cs[i] = follow(c, f)
		}
	}
	if f.takenUp() {
		cs = retarget(cs, f)
	}
	if f.Said == Customer && f.Before.Status != "" && f.After.waits() && !awaited(cs) {
		if t, ok := f.Promise.Target(sla.NextResponse, f.After.Priority); ok {
			cs = append(cs, sla.Start(sla.NextResponse, t, f.At))
		}
	}
	return cs
}

// waits tells whether the desk has still to work on the incident.
func (s State) waits() bool { return s.Status == New || s.Status == Active || s.Status == OnHold }

func firstClocks(f ClockFact) []sla.Clock {
	var cs []sla.Clock
	for _, k := range []sla.Kind{sla.FirstResponse, sla.Resolution} {
		if t, ok := f.Promise.Target(k, f.After.Priority); ok {
			cs = append(cs, sla.Start(k, t, f.Created))
		}
	}
	return cs
}

// follow takes a clock over a change of state.
func follow(c sla.Clock, f ClockFact) sla.Clock {
	if f.After.Status == Cancelled {
		return c.Cancel(f.At)
	}
	if c.Kind == sla.Task && !f.After.waits() {
		return c // it ends with the plan
	}
	if c.Kind.Response() {
		if f.Said == Desk || !f.After.waits() {
			return c.Stop(f.At)
		}
		return c
	}
	if !f.After.waits() {
		return c.Stop(f.At)
	}
	if c.Kind == sla.Resolution && f.takenUp() && endedWith(f.Before, c) {
		c = c.Reopen(f.At)
	}
	if f.After.Status != OnHold || f.Before.HoldReason != f.After.HoldReason {
		c = c.Resume(f.At)
	}
	if f.After.Status == OnHold {
		c = c.Hold(f.At, f.After.HoldReason)
	}
	return c
}

// endedWith tells whether a clock ended because the incident did, and not before since nothing was promised any more.
func endedWith(s State, c sla.Clock) bool {
	return c.State != sla.Cancelled || s.ClosedAt != nil && c.StoppedAt != nil && !c.StoppedAt.Before(*s.ClosedAt)
}

// retarget sets the open clocks to what is promised now, ends those of which nothing is promised any more, and begins what is
// promised for the first time, as if it had been promised from the beginning.
func retarget(cs []sla.Clock, f ClockFact) []sla.Clock {
	for i, c := range cs {
		if c.Ended() {
			continue
		}
		if t, ok := f.Promise.Target(c.Kind, f.After.Priority); ok {
			cs[i] = c.Retarget(t, f.At)
		} else {
			cs[i] = c.Cancel(f.At)
		}
	}
	if !f.After.waits() {
		return cs
	}
	if last := resolutionOf(cs); last < 0 || cs[last].State == sla.Cancelled {
		cs = beginClock(cs, sla.Resolution, f.Created, f.Preceding.Pauses, f)
	}
	if x := f.Preceding.Unanswered; x != nil && !awaited(cs) {
		cs = beginClock(cs, x.Kind, x.AskedAt, nil, f)
	}
	return cs
}

// beginClock adds a clock of what is promised for the first time, if it is. What is behind it by now is not told line by line.
func beginClock(cs []sla.Clock, k sla.Kind, from time.Time, pauses []sla.Hold, f ClockFact) []sla.Clock {
	t, ok := f.Promise.Target(k, f.After.Priority)
	if !ok {
		return cs
	}
	c := sla.Start(k, t, from)
	for _, p := range pauses {
		if c = c.Hold(p.From, p.Reason); p.To != nil {
			c = c.Resume(*p.To)
		}
	}
	c.RetargetedAt = &f.At
	return append(cs, c)
}

// resolutionOf answers which clock is the resolution's; those before it were given up. -1: there is none.
func resolutionOf(cs []sla.Clock) int {
	for i := len(cs) - 1; i >= 0; i-- {
		if cs[i].Kind == sla.Resolution {
			return i
		}
	}
	return -1
}

// awaited tells whether a response is waited for already.
func awaited(cs []sla.Clock) bool {
	return slices.ContainsFunc(cs, func(c sla.Clock) bool { return c.Kind.Response() && !c.Ended() })
}

// Level applies what a crossed line does to the incident itself: a higher priority, another queue. What it tells whom is answered
// beside, and is for the store to find.
func Level(s State, l sla.Line, queue func(code string) int64, r Rules, at time.Time) State {
	for _, a := range l.Actions {
		switch a.Do {
		case sla.RaisePriority:
			if s.Priority > 1 {
				s.Priority--
				if s.Status == New || s.Status == Active {
					s.RemindAt = r.handleBy(at, s.Priority)
				}
			}
		case sla.MoveQueue:
			if id := queue(a.Queue); id != 0 {
				s.QueueID = id
			}
		}
	}
	return s
}

// What a crossed line is called in the ledger and in notices.
const (
	LineWarned   = "level_warned"
	LineBreached = "level_breached"
	LineReached  = "level_reached" // a level of escalation
)

// LineVerb answers what a crossed line is called.
func LineVerb(l sla.Line) string {
	switch {
	case l.Level > 0:
		return LineReached
	case l.Name() == "breach":
		return LineBreached
	}
	return LineWarned
}

// LineTells answers whom a crossed line of a clock tells: a warning the assignee, of a task whoever that waits on; the breach the
// managers too; a level whom it names.
func LineTells(c sla.Clock, l sla.Line) []Tell {
	t, mine := Tell{What: LineVerb(l), Clock: c.Kind, Task: c.Task, Line: l.Name(), Escalation: l.Level > 0}, ToAssignee
	if c.Task != nil {
		mine = ToTask
	}
	switch t.What {
	case LineWarned:
		t.To = []To{mine}
	case LineBreached:
		t.To = []To{mine, ToManagers}
	}
	for _, a := range l.Actions {
		if a.Do != sla.Notify {
			continue
		}
		switch a.Who {
		case sla.Assignee:
			t.To = append(t.To, mine)
		case sla.Group:
			t.To = append(t.To, ToGroup)
		case sla.Manager:
			t.To = append(t.To, ToManagers)
		case sla.UnitHead:
			t.To = append(t.To, ToUnitHead(a.Up))
		}
	}
	if len(t.To) == 0 {
		return nil
	}
	return []Tell{t}
}

// Recomputed answers the clocks of an incident set to what is promised now, as if something that a policy asks for had changed.
func Recomputed(cs []sla.Clock, s State, p Promise, before Preceding, created, at time.Time) []sla.Clock {
	return retarget(slices.Clone(cs), ClockFact{Before: s, After: s, Promise: p, Preceding: before, Created: created, At: at})
}
