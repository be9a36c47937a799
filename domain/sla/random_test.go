package sla_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/domain/sla"
)

// calendars are those on which random clocks run, each with something to get wrong.
func calendars(t testing.TB) []*calendar.Calendar {
	berlin := data.GermanOffice()
	berlin.Week = calendar.Weekly(calendar.EveryDay, calendar.Hours(1, 4), calendar.Hours(9, 24))
	lunch := data.ChinaOffice()
	lunch.Code = "lunch"
	lunch.Week = calendar.Weekly(calendar.Workdays, calendar.Hours(9, 12), calendar.Hours(13, 18))
	howe := calendar.Definition{Code: "howe", Zone: "Australia/Lord_Howe", Week: calendar.Weekly(calendar.EveryDay, calendar.Hours(0, 3), calendar.Hours(3, 5))}
	list := []*calendar.Calendar{}
	for _, d := range []calendar.Definition{data.ChinaOffice(), berlin, lunch, howe, calendar.AllHours()} {
		list = append(list, made(t, d))
	}
	return list
}

func randomTarget(r *rand.Rand, all []*calendar.Calendar) sla.Target {
	k := all[r.IntN(len(all))]
	v, _ := policy().Target(sla.Resolution, 1+r.IntN(5), k)
	v.CalendarCode = k.Code()
	v.Seconds = sla.Seconds(60 * (1 + r.IntN(30*60)))
	return v
}

// walk lives a random clock through random facts on whole units of time, and calls look before and after each.
func walk(r *rand.Rand, unit time.Duration, all []*calendar.Calendar, look func(before, after sla.Clock, now time.Time)) (sla.Clock, time.Time) {
	starts := []time.Time{time.Date(2024, 2, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 23, 0, 0, 0, 0, time.UTC),
		time.Date(2025, 12, 29, 0, 0, 0, 0, time.UTC), time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)}
	later := func(most time.Duration) time.Duration { return time.Duration(r.Int64N(int64(most))).Truncate(unit) }
	now := starts[r.IntN(len(starts))].Add(later(72 * time.Hour))
	c := sla.Start(sla.Resolution, randomTarget(r, all), now)
	for range 2 + r.IntN(9) {
		now = now.Add(later(20 * time.Hour))
		if r.IntN(4) == 0 && c.Deadline().After(now) && c.State == sla.Running {
			now = c.Deadline() // a fact exactly at the deadline
		}
		before := c
		switch n := r.IntN(12); {
		case n < 3:
			c = c.Hold(now, "customer")
		case n < 6:
			c = c.Resume(now)
		case n < 9:
			c = c.Retarget(randomTarget(r, all), now)
		case n < 10:
			c = c.Stop(now)
		case n < 11:
			c = c.Reopen(now)
		}
		look(before, c, now)
	}
	return c, now.Add(later(20 * time.Hour))
}

func cases() int {
	if os.Getenv("STEWARD_PROVE") != "" {
		return 20_000
	}
	return 1_000
}

// The oracle goes from minute to minute: one counts if the calendar counts it and no hold covers it. The deadline is the
// end of the minute that fills the target.
func TestClock_AgreesWithMinutes(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	all := calendars(t)
	for range cases() / 4 {
		c, now := walk(r, time.Minute, all, func(_, _ sla.Clock, _ time.Time) {})
		end := now
		if c.StoppedAt != nil {
			end = *c.StoppedAt
		}
		var sum time.Duration
		var deadline time.Time
		for m := c.StartedAt; m.Before(end); m = m.Add(time.Minute) {
			held := false
			for _, h := range c.Holds {
				held = held || (!m.Before(h.From) && (h.To == nil || m.Before(*h.To)))
			}
			if held || c.Calendar.Between(m, m.Add(time.Minute)) == 0 {
				continue
			}
			if sum += time.Minute; sum == c.Seconds.Duration() {
				deadline = m.Add(time.Minute)
			}
		}
		require.Equal(t, sum, c.Elapsed(now))
		require.Equal(t, c.Seconds.Duration()-sum, c.Remaining(now))
		require.Equal(t, sum, sla.Worked(c.Calendar, c.StartedAt, end, c.Holds))
		for _, h := range c.Holds { // a hold that begins exactly at the deadline comes in time
			if h.From.Equal(deadline) {
				if deadline = (time.Time{}); h.To != nil && h.To.Before(end) {
					deadline = *h.To
				}
			}
		}
		if !deadline.IsZero() {
			require.True(t, deadline.Equal(c.Deadline()), "%v is %v", deadline, c.Deadline())
			require.Equal(t, end.After(deadline), c.Late(now))
		} else {
			require.False(t, c.Late(now))
		}
	}
}

