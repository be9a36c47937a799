package sla

import (
	"reflect"
	"slices"
	"time"

	"steward/domain"
	"steward/domain/calendar"
)

// State is where a clock stands.
type State string

// The states of a clock. One that runs or is paused may be past its deadline (Late); met, breached and cancelled are ends.
const (
	Running   State = "running"
	Paused    State = "paused"
	Met       State = "met"       // stopped at the deadline or before
	Breached  State = "breached"  // stopped after the deadline
	Cancelled State = "cancelled" // ended without a judgement
)

// Tick is the resolution in which facts are stored: the first instant that is late is one tick after the deadline.
const Tick = time.Microsecond

// Hold is a time in which a clock did not run, and the code of the reason.
type Hold struct {
	From   time.Time  `json:"from"`
	To     *time.Time `json:"to"` // nil: still on hold
	Reason string     `json:"reason"`
}

// ReasonEnded is the reason of the hold that Reopen makes of the time between the end and the reopening.
const ReasonEnded = "ended"

// Target is what a clock is set to: so much working time of a calendar, by a version of a policy. Calendar and Lines are not
// stored with the clock but attached from the policy and calendar that the codes and versions name.
type Target struct {
	Policy          string             `json:"policy"`
	PolicyVersion   int                `json:"policy_version"`
	CalendarCode    string             `json:"calendar"`
	CalendarVersion int                `json:"calendar_version"`
	Seconds         Seconds            `json:"target"`
	Calendar        *calendar.Calendar `json:"-"`
	Lines           []Line             `json:"-"`
}

// Turn names one turn of a task: the step of the record's plan, and how often that has been opened by then.
type Turn struct {
	Step  string      `json:"step"`
	Round int         `json:"round"`
	Name  domain.Text `json:"name"`
}

// Same tells whether both are the same turn, whatever it is called.
func (t Turn) Same(o Turn) bool { return t.Step == o.Step && t.Round == o.Round }

// Clock is the stopwatch of one target of one record. It is a value: each act answers the clock as it is then.
type Clock struct {
	Kind          Kind       `json:"kind"`
	Task          *Turn      `json:"task,omitempty"` // of a task's clock: whose
	Target                   // flat in JSON
	TargetVersion int        `json:"target_version"` // from 1; each change of the target is the next
	StartedAt     time.Time  `json:"started_at"`
	StoppedAt     *time.Time `json:"stopped_at"`
	Holds         []Hold     `json:"holds"`
	State         State      `json:"state"`
	RetargetedAt  *time.Time `json:"retargeted_at,omitempty"`
	QuietUntil    *time.Time `json:"quiet_until,omitempty"` // lines crossed up to then are history that nobody is told
	Told          Height     `json:"told,omitzero"`         // the highest line crossed before the target last changed
}

// Start begins a clock.
func Start(k Kind, t Target, at time.Time) Clock {
	return Clock{Kind: k, Target: t, TargetVersion: 1, StartedAt: at, Holds: []Hold{}, State: Running}
}

// Ended tells whether the clock has come to an end.
func (c Clock) Ended() bool { return c.State != Running && c.State != Paused }

// last answers the clock's latest fact. Facts are taken in the order in which they happened; one that claims to be earlier
// counts as having happened then.
func (c Clock) last() time.Time {
	at := c.StartedAt
	if n := len(c.Holds); n > 0 {
		at = c.Holds[n-1].From
		if to := c.Holds[n-1].To; to != nil {
			at = *to
		}
	}
	return at
}

func (c Clock) inOrder(at time.Time) time.Time {
	if last := c.last(); at.Before(last) {
		return last
	}
	return at
}

// Hold pauses a running clock; any other stays as it is.
func (c Clock) Hold(at time.Time, reason string) Clock {
	if c.State == Running {
		c.Holds = append(slices.Clone(c.Holds), Hold{From: c.inOrder(at), Reason: reason})
		c.State = Paused
	}
	return c
}

// Resume ends the hold of a paused clock; any other stays as it is.
func (c Clock) Resume(at time.Time) Clock {
	if c.State == Paused {
		at = c.inOrder(at)
		c.Holds = slices.Clone(c.Holds)
		c.Holds[len(c.Holds)-1].To = &at
		c.State = Running
	}
	return c
}

