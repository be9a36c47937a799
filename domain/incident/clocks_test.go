package incident

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/sla"
)

var always = calendar.Must(calendar.AllHours())

// promising is a policy that promises, around the clock, an answer within an hour and a solution within so many hours by priority; 0 promises
// nothing.
func promising(resolution ...int) Promise {
	p := Promise{Policy: sla.Policy{Code: "p", Version: 1, CalendarCode: always.Code()}, Calendar: always}
	hour := sla.Seconds(3600)
	for i, h := range resolution {
		if h > 0 {
			s := sla.Seconds(h) * hour
			p.Policy.Targets = append(p.Policy.Targets, sla.Targets{Priority: i + 1, FirstResponse: &hour, NextResponse: &hour, Resolution: &s})
		}
	}
	return p
}

func hoursIn(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }

func to(n int) *time.Time {
	at := hoursIn(n)
	return &at
}

func TestPauses(t *testing.T) {
	turn := func(n int, s Status, reason string) Turn { return Turn{hoursIn(n), s, reason} }
	require.Empty(t, Pauses([]Turn{turn(0, New, ""), turn(1, Active, "")}))
	require.Equal(t, []sla.Hold{
		{From: hoursIn(1), To: to(2), Reason: "customer"}, {From: hoursIn(2), To: to(3), Reason: "vendor"}, {From: hoursIn(5), To: to(9), Reason: sla.ReasonEnded},
		{From: hoursIn(10), Reason: "change"},
	}, Pauses([]Turn{turn(0, New, ""), turn(1, OnHold, "customer"), turn(2, OnHold, "vendor"), turn(3, Active, ""), turn(5, Resolved, ""), turn(6, Closed, ""), turn(9, Active, ""),
		turn(10, OnHold, "change")}))
}

// What is promised for the first time by another priority counts from the beginning, less all pauses, also the one that still lasts.
func TestClocks_WhatBeginsLateCountsLessThePauses(t *testing.T) {
	low, high := State{Status: Active, Priority: 2}, State{Status: Active, Priority: 1}
	f := ClockFact{Before: low, After: high, Promise: promising(8), Created: hoursIn(0), At: hoursIn(5),
		Preceding: Preceding{Pauses: []sla.Hold{{From: hoursIn(1), To: to(4), Reason: "vendor"}}, Unanswered: &sla.Exchange{Kind: sla.FirstResponse, AskedAt: hoursIn(0)}}}
	cs := Clocks(nil, f)
	require.Len(t, cs, 2)
	require.Equal(t, 2*time.Hour, cs[0].Elapsed(f.At))
	require.Equal(t, hoursIn(11), cs[0].Deadline())
	require.Equal(t, sla.FirstResponse, cs[1].Kind)
	require.Equal(t, hoursIn(1), cs[1].Deadline(), "nobody has answered since it was raised")

	low.Status, low.HoldReason, high.Status, high.HoldReason = OnHold, "change", OnHold, "change"
	f.Before, f.After, f.Preceding = low, high, Preceding{Pauses: []sla.Hold{{From: hoursIn(1), Reason: "change"}}}
	cs = Clocks(nil, f)
	require.Len(t, cs, 1, "all that was asked is answered")
	require.Equal(t, []any{sla.Paused, time.Hour}, []any{cs[0].State, cs[0].Elapsed(f.At)})
	require.Equal(t, cs, Recomputed(nil, f.After, f.Promise, f.Preceding, f.Created, f.At))
}

// A clock that was given up, because nothing was promised any more, never runs beside the one that took its place.
func TestClocks_GivenUpOnesStayEnded(t *testing.T) {
	active := func(priority int) State { return State{Status: Active, Priority: priority} }
	p := promising(8)
	step := func(cs []sla.Clock, before, after State, n int) []sla.Clock {
		return Clocks(cs, ClockFact{Before: before, After: after, Promise: p, Created: hoursIn(0), At: hoursIn(n)})
	}
	states := func(cs []sla.Clock) (list []sla.State) {
		for _, c := range cs {
			if c.Kind == sla.Resolution {
				list = append(list, c.State)
			}
		}
		return list
	}
	cs := step(nil, State{}, active(1), 0)
	cs = step(cs, active(1), active(2), 1)
	require.Equal(t, []sla.State{sla.Cancelled}, states(cs))
	unpromised := step(cs, active(2), State{Status: Resolved, Priority: 2}, 2)
	require.Equal(t, []sla.State{sla.Cancelled}, states(step(unpromised, State{Status: Resolved, Priority: 2}, active(2), 3)), "still nothing is promised")
	cs = step(cs, active(2), active(1), 2)
	require.Equal(t, []sla.State{sla.Cancelled, sla.Running}, states(cs))
	resolved := State{Status: Resolved, Priority: 1}
	cs = step(cs, active(1), resolved, 4)
	require.Equal(t, []sla.State{sla.Cancelled, sla.Met}, states(cs))
	rejected := step(cs, resolved, active(1), 6)
	require.Equal(t, []sla.State{sla.Cancelled, sla.Running}, states(rejected))
	cancelled := State{Status: Cancelled, Priority: 1, ClosedAt: to(7)}
	rejected = step(rejected, active(1), cancelled, 7)
	require.Equal(t, []sla.State{sla.Cancelled, sla.Cancelled}, states(rejected))
	require.Equal(t, []sla.State{sla.Cancelled, sla.Running}, states(step(rejected, cancelled, active(1), 9)))
}

// What is classified while it is resolved has the new target when it is taken up again, and what had elapsed.
func TestClocks_TakenUpAgainByWhatIsPromisedThen(t *testing.T) {
	p := promising(4, 8)
	fact := func(before, after State, n int) ClockFact {
		return ClockFact{Before: before, After: after, Promise: p, Created: hoursIn(0), At: hoursIn(n)}
	}
	active, resolved, urgent := State{Status: Active, Priority: 2}, State{Status: Resolved, Priority: 2}, State{Status: Resolved, Priority: 1}
	cs := Clocks(nil, fact(State{}, active, 0))
	cs = Clocks(cs, fact(active, resolved, 3))
	cs = Clocks(cs, fact(resolved, urgent, 4))
	require.Equal(t, []any{sla.Met, sla.Seconds(8 * 3600)}, []any{cs[1].State, cs[1].Seconds}, "an ended clock never changes")
	cs = Clocks(cs, fact(urgent, State{Status: Active, Priority: 1}, 5))
	require.Equal(t, []any{sla.Running, sla.Seconds(4 * 3600), hoursIn(6)}, []any{cs[1].State, cs[1].Seconds, cs[1].Deadline()})
}
