package incident

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/calendar"
)

var historyRules = Rules{Calendar: calendar.Plain{Zone: time.UTC}, AcceptDays: 5, ReopenDays: 10, RemindDays: 3, EscalationHours: 4, Matrix: DefaultMatrix}

func TestRetell_NothingLapsesAndNoWindowIsJudged(t *testing.T) {
	began := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return began.AddDate(0, 0, n) }
	states, err := Retell(State{Kind: "incident", Impact: 2, Urgency: 2}, 1, began, []Past{
		{day(1), Act{Verb: Resolve, ActorID: 1, ResolutionCode: "solved", ResolutionText: "Done."}},
		{day(80), Act{Verb: Accept, ActorID: 1}}, // long after it would have closed by itself
		{day(300), Act{Verb: Reopen, ActorID: 1, Comment: "Again."}},
		{day(299), Act{Verb: Start, ActorID: 1}},
	}, historyRules)
	require.NotNil(t, err, "an active incident is not started")
	require.Equal(t, domain.Conflict, err.Code)
	require.Len(t, states, 4)
	require.Equal(t, day(80), *states[2].ClosedAt)
	require.Equal(t, Active, states[3].Status)
	require.Equal(t, 1, states[3].Reopens)
}

func TestRetell_TimesThatStepBackCountAsTheLatest(t *testing.T) {
	began := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)
	states, err := Retell(State{Kind: "incident", Impact: 2, Urgency: 2}, 1, began, []Past{
		{began.Add(-time.Hour), Act{Verb: Resolve, ActorID: 1, ResolutionCode: "solved", ResolutionText: "Done."}},
	}, historyRules)
	require.Nil(t, err)
	require.Equal(t, began, *states[1].ResolvedAt)
}

func TestFromNow_OpenWindowsBeginAgainAndPastOnesStay(t *testing.T) {
	then := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC) // a Tuesday
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)  // a Tuesday
	resolved := State{Status: Resolved, Priority: 3, ResolvedAt: &then, AcceptBy: &then}
	s := FromNow(resolved, historyRules, now)
	require.Equal(t, time.Date(2026, 3, 9, 18, 0, 0, 0, time.UTC), *s.AcceptBy)
	require.Equal(t, then, *s.ResolvedAt)

	closed := State{Status: Closed, Priority: 3, ClosedAt: &then, ReopenUntil: &then}
	require.Equal(t, closed, FromNow(closed, historyRules, now))

	for _, st := range []Status{New, Active, OnHold} {
		s := FromNow(State{Status: st, Priority: 3, RemindAt: &then, EscalatedAt: &then, EscalationDue: &then}, historyRules, now)
		require.True(t, s.RemindAt.After(now), st)
		require.Equal(t, now.Add(4*time.Hour), *s.EscalationDue)
	}
}
