package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"steward/domain"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/workflows"
	"steward/workflows/flow"
)

// story is a life with every loop in it: rejected once, accepted, reopened in time, accepted again.
var story = []struct {
	at  time.Duration
	act incident.Act
}{
	{1 * minute, resolved},
	{2 * minute, incident.Act{Verb: incident.Reject}},
	{3 * minute, incident.Act{Verb: incident.Hold, HoldReason: "customer"}},
	{4 * minute, incident.Act{Verb: incident.Reply, ByRequester: true}},
	{5 * minute, resolved},
	{6 * minute, incident.Act{Verb: incident.Accept}},
	{2 * days, incident.Act{Verb: incident.Reopen}},
	{2*days + minute, resolved},
	{2*days + 2*minute, incident.Act{Verb: incident.Close}},
}

var storyRounds = []process.Remembered{
	round(handle, 1, done), round(accept, 1, reject), round(handle, 2, done), round(accept, 2, done), round(reopen, 1, returns),
	round(handle, 3, done), round(accept, 3, done), round(reopen, 2, done),
}

func TestIncident_TheWholeStory(t *testing.T) {
	r := newRecord(t)
	for _, s := range story {
		r.after(s.at, func() { r.act(s.act) })
	}
	require.NoError(t, r.run())
	require.Equal(t, storyRounds, r.rounds)
	require.Equal(t, 1, r.ended)
	require.Equal(t, incident.Closed, r.state.Status)
	require.WithinDuration(t, *r.state.ReopenUntil, r.env.Now(), 5*time.Second, "it ends when the time to reopen is over")
	for id, n := range r.told {
		require.Equal(t, 1, n, "effect %d", id)
	}
	require.Len(t, r.told, len(r.effects))
}

// FLOW 10: a process that is entered again after any stage and round walks what is remembered without any activity, and
// goes on from there to the same end.
func TestIncident_EnteredAgainAfterEveryStageAndRound(t *testing.T) {
	for kept := range len(storyRounds) {
		t.Run(storyRounds[kept].Stage, func(t *testing.T) {
			r := newRecord(t)
			behind := actsBefore(kept)
			for _, s := range story[:behind] {
				r.write(s.act)
			}
			r.effects = nil
			r.rounds = append(r.rounds, storyRounds[:kept]...)
			for _, s := range story[behind:] {
				r.after(s.at, func() { r.act(s.act) })
			}
			r.after(30*time.Second, func() { r.standsAt(storyRounds[kept].StageRef, kept > 0) })
			require.NoError(t, r.run())
			require.Equal(t, storyRounds, r.rounds)
			require.Equal(t, 1, r.ended)
		})
	}
}

// actsBefore is how many acts of the story lead to the first rounds being over.
func actsBefore(rounds int) int {
	s := incident.State{Status: incident.New, Priority: 3, Impact: 2, Urgency: 2}
	at := start
	for n, over := 0, 0; ; n++ {
		for over < rounds && incident.Judge(storyRounds[over].Stage, s, at) == storyRounds[over].Verdict {
			over++
		}
		if over == rounds {
			return n
		}
		a := story[n].act
		a.Comment = "Because."
		o, err := incident.Apply(s, a, rules, at)
		if err != nil {
			panic(err)
		}
		s = o.State
	}
}

// standsAt checks that the process waits in the round after at most one look at what is remembered and one at the round.
func (r *record) standsAt(ref process.StageRef, walked bool) {
	p := r.progress()
	require.Len(r.t, p.Open, 1)
	require.Equal(r.t, ref, p.Open[0].StageRef)
	first := process.StageRef{Stage: handle, Round: 1}
	want := []process.AdvanceIn{{Life: r.life, First: true, Open: []process.StageRef{first}}}
	if walked {
		want = append(want, process.AdvanceIn{Life: r.life, Open: []process.StageRef{ref}})
	}
	require.Equal(r.t, want, r.advances)
}

func TestIncident_CancelEndsItFromEveryStage(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(resolved) })
	r.after(2*minute, func() { r.act(incident.Act{Verb: incident.Reject}) })
	r.after(3*minute, func() { r.act(incident.Act{Verb: incident.Cancel}) })
	require.NoError(t, r.run())
	require.Equal(t, []process.Remembered{round(handle, 1, done), round(accept, 1, reject), round(handle, 2, domain.VerdictCancelled)}, r.rounds)
	require.Equal(t, 1, r.ended)
	require.WithinDuration(t, start.Add(3*minute), r.env.Now(), minute, "at once, not when the time to reopen is over")
}

