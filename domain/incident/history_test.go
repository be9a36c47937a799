package incident

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/calendar"
)

var historyRules = Rules{Calendar: calendar.Must(calendar.Office("UTC")), AcceptDays: 5, ReopenDays: 10, RemindDays: 3, EscalationHours: 4, Matrix: DefaultMatrix}

func TestRetell_NothingLapsesAndNoWindowIsJudged(t *testing.T) {
	began := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return began.AddDate(0, 0, n) }
	ms, err := Retell(State{Kind: "incident", Impact: 2, Urgency: 2}, 1, began, []Past{
		{day(1), Act{Verb: Resolve, ActorID: 1, ResolutionCode: "solved", ResolutionText: "Done."}},
		{day(80), Act{Verb: Accept, ActorID: 1}}, // long after it would have closed by itself
		{day(300), Act{Verb: Reopen, ActorID: 1, Comment: "Again."}},
		{day(299), Act{Verb: Start, ActorID: 1}},
	}, historyRules)
	require.NotNil(t, err, "an active incident is not started")
	require.Equal(t, domain.Conflict, err.Code)
	require.Len(t, ms, 4)
	require.Equal(t, day(80), *ms[2].State.ClosedAt)
	require.Equal(t, Active, ms[3].State.Status)
	require.Equal(t, 1, ms[3].State.Reopens)
}

func TestRetell_TimesThatStepBackCountAsTheLatest(t *testing.T) {
	began := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)
	ms, err := Retell(State{Kind: "incident", Impact: 2, Urgency: 2}, 1, began, []Past{
		{began.Add(-time.Hour), Act{Verb: Resolve, ActorID: 1, ResolutionCode: "solved", ResolutionText: "Done."}},
	}, historyRules)
	require.Nil(t, err)
	require.Equal(t, began, *ms[1].State.ResolvedAt)
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

func TestWalk_RoundsOfALifeThatWasRejectedAndReopened(t *testing.T) {
	began := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)
	hour := func(n int) time.Time { return began.Add(time.Duration(n) * time.Hour) }
	resolve := Act{Verb: Resolve, ActorID: 1, ResolutionCode: "solved", ResolutionText: "Done."}
	past := []Past{{hour(1), resolve}, {hour(2), Act{Verb: Reject, ActorID: 2, Comment: "No."}}, {hour(3), resolve},
		{hour(4), Act{Verb: Accept, ActorID: 2}}, {hour(5), Act{Verb: Reopen, ActorID: 2, Comment: "Again."}}, {hour(6), resolve},
		{hour(7), Act{Verb: Close, ActorID: 1}}, {hour(8), Act{Verb: Note, ActorID: 1, Comment: "Filed."}}}
	ms, err := Retell(State{Kind: "incident", Impact: 2, Urgency: 2}, 1, began, past, historyRules)
	require.Nil(t, err)
	until := *ms[8].State.ReopenUntil
	want := []PastRound{
		{StageHandle, 1, hour(0), hour(1), domain.VerdictDone}, {StageAccept, 1, hour(1), hour(2), domain.VerdictRejected},
		{StageHandle, 2, hour(2), hour(3), domain.VerdictDone}, {StageAccept, 2, hour(3), hour(4), domain.VerdictDone},
		{StageReopen, 1, hour(4), hour(5), domain.VerdictReturned}, {StageHandle, 3, hour(5), hour(6), domain.VerdictDone},
		{StageAccept, 3, hour(6), hour(7), domain.VerdictDone}, {Stage: StageReopen, Round: 2, OpenedAt: hour(7)},
	}
	require.Equal(t, want, Walk(ms, hour(9)))
	want[7].EndedAt, want[7].Verdict = until, domain.VerdictDone
	require.Equal(t, want, Walk(ms, until))
	require.Equal(t, []PastRound{{Stage: StageHandle, Round: 1, OpenedAt: hour(0)}}, Walk(ms[:1], until))
}

func TestWalk_CancelledEndsAndReopenedBeginsAgain(t *testing.T) {
	began := time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)
	ms, err := Retell(State{Kind: "incident", Impact: 2, Urgency: 2}, 1, began, []Past{
		{began.Add(time.Hour), Act{Verb: Cancel, ActorID: 1, Comment: "By mistake."}},
		{began.Add(2 * time.Hour), Act{Verb: Reopen, ActorID: 1, Comment: "Not at all."}},
	}, historyRules)
	require.Nil(t, err)
	first := PastRound{StageHandle, 1, began, began.Add(time.Hour), domain.VerdictCancelled}
	require.Equal(t, []PastRound{first}, Walk(ms[:2], began.AddDate(1, 0, 0)))
	require.Equal(t, []PastRound{{Stage: StageHandle, Round: 1, OpenedAt: began.Add(2 * time.Hour)}}, Walk(ms, began.AddDate(1, 0, 0)))
}
