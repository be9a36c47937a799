package incident

import (
	"time"

	"steward/domain/sla"
)

// Preceding is what of an incident's past a clock must know that begins after the incident did.
type Preceding struct {
	Pauses     []sla.Hold    // when nobody was to work on it; the last has no end while that is so
	Unanswered *sla.Exchange // what the requester waits to be answered; nil: nothing
}

// Turn is an instant at which an incident's state or the reason of its hold became another.
type Turn struct {
	At         time.Time `db:"at"`
	Status     Status    `db:"status"`
	HoldReason string    `db:"hold_reason"` // while on hold
}

// Pauses answers when nobody was to work on an incident: on hold, each reason by itself, and while it was resolved or over. Turns
// stand in the order in which they happened.
func Pauses(turns []Turn) []sla.Hold {
	list := []sla.Hold{}
	for _, t := range turns {
		reason := ""
		switch {
		case t.Status == OnHold:
			reason = t.HoldReason
		case !State{Status: t.Status}.waits():
			reason = sla.ReasonEnded
		}
		if n := len(list); n > 0 && list[n-1].To == nil {
			if list[n-1].Reason == reason {
				continue
			}
			at := t.At
			list[n-1].To = &at
		}
		if reason != "" {
			list = append(list, sla.Hold{From: t.At, Reason: reason})
		}
	}
	return list
}
