package incident

import (
	"time"

	"steward/domain"
)

// Lapse is one thing that fell due by itself: which, and the instant at which it counts as having happened.
type Lapse struct {
	What string // auto_closed, reminder_handle, reminder_reply, escalation_reminder
	At   Instant
}

// Settle applies everything that fell due up to now, earliest first. Every transaction that locks an incident settles
// before it judges, so that nothing which somebody was told is contradicted later.
func Settle(s State, r Rules, now Instant) Outcome {
	o := Outcome{State: s}
	for {
		at, what := nextDue(o.State)
		if at == nil || at.After(now) {
			return o
		}
		o.lapse(what, *at, r, now)
	}
}

func (o *Outcome) lapse(what string, at Instant, r Rules, now Instant) {
	s := &o.State
	o.Wakes = true
	tell := Tell{What: what}
	switch what {
	case "auto_closed":
		finish(s, Closed, r, at)
		tell.To = []To{ToRequester, ToAssignee, ToWatchers}
	case "reminder_handle":
		s.RemindAt = later(at, now, func(t Instant) *Instant { return r.workDays(t, r.RemindDays) })
		tell.To = []To{ToAssignee, ToManagers}
	case "reminder_reply":
		s.RemindAt = later(at, now, func(t Instant) *Instant { return r.workDays(t, r.RemindDays) })
		tell.To = []To{ToAssignee}
		if s.HoldReason == "customer" {
			tell.To = []To{ToRequester}
		}
	case "escalation_reminder":
		s.EscalationDue = later(at, now, r.escalationBy)
		tell.To, tell.Escalation = []To{ToManagers}, true
	}
	o.Tells = append(o.Tells, tell)
	o.Lapsed = append(o.Lapsed, Lapse{what, at})
}

// later steps from an instant that has passed to the first after now: an outage of a month makes one reminder, not ten.
func later(at, now Instant, step func(Instant) *Instant) *Instant {
	for {
		next := step(at)
		if next.After(now) {
			return next
		}
		at = *next
	}
}

func nextDue(s State) (at *Instant, what string) {
	consider := func(t *Instant, w string) {
		if t != nil && (at == nil || t.Before(*at)) {
			at, what = t, w
		}
	}
	consider(s.AcceptBy, "auto_closed")
	if s.Status == OnHold {
		consider(s.RemindAt, "reminder_reply")
	} else {
		consider(s.RemindAt, "reminder_handle")
	}
	consider(s.EscalationDue, "escalation_reminder")
	return at, what
}

// Next answers the earliest instant at which the process has something to do by itself, and the key of what: besides what
// falls due, the end of the time to reopen.
func Next(s State) (at *Instant, what string) {
	at, what = nextDue(s)
	if at == nil && s.Over() {
		return s.ReopenUntil, "reopen_ends"
	}
	return at, what
}

// Wait is one open wait of an incident: for whom, until when, and what happens then if nobody acts.
type Wait struct {
	Step    string // handle, follow_up, reply, accept, escalation
	UserID  int64  // 0: the group; 0 too: the role
	GroupID int64
	Role    string
	Until   *time.Time
	Then    string // the key of what lapses at Until
}

// Waits answers who is waited for now. Every open wait has an owner and an end.
func Waits(s State) []Wait {
	var ws []Wait
	desk := Wait{UserID: s.AssigneeID, GroupID: s.GroupID, Role: "agent", Until: s.RemindAt, Then: "reminder_handle"}
	switch s.Status {
	case New, Active:
		desk.Step = "handle"
		ws = append(ws, desk)
	case OnHold:
		if s.HoldReason == "customer" {
			ws = append(ws, Wait{Step: "reply", UserID: s.RequesterID, Until: s.RemindAt, Then: "reminder_reply"})
			break
		}
		desk.Step, desk.Then = "follow_up", "reminder_reply"
		ws = append(ws, desk)
	case Resolved:
		ws = append(ws, Wait{Step: "accept", UserID: s.RequesterID, Until: s.AcceptBy, Then: "auto_closed"})
	}
	if s.EscalatedAt != nil {
		ws = append(ws, Wait{Step: "escalation", Role: "manager", Until: s.EscalationDue, Then: "escalation_reminder"})
	}
	for i := range ws {
		if ws[i].UserID != 0 {
			ws[i].GroupID, ws[i].Role = 0, ""
		} else if ws[i].GroupID != 0 {
			ws[i].Role = ""
		}
	}
	return ws
}

// The stages of an incident's process.
const (
	StageHandle = "handle" // until it is resolved
	StageAccept = "accept" // until the resolution is accepted or rejected
	StageReopen = "reopen" // closed, until the time to reopen has passed
)

// Judge answers the verdict of a stage in this state, empty while it is open.
func Judge(stage string, s State, now Instant) domain.Verdict {
	if s.Status == Cancelled {
		return domain.VerdictCancelled
	}
	switch stage {
	case StageHandle:
		if s.Status == Resolved || s.Status == Closed {
			return domain.VerdictDone
		}
	case StageAccept:
		switch s.Status {
		case Closed:
			return domain.VerdictDone
		case New, Active, OnHold:
			return domain.VerdictRejected
		}
	case StageReopen:
		if s.Status != Closed {
			return domain.VerdictReturned
		}
		if s.ReopenUntil == nil || !now.Before(*s.ReopenUntil) {
			return domain.VerdictDone
		}
	}
	return ""
}

// StageOf answers the stage in which an incident of this state stands: what an import remembers of its rounds.
func StageOf(s State) string {
	switch s.Status {
	case Resolved:
		return StageAccept
	case Closed:
		return StageReopen
	case Cancelled:
		return ""
	}
	return StageHandle
}
