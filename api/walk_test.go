package api

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/store"
)

// stand lets the product's clock stand still at an instant of Shanghai's wall clock.
func (d *desk) stand(at string) {
	d.t.Helper()
	d.exec(fmt.Sprintf(`CREATE OR REPLACE FUNCTION steward_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT timestamptz '%s+08' $$`, at))
}

// contractCalendar is the calendar of the walk: 09:00 to 12:00 and 13:30 to 18:00 in Shanghai, with the official holidays and make-up days.
func contractCalendar() calendar.Definition {
	hours := []calendar.Interval{{From: 9 * 60, To: 12 * 60}, {From: 13*60 + 30, To: 18 * 60}}
	c := data.ChinaOffice()
	c.Code, c.Week, c.Exceptions = "china", calendar.Weekly(calendar.Workdays, hours...), data.China(hours...)
	return c
}

// withContract promises on it: a solution within 24 working hours at P3 and within 6 at P1.
func (d *desk) withContract(admin string) {
	d.t.Helper()
	c := contractCalendar()
	read[store.Calendar](d, http.StatusCreated, post, Prefix+"/calendars", admin,
		m{"code": c.Code, "name": c.Name, "zone": c.Zone, "week": c.Week, "exceptions": c.Exceptions, "entered_until": c.EnteredUntil})
	read[store.Policy](d, http.StatusCreated, post, Prefix+"/policies", admin, m{"code": "contract", "name": "合同", "calendar": "china",
		"targets": []any{m{"priority": 1, "first_response": 1800, "resolution": 6 * 3600}, m{"priority": 3, "first_response": 2 * 3600, "resolution": 24 * 3600}}})
}

// A P3 ticket becomes P1 after three hours with a hold in between, on Sunday 2026-09-20, which is worked for National Day.
// By hand, in Shanghai's time:
//
//	11:00 – 11:30  counts                    30 min
//	11:30 – 13:45  on hold, over lunch
//	13:45 – 14:00  counts                    15 min; at 14:00 it becomes P1
//	               24 h were promised: 23 h 15 min were left; now 6 h: 5 h 15 min are left
//	14:00 – 18:00  counts                     4 h
//	18:00 – 09:00  the night before Monday
//	09:00 – 10:15  counts                     1 h 15 min: the deadline is Monday 2026-09-21 10:15
func TestWalk_P3ToP1AfterThreeHoursWithAHoldOnAMakeUpSunday(t *testing.T) {
	d := newDesk(t)
	admin, agent, anna := d.person("root", access.Admin), d.person("ben", access.Manager), d.person("anna", "customer")
	d.withContract(admin)

	d.stand("2026-09-20 11:00")
	r := read[store.Record](d, http.StatusCreated, post, Prefix+"/incidents", anna, m{"kind": "incident", "subject": "Spindle", "impact": 2, "urgency": 2})
	require.Equal(t, 3, r.Priority)
	at := Prefix + "/records/" + r.Number
	act := func(when string, body m) {
		d.stand(when)
		read[any](d, http.StatusOK, post, at+"/acts", agent, body)
	}
	resolution := func() ExplainedClock {
		return read[explainedClocks](d, http.StatusOK, get, at+"/clocks", agent, nil, "Accept-Language", "en").Clocks[1]
	}
	// Sunday 1 h before lunch and 4 h 30 min after it, 7 h 30 min on Monday and on Tuesday: 20 h 30 min; 3 h 30 min on Wednesday.
	require.Equal(t, wall("2026-09-23 14:00"), resolution().DueAt.UTC(), "P3")
	act("2026-09-20 11:10", m{"verb": "reply", "comment": "We look at it"})
	act("2026-09-20 11:30", m{"verb": "hold", "hold_reason": "vendor"})
	require.Nil(t, resolution().DueAt, "on hold")
	act("2026-09-20 13:45", m{"verb": "resume"})
	require.Equal(t, wall("2026-09-23 14:45"), resolution().DueAt.UTC(), "P3, without 30 min before lunch and 15 min after it")
	act("2026-09-20 14:00", m{"verb": "classify", "impact": 1, "urgency": 1})

	c := resolution()
	require.Equal(t, []any{"resolution", "running", int64(6 * 3600), int64(45 * 60), wall("2026-09-21 10:15")}, []any{c.Kind, c.State, c.Target, c.Elapsed, c.DueAt.UTC()})
	require.Equal(t, []string{
		"09-20 11:00 – 09-20 11:30 counts: Make-up working day: for National Day",
		"09-20 11:30 – 09-20 13:45 On hold: waiting for the vendor",
		"09-20 13:45 – 09-20 14:00 counts: Make-up working day: for National Day",
	}, stretches(c.Segments))
	require.Equal(t, []string{
		"09-20 14:00 – 09-20 18:00 counts: Make-up working day: for National Day",
		"09-20 18:00 – 09-21 09:00 Outside working hours",
		"09-21 09:00 – 09-21 10:15 counts: Working time",
	}, stretches(c.Ahead))
	require.Equal(t, wall("2026-09-21 10:15"), byMinutes(wall("2026-09-20 11:00"), 6*60, wall("2026-09-20 11:30"), wall("2026-09-20 13:45")), "the slow way")

	d.stand("2026-09-21 10:15")
	require.Equal(t, []any{false, int64(6 * 3600)}, []any{resolution().Late, resolution().Elapsed}, "exactly at the deadline")
	d.stand("2026-09-21 10:15:01")
	require.True(t, resolution().Late, "a second later")
}

// wall reads Shanghai's wall clock.
func wall(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04 -07", text+" +08")
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func stretches(gs []Segment) []string {
	out := make([]string, len(gs))
	for i, g := range gs {
		shown := func(at time.Time) string { return at.Add(8 * time.Hour).UTC().Format("01-02 15:04") }
		out[i] = shown(g.From) + " – " + shown(g.To) + " "
		if g.Counted {
			out[i] += "counts: "
		}
		out[i] += g.Text
	}
	return out
}

// byMinutes walks from minute to minute until so many were worked and not on hold, by what is entered for the day.
func byMinutes(at time.Time, minutes int, heldFrom, heldTo time.Time) time.Time {
	c := contractCalendar()
	for ; minutes > 0; at = at.Add(time.Minute) {
		l := at.Add(8 * time.Hour)
		hours := c.Week[l.Weekday()]
		for _, e := range c.Exceptions {
			if e.Date.String() == l.Format(time.DateOnly) {
				hours = e.Intervals
			}
		}
		for _, h := range hours {
			minute := calendar.TimeOfDay(l.Hour()*60 + l.Minute())
			if minute >= h.From && minute < h.To && (at.Before(heldFrom) || !at.Before(heldTo)) {
				minutes--
			}
		}
	}
	return at
}
