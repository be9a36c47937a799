// Package incident is the life of an incident as pure rules: who may do what in which state, what an act changes, what
// falls due by itself, who is waited for, and what verdict a stage has. The table is written out in
// docs/processes/incident.md.
package incident

import (
	"time"

	"steward/domain/calendar"
)

// Status is where an incident stands.
type Status string

// The statuses of an incident.
const (
	New       Status = "new"
	Active    Status = "active"
	OnHold    Status = "on_hold"
	Resolved  Status = "resolved"
	Closed    Status = "closed"
	Cancelled Status = "cancelled"
)

// Statuses lists every status in the order of a life.
var Statuses = []Status{New, Active, OnHold, Resolved, Closed, Cancelled}

// HoldReasons lists what an incident on hold may wait for.
var HoldReasons = []string{"customer", "vendor", "problem", "change", "evidence"}

// Kinds lists the kinds of incident that a person may raise.
var Kinds = []string{"question", "consultation", "complaint", "incident"}

// ResolutionCodes lists the codes that are offered; others of up to 40 characters are taken too.
var ResolutionCodes = []string{"solved", "workaround", "not_reproducible", "duplicate", "by_change", "no_fault", "withdrawn"}

// State is everything about an incident that a rule may read or change. Ids are 0 and times nil where there is none.
type State struct {
	Status        Status `db:"state"`
	HoldReason    string `db:"hold_reason"`
	Kind          string `db:"incident_kind"`
	Impact        int    `db:"impact"`
	Urgency       int    `db:"urgency"`
	Priority      int    `db:"priority"`
	RequesterID   int64  `db:"requester_id"`
	QueueID       int64  `db:"queue_id"`
	GroupID       int64  `db:"group_id"`
	AssigneeID    int64  `db:"assignee_id"`
	CategoryID    int64  `db:"category_id"`
	ServiceID     int64  `db:"service_id"`
	Reassignments int    `db:"reassignments"`
	Reopens       int    `db:"reopens"`

	ResolutionCode string     `db:"resolution_code"`
	ResolutionText string     `db:"resolution_text"`
	ResolvedAt     *time.Time `db:"resolved_at"`
	ResolvedBy     int64      `db:"resolved_by"`
	AcceptBy       *time.Time `db:"accept_by"`      // while resolved
	ClosedAt       *time.Time `db:"closed_at"`      // while closed or cancelled
	ReopenUntil    *time.Time `db:"reopen_until"`   // while closed or cancelled
	RemindAt       *time.Time `db:"remind_at"`      // while new, active or on hold
	EscalatedAt    *time.Time `db:"escalated_at"`   // while an escalation is open
	EscalationDue  *time.Time `db:"escalation_due"` // while an escalation is open
}

// Rules are the installation's settings that the rules depend on.
type Rules struct {
	Calendar        *calendar.Calendar
	AcceptDays      int
	ReopenDays      int
	RemindDays      int
	EscalationHours int
	Matrix          Matrix
}

// Matrix answers the priority for impact and urgency, each 1 (high) to 3 (low): Matrix[impact-1][urgency-1].
type Matrix [3][3]int

// DefaultMatrix is the matrix of a new installation.
var DefaultMatrix = Matrix{{1, 2, 3}, {2, 3, 4}, {3, 4, 4}}

// Priority answers the priority of an impact and urgency, both 1 to 3.
func (m Matrix) Priority(impact, urgency int) int { return m[impact-1][urgency-1] }

// Over tells whether the incident's work is over: closed or cancelled.
func (s State) Over() bool { return s.Status == Closed || s.Status == Cancelled }

// handleDays is within how many working days somebody should have handled an incident of priority 2 to 5, before those
// responsible are reminded; one of priority 1 within urgentHours.
var handleDays = [6]int{2: 1, 3: 3, 4: 5, 5: 10}

const urgentHours = 4

// workDays answers the instant n working days after t.
func (r Rules) workDays(t time.Time, n int) *time.Time {
	at := r.Calendar.AddDays(t, n)
	return &at
}

func (r Rules) handleBy(t time.Time, priority int) *time.Time {
	if priority <= 1 {
		return r.workHours(t, urgentHours)
	}
	return r.workDays(t, handleDays[min(priority, 5)])
}

func (r Rules) workHours(t time.Time, n int) *time.Time {
	at := r.Calendar.Add(t, time.Duration(n)*time.Hour)
	return &at
}

func (r Rules) escalationBy(t time.Time) *time.Time { return r.workHours(t, r.EscalationHours) }
