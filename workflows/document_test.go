package workflows_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"steward/activities"
	"steward/domain"
	"steward/domain/document"
	"steward/domain/process"
	"steward/workflows"
	"steward/workflows/flow"
)

// paperwork is a document that remembers in memory what the database would: the real rules of its life, a plan of one vote.
type paperwork struct {
	t      *testing.T
	env    *testsuite.TestWorkflowEnvironment
	life   process.Life
	state  document.State
	revoke domain.Verdict // of the plan of the revocation
	rounds []process.Remembered
	filed  []bool // ordered archives, and whether they are made
	ended  int
}

func newPaperwork(t *testing.T) *paperwork {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	d := &paperwork{t: t, env: suite.NewTestWorkflowEnvironment(), life: process.Life{Number: "DOC-000001", UUID: uuid, Epoch: 1}}
	d.env.SetStartTime(start)
	d.env.SetTestTimeout(20 * time.Second)
	d.env.RegisterWorkflowWithOptions(workflows.Document, workflow.RegisterOptions{Name: workflows.DocumentProcess})
	p := &activities.Process{Store: d}
	for name, f := range map[string]any{"Advance": p.Advance, "CloseProcess": p.CloseProcess, "MarkStuck": p.MarkStuck, "Archive": d.archive} {
		d.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	return d
}

func (d *paperwork) run() {
	d.t.Helper()
	d.env.ExecuteWorkflow(workflows.DocumentProcess, flow.Case{Number: d.life.Number, UUID: uuid, Kind: "document", Epoch: 1, Shape: process.Shape})
	require.True(d.t, d.env.IsWorkflowCompleted())
	require.NoError(d.t, d.env.GetWorkflowError())
	require.Equal(d.t, 1, d.ended)
}

// after changes the facts when the time has passed, and wakes the process.
func (d *paperwork) after(by time.Duration, signal string, f func(now time.Time)) {
	d.env.RegisterDelayedCallback(func() {
		f(d.env.Now())
		d.env.SignalWorkflow(signal, nil)
	}, by)
}

func (d *paperwork) decided(v domain.Verdict) func(time.Time) {
	return func(now time.Time) { d.state = document.PlanOver(d.state, document.StageApprove, v, now) }
}

func (d *paperwork) asked(now time.Time) { d.state.RevokeAskedAt = &now }

func (d *paperwork) revoked(v domain.Verdict) func(time.Time) {
	return func(now time.Time) { d.revoke, d.state = v, document.PlanOver(d.state, document.StageRevoke, v, now) }
}

// Advance judges as the store does: it issues and orders archives where those stages are open.
func (d *paperwork) Advance(_ context.Context, in process.AdvanceIn) (process.AdvanceOut, error) {
	now := d.env.Now()
	d.state, _ = document.Settle(d.state, 1, now)
	out := process.AdvanceOut{State: "active"}
	for _, ref := range in.Open {
		switch ref.Stage {
		case document.StageIssue:
			if d.state.IssuedAt == nil {
				until := now.Add(2 * days)
				d.state.IssuedAt, d.state.CirculateUntil = &now, &until
			}
		case document.StageArchive:
			if document.Judge(ref.Stage, d.state, d.revoke) == "" && !slices.Contains(d.filed, false) {
				d.filed = append(d.filed, false)
			}
		}
		out.Positions = append(out.Positions, d.position(ref))
	}
	for i, made := range d.filed {
		if !made {
			out.Effects = append(out.Effects, process.Effect{ID: int64(i + 1), Kind: "Archive", Summary: "archive"})
		}
	}
	if at, what := document.Next(d.state); at != nil {
		out.NextAt, out.NextIn, out.NextLine = at.Format(time.RFC3339Nano), max(at.Sub(now), time.Second).Milliseconds(), what
	}
	return out, nil
}

func (d *paperwork) position(ref process.StageRef) process.Position {
	i := slices.IndexFunc(d.rounds, func(x process.Remembered) bool { return x.StageRef == ref })
	if i < 0 {
		d.rounds = append(d.rounds, process.Remembered{StageRef: ref})
		i = len(d.rounds) - 1
	}
	if d.rounds[i].Verdict == "" {
		d.rounds[i].Verdict = document.Judge(ref.Stage, d.state, d.revoke)
	}
	return process.Position{StageRef: ref, Verdict: d.rounds[i].Verdict}
}

// archive is the effect; as the store it wakes the process.
func (d *paperwork) archive(_ context.Context, id int64) error {
	now := d.env.Now()
	d.filed[id-1] = true
	if d.state.RevokeAskedAt == nil {
		if d.state.ArchivedAt == nil {
			d.state.ArchivedAt = &now
		}
		if d.state.RevokedAt != nil {
			d.state.RevokedFiledAt = &now
		}
	}
	d.env.SignalWorkflow("Archived", nil)
	return nil
}

func (d *paperwork) CloseProcess(context.Context, process.Life) (bool, error) {
	d.ended++
	return true, nil
}

func (d *paperwork) SetStuck(context.Context, process.Life, string) error { return nil }

func TestDocument_IsIssuedCirculatedAndArchived(t *testing.T) {
	d := newPaperwork(t)
	d.after(minute, "Approved", d.decided(done))
	d.run()
	require.Equal(t, []process.Remembered{round("approve", 1, done), round("issue", 1, done), round("circulate", 1, done), round("archive", 1, done)}, d.rounds)
	require.Equal(t, document.Archived, d.state.Status())
	require.WithinDuration(t, start.Add(2*days), d.env.Now(), 5*minute, "its one timer ends the circulation")
	require.Equal(t, []bool{true}, d.filed)
}

func TestDocument_EndsWithItsPlan(t *testing.T) {
	for _, v := range []domain.Verdict{reject, domain.VerdictFailed, domain.VerdictWithdrawn, domain.VerdictCancelled} {
		d := newPaperwork(t)
		d.after(minute, "Rejected", d.decided(v))
		d.run()
		require.Equal(t, []process.Remembered{round("approve", 1, v)}, d.rounds)
		require.Empty(t, d.filed)
	}
}

func TestDocument_IsKeptAndThenRevokedWhileItCirculates(t *testing.T) {
	d := newPaperwork(t)
	d.after(minute, "Approved", d.decided(done))
	d.after(3*minute, "RevocationAsked", d.asked)
	d.after(5*minute, "Rejected", d.revoked(reject))
	d.after(7*minute, "RevocationAsked", d.asked)
	d.after(9*minute, "Approved", d.revoked(done))
	d.run()
	require.Equal(t, []process.Remembered{round("approve", 1, done), round("issue", 1, done), round("circulate", 1, returns), round("revoke", 1, reject),
		round("circulate", 2, returns), round("revoke", 2, done), round("circulate", 3, done), round("archive", 1, done)}, d.rounds)
	require.Equal(t, document.Revoked, d.state.Status())
	require.WithinDuration(t, start.Add(9*minute), d.env.Now(), minute, "nothing waits for readers any more")
}

// A life that begins with a revocation, years later, walks what has been done.
func TestDocument_NextLifeWalksWhatIsDone(t *testing.T) {
	d := newPaperwork(t)
	at := start.Add(-400 * days)
	d.state = document.State{Verdict: done, ApprovedAt: &at, IssuedAt: &at, CirculatedAt: &at, ArchivedAt: &at}
	d.asked(start)
	d.after(minute, "Approved", d.revoked(done))
	d.run()
	require.Equal(t, []process.Remembered{round("approve", 1, done), round("issue", 1, done), round("circulate", 1, returns), round("revoke", 1, done),
		round("circulate", 2, done), round("archive", 1, done)}, d.rounds)
	require.True(t, d.state.Filed())
}