// Stop ends an open clock by what it waited for: met at the deadline and before, breached after it.
func (c Clock) Stop(at time.Time) Clock {
	if c.Ended() {
		return c
	}
	at = c.inOrder(at)
	c = c.Resume(at)
	c.StoppedAt, c.State = &at, Met
	if c.Late(at) {
		c.State = Breached
	}
	return c
}

// Cancel ends an open clock without a judgement.
func (c Clock) Cancel(at time.Time) Clock {
	if c.Ended() {
		return c
	}
	at = c.inOrder(at)
	c = c.Resume(at)
	c.StoppedAt, c.State = &at, Cancelled
	return c
}

// Reopen lets an ended clock run on: what had elapsed is kept, the time since the end does not count.
func (c Clock) Reopen(at time.Time) Clock {
	if !c.Ended() {
		return c
	}
	end := *c.StoppedAt
	if at.Before(end) {
		at = end
	}
	c.Holds = append(slices.Clone(c.Holds), Hold{From: end, To: &at, Reason: ReasonEnded})
	c.StoppedAt, c.State = nil, Running
	return c
}

// Retarget sets an open clock to another target, as if it had had it from its beginning: all that has elapsed counts, on the
// new calendar. Lines that are thereby behind it count as crossed at this instant, and only the highest of them is told, if it
// is higher than what was told before. A target that measures the same keeps its version; an ended clock never changes.
func (c Clock) Retarget(t Target, at time.Time) Clock {
	if c.Ended() {
		return c
	}
	if t.Seconds == c.Seconds && t.CalendarCode == c.CalendarCode && t.CalendarVersion == c.CalendarVersion && reflect.DeepEqual(t.Lines, c.Lines) {
		c.Target = t
		return c
	}
	at = c.inOrder(at)
	for _, x := range c.Thresholds(at) {
		if x.Passed && x.compare(c.Told) > 0 {
			c.Told = x.Height
		}
	}
	c.Target = t
	c.TargetVersion++
	c.RetargetedAt = &at
	return c
}

// Worked answers the working time from start to end outside the holds: what a clock measures, of nothing but its facts.
func Worked(c *calendar.Calendar, start, end time.Time, holds []Hold) time.Duration {
	var sum time.Duration
	for _, h := range holds {
		if !h.From.Before(end) {
			break
		}
		sum += c.Between(start, h.From)
		if h.To == nil {
			return sum
		}
		start = *h.To
	}
	return sum + c.Between(start, end)
}

// until answers the instant up to which the clock counts when it is looked at now.
func (c Clock) until(now time.Time) time.Time {
	if c.StoppedAt != nil && c.StoppedAt.Before(now) {
		return *c.StoppedAt
	}
	return now
}

// Elapsed answers the working time that has counted.
func (c Clock) Elapsed(now time.Time) time.Duration {
	return Worked(c.Calendar, c.StartedAt, c.until(now), c.Holds)
}

// Remaining answers the working time that is left; below zero it is how much too late it is.
func (c Clock) Remaining(now time.Time) time.Duration { return c.Seconds.Duration() - c.Elapsed(now) }

// reach answers the first instant at which d has elapsed; false while the clock is on hold before that, or if the calendar ends.
// A hold that begins exactly then comes in time: the instant is when the clock resumes.
func (c Clock) reach(d time.Duration) (time.Time, bool) {
	from := c.StartedAt
	for _, h := range c.Holds {
		if at := c.Calendar.Add(from, d); !at.IsZero() && at.Before(h.From) {
			return at, true
		}
		if h.To == nil {
			return time.Time{}, false
		}
		d -= c.Calendar.Between(from, h.From)
		from = *h.To
	}
	at := c.Calendar.Add(from, d)
	return at, !at.IsZero()
}

// Deadline answers the last instant that is in time. It is the zero time while the clock is on hold with time left: the deadline
// then depends on when it resumes (Remaining is what is left).
func (c Clock) Deadline() time.Time {
	at, _ := c.reach(c.Seconds.Duration())
	return at
}

// Late tells whether the deadline has passed, for an ended clock whether it had when the clock ended. Exactly at the deadline
// is not late.
func (c Clock) Late(now time.Time) bool {
	at, ok := c.reach(c.Seconds.Duration())
	return ok && c.until(now).After(at)
}
