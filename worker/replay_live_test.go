package worker_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/workflow"

	"steward/domain/incident"
	"steward/worker"
	"steward/workflows"
)

// Issue: the open histories of a running server against this build, with workflow and event on divergence. Not in parallel
// with others: it changes the table of processes.
func TestReplayLive(t *testing.T) {
	d := newDesk(t)
	d.startWorkers()
	open, ended, waiting := d.raise(), d.raise(), ""
	d.atStage(open, incident.StageHandle)
	d.must(d.customer, ended, incident.Act{Verb: incident.Cancel, Comment: "x"})
	d.ended(ended)
	d.listed(1)
	d.stopWorkers()
	waiting = d.raise() // started, and no worker has seen it yet
	_, err := d.relay.Drain(d.ctx())
	require.NoError(t, err)
	d.listed(2)
	run := func(since time.Time) (int, []string) {
		progress := 0
		l := worker.LiveReplay{Client: d.client, Namespace: d.namespace, ClosedSince: since, Progress: func(done, expected int) { progress = expected - done }}
		n, diverging, err := l.Run(d.ctx())
		require.NoError(t, err)
		require.Zero(t, progress)
		ids := []string{}
		for _, x := range diverging {
			require.Contains(t, x.Error(), fmt.Sprintf("%s: diverges at event %d: ", x.ID, x.Event))
			require.True(t, x.Event >= 4 && x.Event <= 14, "event %d: one of the first two tasks with commands; signals between them come when they like", x.Event)
			ids = append(ids, x.ID)
		}
		return n, ids
	}
	n, diverging := run(time.Time{})
	require.Equal(t, 2, n)
	require.Empty(t, diverging, "%s has nothing to diverge from", waiting)
	n, diverging = run(time.Now().Add(-time.Hour))
	require.Equal(t, 3, n)
	require.Empty(t, diverging)

	worker.Workflows[workflows.IncidentProcess] = func(ctx workflow.Context, in workflows.Case) error {
		if err := workflow.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		return workflows.Incident(ctx, in)
	}
	defer func() { worker.Workflows[workflows.IncidentProcess] = workflows.Incident }()
	_, diverging = run(time.Time{})
	require.Equal(t, []string{open}, diverging)
	_, diverging = run(time.Now().Add(-time.Hour))
	require.Equal(t, []string{open, ended}, diverging)
}