func TestExplain_SumsToElapsed(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 3))
	all := calendars(t)
	for range cases() {
		c, now := walk(r, sla.Tick, all, func(_, _ sla.Clock, _ time.Time) {})
		e := c.Explain(now)
		var counted, ahead time.Duration
		last := c.StartedAt
		for _, s := range e.Segments {
			require.True(t, s.From.Equal(last) && s.To.After(s.From), "no gaps, nothing empty")
			require.NotEmpty(t, sla.CauseText(s.Cause).En)
			if last = s.To; s.Counted {
				counted += s.Length()
			}
		}
		end := now
		if c.StoppedAt != nil {
			end = *c.StoppedAt
		}
		require.True(t, last.Equal(end), "up to now or the end")
		require.Equal(t, c.Elapsed(now), counted)
		require.Equal(t, e.Elapsed, counted)
		for _, s := range e.Ahead {
			if s.Counted {
				ahead += s.Length()
			}
		}
		if c.State == sla.Running && e.Deadline.After(now) {
			require.Equal(t, e.Remaining, ahead, "what is ahead is what remains")
		}
	}
}

// Somebody who looks at every fact, as a record settles before each act, and keeps what passed under its key: each line
// passes once per target version, at an instant that does not move, and one change of the target tells lines of one height.
func TestThresholds_OnceThroughHoldsAndRetargets(t *testing.T) {
	type key struct {
		version int
		name    string
	}
	r := rand.New(rand.NewPCG(7, 3))
	all := calendars(t)
	for range cases() {
		kept := map[key]sla.Crossing{}
		told := map[int]sla.Height{}
		settle := func(c sla.Clock, now time.Time) {
			for _, x := range c.Thresholds(now) {
				if !x.Passed {
					continue
				}
				require.False(t, x.At.After(now))
				require.False(t, x.At.Before(c.StartedAt))
				k := key{c.TargetVersion, x.Name()}
				if old, ok := kept[k]; ok {
					// A line reached exactly when a hold or the end began is reached again when the clock runs on: kept is kept.
					if !old.At.Equal(x.At) {
						require.True(t, begins(c, old.At), "%s moved from %v to %v", x.Name(), old.At, x.At)
					} else {
						require.Equal(t, old.Tell, x.Tell, "what was told stays told")
					}
					continue
				}
				kept[k] = x
				if c.RetargetedAt != nil && x.At.Equal(*c.RetargetedAt) && x.Tell {
					if h, ok := told[c.TargetVersion]; ok {
						require.Equal(t, h, x.Height, "one change tells lines of one height")
					}
					told[c.TargetVersion] = x.Height
				}
			}
			at, what := sla.Next([]sla.Clock{c}, now)
			require.Equal(t, at.IsZero(), what == "")
			require.True(t, at.IsZero() || at.After(now))
		}
		end, now := walk(r, sla.Tick, all, func(before, after sla.Clock, now time.Time) {
			settle(before, now)
			settle(after, now)
		})
		settle(end, now)
		for _, x := range end.Thresholds(now) {
			if x.Passed {
				require.Contains(t, kept, key{end.TargetVersion, x.Name()})
			}
		}
	}
}

func begins(c sla.Clock, at time.Time) bool {
	for _, h := range c.Holds {
		if h.From.Equal(at) {
			return true
		}
	}
	return false
}

// Next names every instant at which something happens: who sleeps from one to the next misses nothing and wakes for each.
func TestNext_SleepsFromLineToLine(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 3))
	all := calendars(t)
	for range cases() / 4 {
		c := sla.Start(sla.Resolution, randomTarget(r, all), time.Date(2026, 1, 1, r.IntN(2000), r.IntN(60), 0, 0, time.UTC))
		now, seen := c.StartedAt, 0
		for {
			at, _ := sla.Next([]sla.Clock{c}, now)
			if at.IsZero() {
				break
			}
			before := len(names(c.Thresholds(at.Add(-time.Nanosecond)), passed))
			require.Equal(t, seen, before, "nothing passes while asleep")
			now = at
			after := len(names(c.Thresholds(now), passed))
			require.Greater(t, after, seen, "something passes at the instant itself")
			seen = after
		}
		require.Len(t, c.Lines, seen)
	}
}
