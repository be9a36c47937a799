package sla_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/domain/sla"
)

func made(t testing.TB, d calendar.Definition) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(d)
	require.NoError(t, err)
	return c
}

// office is Monday to Friday 09:00 to 17:00 in Shanghai without holidays.
func office(t testing.TB) *calendar.Calendar {
	return made(t, calendar.Definition{Code: "office", Zone: "Asia/Shanghai", Week: calendar.Weekly(calendar.Workdays, calendar.Hours(9, 17))})
}

func at(t testing.TB, c *calendar.Calendar, text string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04:05", text, c.Zone())
	require.NoError(t, err)
	return v.UTC()
}

func secs(d time.Duration) *sla.Seconds {
	s := sla.Seconds(d / time.Second)
	return &s
}

// policy promises everything at every priority: 1 h, 4 h, 8 h, 24 h, 40 h to resolve, and escalates on three levels.
func policy() sla.Policy {
	p := sla.Policy{Code: "standard", Version: 3, Name: "标准", NameEn: "Standard", CalendarCode: "office", Levels: []sla.Level{
		{Level: 1, Percent: 90, Actions: []sla.Action{{Do: sla.Notify, Who: sla.UnitHead}}},
		{Level: 2, Percent: 100, Actions: []sla.Action{{Do: sla.RaisePriority}}},
		{Level: 3, After: 3600, Kinds: []sla.Kind{sla.Resolution}, Actions: []sla.Action{{Do: sla.MoveQueue, Queue: "second-line"}}},
	}}
	for i, h := range []time.Duration{1, 4, 8, 24, 40} {
		p.Targets = append(p.Targets, sla.Targets{Priority: i + 1, FirstResponse: secs(h * 30 * time.Minute), NextResponse: secs(h * time.Hour), Resolution: secs(h * time.Hour),
			Task: secs(h * time.Hour)})
	}
	return p
}

func target(t testing.TB, k sla.Kind, priority int, c *calendar.Calendar) sla.Target {
	t.Helper()
	v, ok := policy().Target(k, priority, c)
	require.True(t, ok)
	return v
}

func names(list []sla.Crossing, want func(sla.Crossing) bool) []string {
	out := []string{}
	for _, x := range list {
		if want(x) {
			out = append(out, x.Name())
		}
	}
	return out
}

func passed(x sla.Crossing) bool { return x.Passed }
func told(x sla.Crossing) bool   { return x.Passed && x.Tell }

func TestClock_ExactlyAtTheDeadlineIsInTime(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-20 15:00:00"))
	deadline := at(t, k, "2026-11-23 11:00:00")
	require.Equal(t, deadline, c.Deadline())
	require.Equal(t, sla.Met, c.Stop(deadline).State)
	require.Equal(t, sla.Breached, c.Stop(deadline.Add(time.Second)).State)
	require.Equal(t, sla.Breached, c.Stop(deadline.Add(sla.Tick)).State)
	require.False(t, c.Late(deadline))
	require.True(t, c.Late(deadline.Add(time.Second)))
	require.NotContains(t, names(c.Thresholds(deadline), passed), "breach")
	require.Contains(t, names(c.Thresholds(deadline.Add(sla.Tick)), passed), "breach")
	// The fact happened in time, however late it is looked at.
	stopped := c.Stop(deadline.Add(-time.Second))
	require.Equal(t, []string{"50 %", "75 %", "90 %", "level 1"}, names(stopped.Thresholds(deadline.AddDate(1, 0, 0)), passed))
	require.False(t, stopped.Late(deadline.AddDate(1, 0, 0)))
	// A deadline at the close of Friday has passed on Saturday, although no working time has.
	c = sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-20 13:00:00"))
	require.Equal(t, at(t, k, "2026-11-20 17:00:00"), c.Deadline())
	require.Equal(t, sla.Breached, c.Stop(at(t, k, "2026-11-21 10:00:00")).State)
}

func TestClock_HoldOverTheWeekendShiftsNothing(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-20 16:00:00"))
	held := c.Hold(at(t, k, "2026-11-20 17:00:00"), "customer")
	require.Zero(t, held.Deadline(), "no deadline while on hold")
	require.Equal(t, 3*time.Hour, held.Remaining(at(t, k, "2026-11-22 12:00:00")))
	back := held.Resume(at(t, k, "2026-11-23 09:00:00"))
	require.Equal(t, c.Deadline(), back.Deadline())
	require.Equal(t, at(t, k, "2026-11-23 12:00:00"), back.Deadline())
	// An hour on hold within working time shifts it by an hour.
	later := c.Hold(at(t, k, "2026-11-23 09:30:00"), "vendor").Resume(at(t, k, "2026-11-23 10:30:00"))
	require.Equal(t, c.Deadline().Add(time.Hour), later.Deadline())
	require.Empty(t, c.Holds, "an act answers another clock and leaves this one")
	require.Nil(t, held.Holds[0].To)
}

