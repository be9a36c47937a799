// Package document is the life of an official document beside its plan, as pure rules: decided, given its number, circulated, archived,
// and perhaps revoked. Facts stand in State; everything else follows from them.
package document

import (
	"time"

	"steward/domain"
)

// The stages of a document's process.
const (
	StageApprove   = "approve"   // until its plan has a verdict
	StageIssue     = "issue"     // until it has its official number
	StageCirculate = "circulate" // until everybody on the list has read it, or the time for it is over
	StageArchive   = "archive"   // until it is archived as it stands
	StageRevoke    = "revoke"    // until the plan of its revocation has a verdict
)

// Status is where a document stands; it follows from its facts.
type Status string

// The statuses of a document.
const (
	InApproval  Status = "in_approval"
	Approved    Status = "approved"    // decided; its number is on the way
	Circulating Status = "circulating" // issued; being read
	Issued      Status = "issued"      // read; its archive is on the way
	Archived    Status = "archived"
	Revoking    Status = "revoking" // in force until its revocation is decided
	Revoked     Status = "revoked"
	Rejected    Status = "rejected"
	Failed      Status = "failed" // a task of its plan could not be done
	Withdrawn   Status = "withdrawn"
	Cancelled   Status = "cancelled"
)

// Statuses are all of them, in the order of a document's life.
var Statuses = []Status{InApproval, Approved, Circulating, Issued, Archived, Revoking, Revoked, Rejected, Failed, Withdrawn, Cancelled}

// State are the facts of a document. An instant that is nil has not come.
type State struct {
	Verdict        domain.Verdict // of its plan; empty while that runs
	ApprovedAt     *time.Time
	IssuedAt       *time.Time // it has its official number
	CirculateUntil *time.Time
	RemindAt       *time.Time // whoever has not read it by then is reminded, once
	CirculatedAt   *time.Time // the circulation is over
	ArchivedAt     *time.Time
	RevokeAskedAt  *time.Time // while a revocation is to be decided
	RevokedAt      *time.Time
	RevokedFiledAt *time.Time // the archive has the revocation
}

// Status answers where the document stands.
func (s State) Status() Status {
	switch {
	case s.RevokedAt != nil:
		return Revoked
	case s.RevokeAskedAt != nil:
		return Revoking
	case s.ArchivedAt != nil:
		return Archived
	case s.CirculatedAt != nil:
		return Issued
	case s.IssuedAt != nil:
		return Circulating
	case s.ApprovedAt != nil:
		return Approved
	case s.Verdict == domain.VerdictRejected:
		return Rejected
	case s.Verdict == domain.VerdictFailed:
		return Failed
	case s.Verdict == domain.VerdictWithdrawn:
		return Withdrawn
	case s.Verdict != "":
		return Cancelled
	}
	return InApproval
}

// Circulates tells whether it is being read.
func (s State) Circulates() bool {
	return s.IssuedAt != nil && s.CirculatedAt == nil && s.RevokedAt == nil
}

// Frozen tells whether nothing of it may be changed any more: what was decided stays as it was decided.
func (s State) Frozen() bool { return s.ApprovedAt != nil || s.Verdict != "" }

// Filed tells whether the archive has the document as it stands.
func (s State) Filed() bool {
	return s.ArchivedAt != nil && (s.RevokedAt == nil || s.RevokedFiledAt != nil)
}

// Judge answers the verdict of a stage, empty while it is open. Plan is the verdict of the record's latest plan. Whatever life of the
// process asks, it is judged from the facts: a life that begins with a revocation walks what has been done already.
func Judge(stage string, s State, plan domain.Verdict) domain.Verdict {
	switch stage {
	case StageApprove:
		if s.ApprovedAt != nil {
			return domain.VerdictDone
		}
		return s.Verdict
	case StageIssue:
		return doneIf(s.IssuedAt != nil)
	case StageCirculate:
		if s.RevokeAskedAt != nil {
			return domain.VerdictReturned
		}
		return doneIf(s.IssuedAt != nil && !s.Circulates())
	case StageArchive:
		if s.RevokeAskedAt != nil {
			return domain.VerdictReturned
		}
		return doneIf(s.Filed())
	case StageRevoke:
		if s.RevokeAskedAt != nil {
			return ""
		}
		if s.RevokedAt != nil {
			return domain.VerdictDone
		}
		return plan
	}
	return ""
}

func doneIf(yes bool) domain.Verdict {
	if yes {
		return domain.VerdictDone
	}
	return ""
}

// PlanOver answers the facts after a plan of the document has ended: the one that approves it, or the one of its revocation.
func PlanOver(s State, stage string, v domain.Verdict, at time.Time) State {
	if stage == StageRevoke {
		s.RevokeAskedAt = nil
		if v == domain.VerdictDone {
			s.RevokedAt = &at
		}
		return s
	}
	s.Verdict = v
	if v == domain.VerdictDone {
		s.ApprovedAt = &at
	}
	return s
}

// Over tells whether nothing is in progress: the document is archived as it stands, or was never issued and will not be.
func (s State) Over() bool {
	if s.RevokeAskedAt != nil {
		return false
	}
	return s.Filed() || s.Verdict != "" && s.ApprovedAt == nil
}

// What fell due by itself.
const (
	Reminder        = "circulation_reminder"
	CirculationOver = "circulation_over"
)

// Lapse is something that fell due by itself, at its instant.
type Lapse struct {
	What string
	At   time.Time
}

// Settle applies what fell due up to now; unread is how many people of the circulation have not read the document yet.
func Settle(s State, unread int, now time.Time) (State, []Lapse) {
	if !s.Circulates() {
		return s, nil
	}
	var lapsed []Lapse
	if s.RemindAt != nil && !s.RemindAt.After(now) {
		if unread > 0 {
			lapsed = append(lapsed, Lapse{Reminder, *s.RemindAt})
		}
		s.RemindAt = nil
	}
	if late := s.CirculateUntil != nil && !s.CirculateUntil.After(now); late || unread == 0 {
		at := now
		if late {
			at = *s.CirculateUntil
		}
		s.CirculatedAt, s.RemindAt = &at, nil
		lapsed = append(lapsed, Lapse{CirculationOver, at})
	}
	return s, lapsed
}

// Next answers when the document does something by itself, and what; nil: never.
func Next(s State) (*time.Time, string) {
	switch {
	case !s.Circulates():
		return nil, ""
	case s.RemindAt != nil:
		return s.RemindAt, Reminder
	}
	return s.CirculateUntil, CirculationOver
}
