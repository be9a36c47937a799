package sla

import (
	"time"

	"steward/domain"
	"steward/domain/calendar"
)

// OnHold is the cause of time that a clock was on hold; the cause's Name is the code of the hold's reason.
const OnHold calendar.CauseKind = "on_hold"

var reasonWords = map[string]domain.Text{
	"customer":  {En: "waiting for the customer", Zh: "等待客户"},
	"vendor":    {En: "waiting for the vendor", Zh: "等待供应商"},
	"problem":   {En: "waiting for a problem", Zh: "等待问题处理"},
	"change":    {En: "waiting for a change", Zh: "等待变更"},
	"evidence":  {En: "waiting for evidence", Zh: "等待证据"},
	ReasonEnded: {En: "it had been finished, and was reopened", Zh: "曾已结束，后重新打开"},
}

// CauseText answers a cause of an explanation in words, such as "On hold: waiting for the customer".
func CauseText(c calendar.Cause) domain.Text {
	if c.Kind != OnHold {
		return c.Text()
	}
	if w, ok := reasonWords[c.Name]; ok {
		c.Name, c.NameEn = w.Zh, w.En
	}
	return c.Words(domain.Text{En: "On hold", Zh: "挂起"})
}

// Explanation says why a clock stands where it does: all time since its start, counted or not, each with its cause.
type Explanation struct {
	Zone      string             // by whose wall clock the calendar counts
	Segments  []calendar.Segment // without gaps from the start to now or the end; the counted ones sum to Elapsed
	Elapsed   time.Duration
	Remaining time.Duration
	Deadline  time.Time          // zero: on hold with time left
	Ahead     []calendar.Segment // from now to a deadline to come, so that it can be followed
	Beyond    bool               // the deadline is later than the holidays that are entered
}

// Explain answers why the clock stands where it does at now.
func (c Clock) Explain(now time.Time) Explanation {
	e := Explanation{Zone: c.Calendar.Zone().String(), Segments: c.Segments(now), Elapsed: c.Elapsed(now), Remaining: c.Remaining(now), Deadline: c.Deadline(),
		Ahead: []calendar.Segment{}}
	if c.State == Running && e.Deadline.After(now) {
		from := now
		if from.Before(c.StartedAt) {
			from = c.StartedAt
		}
		e.Ahead = c.Calendar.Segments(from, e.Deadline)
	}
	e.Beyond = c.Calendar.Beyond(e.Deadline)
	return e
}

// Segments answers the time from the clock's start to now, or to its end, without gaps: time on hold as one segment with its
// reason, the rest as the calendar counts it.
func (c Clock) Segments(now time.Time) []calendar.Segment {
	list := []calendar.Segment{}
	end, from := c.until(now), c.StartedAt
	counted := func(to time.Time) {
		for _, s := range c.Calendar.Segments(from, to) {
			list = calendar.Join(list, s)
		}
	}
	for _, h := range c.Holds {
		if !h.From.Before(end) {
			break
		}
		counted(h.From)
		from = end
		if h.To != nil && h.To.Before(end) {
			from = *h.To
		}
		list = calendar.Join(list, calendar.Segment{From: h.From, To: from, Cause: calendar.Cause{Kind: OnHold, Name: h.Reason}})
	}
	counted(end)
	return list
}