func TestClock_HoldAtTheDeadlineIsInTime(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-20 15:00:00"))
	deadline := c.Deadline()
	require.False(t, c.Hold(deadline, "customer").Late(deadline.Add(time.Hour)))
	late := c.Hold(deadline.Add(time.Second), "customer")
	require.True(t, late.Late(deadline.Add(time.Hour)))
	require.Equal(t, deadline, late.Deadline(), "passed before the hold")
	require.Equal(t, sla.Breached, late.Stop(deadline.Add(time.Hour)).State)
	require.Equal(t, sla.Met, c.Hold(deadline, "customer").Stop(deadline.Add(time.Hour)).State)
}

func TestClock_RaisedFromP3ToP1AfterThreeHours(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 3, k), at(t, k, "2026-11-23 09:00:00"))
	c = c.Hold(at(t, k, "2026-11-23 10:00:00"), "customer").Resume(at(t, k, "2026-11-23 11:00:00"))
	now := at(t, k, "2026-11-23 12:00:00")
	require.Equal(t, 2*time.Hour, c.Elapsed(now), "three hours less the hold")
	require.Equal(t, at(t, k, "2026-11-24 10:00:00"), c.Deadline())

	up := c.Retarget(target(t, sla.Resolution, 1, k), now)
	require.Equal(t, 2, up.TargetVersion)
	require.Equal(t, 2*time.Hour, up.Elapsed(now))
	require.Equal(t, -time.Hour, up.Remaining(now))
	require.Equal(t, at(t, k, "2026-11-23 11:00:00"), up.Deadline(), "an hour of work, exactly at the end of the hold")
	list := up.Thresholds(now)
	require.Equal(t, []string{"50 %", "75 %", "90 %", "level 1", "breach", "level 2", "level 3"}, names(list, passed))
	require.Equal(t, []string{"level 3"}, names(list, told), "no storm: the highest alone")
	for _, x := range list {
		require.Equal(t, now, x.At, "behind it since the change, not since before")
	}

	four := c.Retarget(target(t, sla.Resolution, 2, k), now)
	require.Equal(t, at(t, k, "2026-11-23 14:00:00"), four.Deadline())
	require.Equal(t, []string{"50 %"}, names(four.Thresholds(now), told))
	next, what := sla.Next([]sla.Clock{four}, now)
	require.Equal(t, "resolution 75 %", what)
	require.Equal(t, at(t, k, "2026-11-23 13:00:00"), next)
}

func TestRetarget_ToldOnce(t *testing.T) {
	k := office(t)
	p1, p2, p3 := target(t, sla.Resolution, 1, k), target(t, sla.Resolution, 2, k), target(t, sla.Resolution, 3, k)
	c := sla.Start(sla.Resolution, p2, at(t, k, "2026-11-23 09:00:00"))
	now := at(t, k, "2026-11-23 12:00:00")
	require.Equal(t, []string{"50 %", "75 %"}, names(c.Thresholds(now), told))
	down := c.Retarget(p3, now)
	require.Empty(t, names(down.Thresholds(now), passed), "three of eight hours")
	again := down.Retarget(p2, now.Add(time.Minute))
	require.Equal(t, []string{"50 %", "75 %"}, names(again.Thresholds(now.Add(time.Minute)), passed))
	require.Empty(t, names(again.Thresholds(now.Add(time.Minute)), told), "75 % was told before")
	require.Equal(t, []string{"level 3"}, names(again.Retarget(p1, now.Add(2*time.Minute)).Thresholds(now.Add(2*time.Minute)), told))
	require.Equal(t, []string{"90 %", "level 1"}, names(again.Thresholds(again.Deadline()), told), "what comes after is told")

	same := c.Retarget(p2, now)
	require.Equal(t, 1, same.TargetVersion, "nothing measured changes")
	require.Nil(t, same.RetargetedAt)
	p2.CalendarVersion++
	require.Equal(t, 2, c.Retarget(p2, now).TargetVersion)
	ended := c.Stop(now)
	require.Equal(t, ended, ended.Retarget(p1, now.Add(time.Hour)), "what is closed never changes")
}

func TestClock_RetargetToAnotherCalendarCountsFromTheBeginning(t *testing.T) {
	k, always := office(t), made(t, calendar.AllHours())
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 5, k), at(t, k, "2026-11-20 16:00:00"))
	now := at(t, k, "2026-11-21 16:00:00")
	require.Equal(t, time.Hour, c.Elapsed(now))
	to := target(t, sla.Resolution, 5, always)
	to.CalendarCode = "always"
	c = c.Retarget(to, now)
	require.Equal(t, 24*time.Hour, c.Elapsed(now))
	require.Equal(t, at(t, k, "2026-11-22 08:00:00"), c.Deadline())
	require.Equal(t, []string{"50 %"}, names(c.Thresholds(now), told))
}

