package workflows_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"steward/domain"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/workflows/flow"
)

// end cancels the incident, so that its process ends.
func (r *record) end(at time.Duration) {
	r.after(at, func() { r.act(incident.Act{Verb: incident.Cancel}) })
}

// FLOW 12: repetition does no harm, and what comes at once is one look.
func TestPump_SignalsThatComeAtOnceAreOneLook(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() {
		before := r.seen()
		for range 20 {
			r.env.SignalWorkflow("Replied", nil)
			r.env.SignalWorkflow("Woken", nil)
		}
		r.after(minute, func() { require.LessOrEqual(t, r.seen()-before, 2) })
	})
	r.end(5 * minute)
	require.NoError(t, r.run())
}

// A signal under a name that no version of the process ever knew wakes it like any other.
func TestPump_AnUnknownSignalNameWakes(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() {
		r.write(resolved)
		r.env.SignalWorkflow("Sang", []string{"what", "nobody", "reads"})
	})
	r.after(2*minute, func() { require.Equal(t, accept, r.progress().Open[0].Stage) })
	require.NoError(t, r.run())
}

// A wake that is lost is made good by the next, in whatever order they come.
func TestPump_ALostWakeIsMadeGoodByTheNext(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.write(resolved) })
	r.after(2*minute, func() { require.Equal(t, handle, r.progress().Open[0].Stage, "nobody told it") })
	r.after(3*minute, func() { r.env.SignalWorkflow("Woken", nil) })
	r.after(4*minute, func() { require.Equal(t, accept, r.progress().Open[0].Stage) })
	require.NoError(t, r.run())
}

// FLOW 13: a signal that comes while Advance is under way is not swallowed by its answer.
func TestPump_ASignalDuringAdvanceIsLookedAtAfter(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(incident.Act{Verb: incident.Take, ActorID: 7}) })
	r.fail = func(activity string) error {
		if activity == "Advance" && r.env.Now().After(start.Add(30*time.Second)) {
			r.fail = nil
			r.env.SignalWorkflow("Resolved", nil) // committed just behind this look
			r.after(0, func() { r.write(resolved) })
		}
		return nil
	}
	r.after(2*minute, func() { require.Equal(t, accept, r.progress().Open[0].Stage) })
	require.NoError(t, r.run())
}

// FLOW 14: the timer is replaced only if its instant changed.
func TestPump_TheTimerIsReplacedOnlyWhenItsInstantChanges(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { require.Equal(t, []int{1, 0}, []int{r.timers, r.cancelled}) })
	for i := range 5 {
		r.after(2*minute+time.Duration(i)*time.Second, func() { r.env.SignalWorkflow("Woken", nil) })
	}
	r.after(3*minute, func() {
		require.Equal(t, []int{1, 0}, []int{r.timers, r.cancelled}, "nothing changed")
		r.act(incident.Act{Verb: incident.Escalate})
	})
	r.after(4*minute, func() { require.Equal(t, []int{2, 1}, []int{r.timers, r.cancelled}, "an earlier instant") })
	r.end(5 * minute)
	require.NoError(t, r.run())
}

// FLOW 18: after ten failures the process shows that it is stuck, and goes on at the next wake.
func TestPump_StuckAfterTenFailuresThenWoken(t *testing.T) {
	r := newRecord(t)
	tries := 0
	r.fail = func(activity string) error {
		if activity != "Advance" {
			return nil
		}
		tries++
		return errors.New("the table is gone")
	}
	r.after(time.Hour, func() {
		require.Equal(t, 10, tries, "and no more without a wake")
		require.Len(t, r.stuck, 1)
		require.Contains(t, r.stuck[0], "the table is gone")
		require.Contains(t, r.progress().Stuck, "the table is gone")
		r.fail = nil
		r.env.SignalWorkflow("Woken", nil)
	})
	r.after(time.Hour+minute, func() {
		require.Empty(t, r.progress().Stuck)
		require.Equal(t, handle, r.progress().Open[0].Stage)
	})
	r.end(2 * time.Hour)
	require.NoError(t, r.run())
}

func TestPump_AnErrorThatARepeatCannotChangeIsStuckAtOnce(t *testing.T) {
	r := newRecord(t)
	tries := 0
	r.fail = func(activity string) error {
		if activity == "Advance" {
			tries++
			return domain.Refuse(domain.NotFound, "There is no such record.", "没有此单据。")
		}
		return nil
	}
	r.after(minute, func() {
		require.Equal(t, 1, tries)
		require.Len(t, r.stuck, 1)
		r.fail = nil
		r.act(incident.Act{Verb: incident.Cancel})
	})
	require.NoError(t, r.run())
	require.Equal(t, 1, r.ended)
}

// A wake that comes while the work is still tried is not lost when the process gives up.
func TestPump_AWakeDuringTheTenTriesIsKept(t *testing.T) {
	r := newRecord(t)
	tries := 0
	r.fail = func(activity string) error {
		if activity == "Advance" {
			tries++
			if tries == 10 {
				r.env.SignalWorkflow("Resolved", nil)
				r.after(time.Second, func() { r.fail = nil; r.write(resolved) })
			}
			return errors.New("away")
		}
		return nil
	}
	r.after(time.Hour, func() { require.Equal(t, accept, r.progress().Open[0].Stage, "nobody woke it again") })
	require.NoError(t, r.run())
}

