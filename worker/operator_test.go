package worker_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"steward/domain/incident"
	"steward/workflows"
)

// Issue, FLOW 18: cancel and terminate in the Web UI end a run, never a record: the sweep starts the next life, which
// stands where the old one stood.
func TestFlow18_EndingARunByHandEndsNoRecord(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(ctx context.Context, c client.Client, id string) error{
		"terminate": func(ctx context.Context, c client.Client, id string) error {
			return c.TerminateWorkflow(ctx, id, "", "by hand")
		},
		"cancel": func(ctx context.Context, c client.Client, id string) error { return c.CancelWorkflow(ctx, id, "") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.startWorkers()
			n := d.raise()
			d.resolve(n)
			d.atStage(n, incident.StageAccept)
			d.must(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No"})
			d.atStage(n, incident.StageHandle)
			before := d.process(n)
			require.NoError(t, end(d.ctx(), d.client, n))
			d.swept(n+" has its next life", func() bool {
				p := d.process(n)
				return p.Epoch == 2 && p.Needs == p.Advanced && d.status(n, 2) == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
			})
			after := d.process(n)
			require.Equal(t, []string{before.State, before.Stage}, []string{after.State, after.Stage})
			require.Equal(t, d.rounds(n, 1), d.rounds(n, 2))
			require.NotEqual(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, d.status(n, 1))
			require.Equal(t, []string{"create", "resolve", "reject", "restart_process"}, d.verbs(n), "and the record says so")
			d.resolve(n)
			d.atStage(n, incident.StageAccept)
			_, err := d.sweep.Once(d.ctx())
			require.NoError(t, err)
			require.Equal(t, 2, d.process(n).Epoch, "once")
		})
	}
}

// What is terminated while nobody sweeps is noticed by the next act.
func TestFlow11_TheNextActFindsThatTheRunIsGone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	require.NoError(t, d.client.TerminateWorkflow(d.ctx(), n, "", "by hand"))
	d.resolve(n)
	d.until("the second life", func() bool {
		p := d.process(n)
		return p.Epoch == 2 && p.Stage == incident.StageAccept && p.Needs == p.Advanced
	})
	d.until("the outbox is empty", func() bool { return d.count(`SELECT count(*) FROM outbox`) == 0 })
}

// A run that an operator resets in the Web UI does everything again, and nothing twice.
func TestFlow10_ARunThatIsResetChangesNothingTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.resolve(n)
	d.atStage(n, incident.StageAccept)
	d.must(d.customer, n, incident.Act{Verb: incident.Accept})
	d.atStage(n, incident.StageReopen)
	d.told(n, "resolved", "carla", 1)
	before := d.rounds(n, 1)
	_, err := d.client.ResetWorkflowExecution(d.ctx(), &workflowservice.ResetWorkflowExecutionRequest{
		Namespace: d.namespace, WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: workflows.ID(n, 1)},
		Reason: "by hand", RequestId: "once", WorkflowTaskFinishEventId: 4,
	})
	require.NoError(t, err)
	d.until("it stands there again", func() bool {
		p := d.progress(n, 1)
		return len(p.Open) == 1 && p.Open[0].Stage == incident.StageReopen && p.InFlight == 0
	})
	require.Equal(t, before, d.rounds(n, 1))
	d.told(n, "resolved", "carla", 1)
	d.letPass(20 * day)
	d.swept(n+" ended", func() bool { return d.process(n).EndedAt != nil })
	require.Equal(t, []string{"create", "resolve", "accept"}, d.verbs(n))
}

// A run of an earlier life that somehow still stands ends by itself when it is woken.
func TestFlow8_ARunOfAnEarlierLifeEndsWhenItWakes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	began, err := d.store.NextEpoch(d.ctx(), n, 1, "for the test")
	require.NoError(t, err)
	require.True(t, began)
	d.until("the second life", func() bool { return d.status(n, 2) == enums.WORKFLOW_EXECUTION_STATUS_RUNNING })
	require.Equal(t, enums.WORKFLOW_EXECUTION_STATUS_RUNNING, d.status(n, 1))
	require.NoError(t, d.client.SignalWorkflow(d.ctx(), n, "", "Woken", nil))
	d.until("the first ends", func() bool { return d.status(n, 1) == enums.WORKFLOW_EXECUTION_STATUS_FAILED })
	for range 3 {
		_, err = d.sweep.Once(d.ctx())
		require.NoError(t, err)
	}
	require.Equal(t, 2, d.process(n).Epoch)
	again, err := d.store.NextEpoch(d.ctx(), n, 1, "too late")
	require.NoError(t, err)
	require.False(t, again)
}