func TestClock_ReopenKeepsWhatElapsed(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-23 09:00:00")).Stop(at(t, k, "2026-11-23 12:00:00"))
	require.Equal(t, sla.Met, c.State)
	require.Equal(t, 3*time.Hour, c.Elapsed(at(t, k, "2026-11-25 12:00:00")))
	c = c.Reopen(at(t, k, "2026-11-25 12:00:00"))
	require.Equal(t, at(t, k, "2026-11-25 13:00:00"), c.Deadline())
	require.Equal(t, sla.Breached, c.Stop(at(t, k, "2026-11-25 13:00:01")).State)
	gone := c.Cancel(at(t, k, "2026-11-25 12:30:00"))
	require.Equal(t, sla.Cancelled, gone.State)
	require.Equal(t, []string{"50 %", "75 %"}, names(gone.Thresholds(at(t, k, "2026-11-30 13:00:01")), passed))
	_, what := sla.Next([]sla.Clock{gone}, at(t, k, "2026-11-25 12:31:00"))
	require.Empty(t, what)
}

func TestClock_QuietUntil(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-23 09:00:00"))
	imported := at(t, k, "2026-11-23 12:00:00")
	c.QuietUntil = &imported
	require.Equal(t, []string{"50 %", "75 %"}, names(c.Thresholds(imported), passed))
	require.Empty(t, names(c.Thresholds(imported), told))
	require.Equal(t, []string{"90 %", "level 1"}, names(c.Thresholds(c.Deadline()), told))
}

func TestClock_SixOnOneTicket(t *testing.T) {
	k := office(t)
	start := at(t, k, "2026-11-23 09:00:00")
	clocks := []sla.Clock{}
	for _, kind := range []sla.Kind{sla.FirstResponse, sla.NextResponse, sla.Resolution, sla.Task, sla.Task, sla.Task} {
		clocks = append(clocks, sla.Start(kind, target(t, kind, 2, k), start.Add(time.Duration(len(clocks))*time.Minute)))
	}
	next, what := sla.Next(clocks, start)
	require.Equal(t, "first_response 50 %", what)
	require.Equal(t, start.Add(time.Hour), next)
	clocks[0] = clocks[0].Stop(start.Add(30 * time.Minute))
	next, what = sla.Next(clocks, start.Add(30*time.Minute))
	require.Equal(t, "next_response 50 %", what)
	require.Equal(t, start.Add(2*time.Hour+time.Minute), next)
	for i := range clocks {
		clocks[i] = clocks[i].Hold(start.Add(40*time.Minute), "customer")
	}
	next, what = sla.Next(clocks, start.Add(time.Hour))
	require.Empty(t, what)
	require.Zero(t, next)
}

func TestClock_JSON(t *testing.T) {
	k := office(t)
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 2, k), at(t, k, "2026-11-23 09:00:00"))
	now := at(t, k, "2026-11-23 12:00:00")
	c = c.Hold(now, "vendor").Retarget(target(t, sla.Resolution, 1, k), now)
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	require.Contains(t, string(raw), `"policy":"standard","policy_version":3,"calendar":"office","calendar_version":0,"target":3600,`)
	var back sla.Clock
	require.NoError(t, json.Unmarshal(raw, &back))
	back.Calendar, back.Lines = c.Calendar, c.Lines
	require.Equal(t, c, back)
	fresh, err := json.Marshal(sla.Start(sla.Resolution, sla.Target{}, now))
	require.NoError(t, err)
	require.NotContains(t, string(fresh), "told")
}

func TestExplain_NamesTheCauses(t *testing.T) {
	k := made(t, data.ChinaOffice())
	c := sla.Start(sla.Resolution, target(t, sla.Resolution, 3, k), at(t, k, "2024-02-09 16:00:00"))
	c = c.Hold(at(t, k, "2024-02-09 17:00:00"), "customer").Resume(at(t, k, "2024-02-09 17:30:00"))
	e := c.Explain(at(t, k, "2024-02-18 10:00:00"))
	texts := []string{}
	for _, s := range e.Segments {
		texts = append(texts, sla.CauseText(s.Cause).En)
	}
	require.Equal(t, []string{"Working time", "On hold: waiting for the customer", "Working time", "Outside working hours", "Holiday: Spring Festival",
		"Outside working hours", "Make-up working day: for Spring Festival"}, texts)
	require.Equal(t, 2*time.Hour+30*time.Minute, e.Elapsed)
	require.Equal(t, at(t, k, "2024-02-18 15:30:00"), e.Deadline)
	require.Equal(t, "Asia/Shanghai", e.Zone)
	require.Len(t, e.Ahead, 1)
	require.False(t, e.Beyond)
	require.Equal(t, "挂起：等待客户", sla.CauseText(calendar.Cause{Kind: sla.OnHold, Name: "customer"}).Zh)
	require.Equal(t, "On hold: strike", sla.CauseText(calendar.Cause{Kind: sla.OnHold, Name: "strike"}).En)
	beyond := sla.Start(sla.Resolution, target(t, sla.Resolution, 3, k), at(t, k, "2026-12-31 17:00:00")).Explain(at(t, k, "2026-12-31 17:00:00"))
	require.True(t, beyond.Beyond, "the holidays of 2027 are not entered")
}