// While the database is away not even "stuck" can be written: it is, once the database is back, so that the sweep finds it.
func TestPump_StuckIsShownOnceTheDatabaseIsBack(t *testing.T) {
	r := newRecord(t)
	r.fail = func(string) error { return errors.New("away") }
	r.after(3*minute, func() { require.Empty(t, r.stuck); r.fail = nil }) // the test environment tries ten times at most
	r.after(4*minute, func() {
		require.Len(t, r.stuck, 1)
		r.env.SignalWorkflow("Woken", nil)
	})
	r.end(2 * time.Hour)
	require.NoError(t, r.run())
}

func TestPump_StuckInItsLastActivity(t *testing.T) {
	r := newRecord(t)
	r.fail = func(activity string) error {
		if activity == "CloseProcess" {
			return errors.New("away")
		}
		return nil
	}
	r.end(minute)
	r.after(time.Hour, func() {
		require.Contains(t, r.progress().Stuck, "away")
		r.fail = nil
		r.env.SignalWorkflow("Woken", nil)
	})
	require.NoError(t, r.run())
	require.Equal(t, 1, r.ended)
}

// FLOW 15: an effect is answered again until it is done, and is not started twice meanwhile.
func TestPump_AnEffectIsCarriedOutOnce(t *testing.T) {
	r := newRecord(t)
	tries := 0
	r.fail = func(activity string) error {
		if activity != "Notify" {
			return nil
		}
		if tries++; tries < 4 {
			return errors.New("the post is on strike")
		}
		return nil
	}
	for i := range 3 {
		r.after(time.Duration(i+1)*time.Second, func() { r.env.SignalWorkflow("Woken", nil) })
	}
	r.end(time.Hour)
	require.NoError(t, r.run())
	require.Equal(t, map[int64]int{1: 1, 2: 1}, r.told)
	require.Equal(t, 5, tries, "three failures and a success of one, a success of the other")
}

// More effects than one answer holds are all carried out before the process ends.
func TestPump_ManyEffectsAreCarriedOutBeforeTheEnd(t *testing.T) {
	r := newRecord(t)
	for i := range 3*process.EffectsAtOnce + 7 {
		r.effects = append(r.effects, process.Effect{ID: int64(1000 + i), Kind: "Notify", Summary: fmt.Sprint("tell ", i)})
	}
	r.after(0, func() { r.act(incident.Act{Verb: incident.Cancel}) })
	require.NoError(t, r.run())
	require.Len(t, r.told, len(r.effects))
	require.Equal(t, 1, r.ended)
}

// FLOW 13: from about 500 events on a case goes on in a new run, which stands where the old one stood.
func TestPump_GoesOnAnewFromFiveHundredEvents(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.act(resolved) })
	r.after(2*minute, func() {
		r.env.SetCurrentHistoryLength(499)
		r.act(incident.Act{Verb: incident.Assign, GroupID: new(int64)})
	})
	r.after(3*minute, func() { r.env.SetCurrentHistoryLength(500); r.env.SignalWorkflow("Woken", nil) })
	again := requireContinuesAsNew(t, r.run())
	require.Equal(t, "Incident", again.WorkflowType.Name)
	require.Equal(t, start.Add(3*minute), r.env.Now().UTC())

	next := newRecord(t)
	next.state, next.rounds, next.effects, next.told = r.state, r.rounds, r.effects, r.told
	next.after(time.Second, func() { next.standsAt(process.StageRef{Stage: accept, Round: 1}, true) })
	require.NoError(t, next.run())
}

func TestPump_GoesOnAnewOnlyWithNothingInFlight(t *testing.T) {
	r := newRecord(t)
	r.fail = func(activity string) error {
		if activity == "Notify" {
			return errors.New("the post is on strike")
		}
		return nil
	}
	r.after(minute, func() { r.env.SetCurrentHistoryLength(800); r.env.SignalWorkflow("Woken", nil) })
	r.after(2*minute, func() { require.Equal(t, 1, r.progress().InFlight); r.fail = nil })
	r.after(time.Hour, func() { require.Zero(t, r.progress().InFlight); r.env.SignalWorkflow("Woken", nil) })
	_ = requireContinuesAsNew(t, r.run())
	require.Equal(t, start.Add(time.Hour), r.env.Now().UTC())
	require.Equal(t, 1, r.told[1])
}

// The end of a case may need a new run too: it is passed through, and closes nothing.
func TestPump_GoesOnAnewWhileItEnds(t *testing.T) {
	r := newRecord(t)
	r.after(minute, func() { r.env.SetCurrentHistoryLength(500); r.act(incident.Act{Verb: incident.Cancel}) })
	_ = requireContinuesAsNew(t, r.run())
	require.Zero(t, r.ended)
}

func requireContinuesAsNew(t *testing.T, err error) *workflow.ContinueAsNewError {
	t.Helper()
	require.True(t, flow.IsContinueAsNew(err), "%v", err)
	var again *workflow.ContinueAsNewError
	require.ErrorAs(t, err, &again)
	return again
}