// Acts that follow each other faster than the process hears of them.
func TestIncident_CancelledWhileItsRejectionIsOnTheWay(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(resolved) })
	r.after(2*minute, func() {
		r.write(incident.Act{Verb: incident.Reject})
		r.act(incident.Act{Verb: incident.Cancel})
	})
	require.NoError(t, r.run())
	require.Equal(t, []process.Remembered{round(handle, 1, done), round(accept, 1, domain.VerdictCancelled)}, r.rounds)
}

func TestIncident_ResolvedAndAcceptedAndReopenedBeforeTheProcessLooks(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() {
		r.write(resolved)
		r.write(incident.Act{Verb: incident.Accept})
		r.write(incident.Act{Verb: incident.Reopen})
		r.act(resolved)
	})
	r.after(2*minute, func() {
		require.Equal(t, accept, r.progress().Open[0].Stage)
		require.Equal(t, []process.Remembered{round(handle, 1, done), round(accept, 1, "")}, r.rounds)
	})
	require.NoError(t, r.run())
}

func TestIncident_SilenceClosesIt(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(resolved) })
	require.NoError(t, r.run())
	require.Equal(t, []process.Remembered{round(handle, 1, done), round(accept, 1, done), round(reopen, 1, done)}, r.rounds)
	require.Equal(t, rules.Calendar.AddDays(start.Add(minute), 5), *r.state.ClosedAt)
}

// A reply a second before the closing gives the whole acceptance time again; the timer that was set for the old instant
// closes nothing.
func TestIncident_AReplyOneSecondBeforeTheClosingWhoseWakeIsLost(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(resolved) })
	closes := rules.Calendar.AddDays(start.Add(minute), 5)
	r.after(closes.Add(-time.Second).Sub(start), func() { r.write(incident.Act{Verb: incident.Reply, ByRequester: true}) })
	r.after(closes.Add(minute).Sub(start), func() {
		require.Equal(t, incident.Resolved, r.state.Status)
		require.Equal(t, accept, r.progress().Open[0].Stage)
		require.Equal(t, r.state.AcceptBy.Format(time.RFC3339Nano), r.progress().NextAt, "the timer is set for the new instant")
	})
	require.NoError(t, r.run())
	require.Equal(t, rules.Calendar.AddDays(closes.Add(-time.Second), 5), *r.state.ClosedAt)
}

// FLOW 8: a run of another life ends by itself and changes nothing.
func TestIncident_Superseded(t *testing.T) {
	for name, next := range map[string]process.Life{
		"the next life":                          {Number: number, UUID: uuid, Epoch: 2},
		"another record under a restored number": {Number: number, UUID: "6a1f0c1e-0000-4000-8000-000000000002", Epoch: 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecord(t)
			r.after(minute, func() { r.life = next; r.act(resolved) })
			requireSuperseded(t, r.run())
			require.Equal(t, []process.Remembered{round(handle, 1, "")}, r.rounds)
			require.Zero(t, r.ended)
		})
	}
}

func TestIncident_SupersededInItsLastActivity(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(incident.Act{Verb: incident.Cancel}) })
	r.fail = func(activity string) error {
		if activity == "CloseProcess" {
			r.life.Epoch = 2 // reopened in this moment
		}
		return nil
	}
	requireSuperseded(t, r.run())
	require.Zero(t, r.ended)
}

func requireSuperseded(t *testing.T, err error) {
	t.Helper()
	var app *temporal.ApplicationError
	require.ErrorAs(t, err, &app)
	require.Equal(t, flow.Superseded, app.Type())
	require.True(t, app.NonRetryable())
}

// FLOW 18: cancelling the run in the Web UI ends the run, never the record.
func TestIncident_CancellingTheRunChangesNothing(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.env.CancelWorkflow() })
	var cancelled *temporal.CanceledError
	require.ErrorAs(t, r.run(), &cancelled)
	require.Zero(t, r.ended)
	require.Equal(t, incident.New, r.state.Status)
}

func TestIDs(t *testing.T) {
	for _, c := range []struct {
		id, number string
		epoch      int
	}{{"INC-000045", "INC-000045", 1}, {"INC-000045~2", "INC-000045", 2}, {"INC-000045~17", "INC-000045", 17}} {
		number, epoch := workflows.ParseID(c.id)
		require.Equal(t, c.number, number)
		require.Equal(t, c.epoch, epoch)
		require.Equal(t, c.id, workflows.ID(c.number, c.epoch))
	}
	require.False(t, flow.IsContinueAsNew(errors.New("no")))
}
