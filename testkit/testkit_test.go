package testkit_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"steward/cluster"
	"steward/testkit"
)

func TestDB_EachTestHasItsOwn(t *testing.T) {
	a, b := testkit.DB(t), testkit.DB(t)
	_, err := a.Exec("CREATE TABLE only_here ()")
	require.NoError(t, err)
	_, err = b.Exec("SELECT FROM only_here")
	require.Error(t, err)
}

func TestDB_ItsClockMayBeMoved(t *testing.T) {
	db := testkit.DB(t)
	_, err := db.Exec("UPDATE clock_shift SET shift = '1 day'")
	require.NoError(t, err)
	var ahead bool
	require.NoError(t, db.Get(&ahead, "SELECT steward_now() > clock_timestamp() + interval '23 hours'"))
	require.True(t, ahead)
}

// A new namespace is known to every service at once: a first workflow that sets attributes has no failed task.
func TestTemporal_EachTestHasItsOwnNamespace(t *testing.T) {
	kind, state := temporal.NewSearchAttributeKeyKeyword("StewardKind"), temporal.NewSearchAttributeKeyKeyword("StewardState")
	sets := func(ctx workflow.Context) error {
		return workflow.UpsertTypedSearchAttributes(ctx, state.ValueSet("new"))
	}
	for range 5 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		c, namespace := testkit.Temporal(t)
		w := worker.New(c, "q", worker.Options{})
		w.RegisterWorkflowWithOptions(sets, workflow.RegisterOptions{Name: "sets"})
		require.NoError(t, w.Start())
		run, err := c.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
			ID: "INC-000001", TaskQueue: "q", TypedSearchAttributes: temporal.NewSearchAttributes(kind.ValueSet("incident")),
		}, "sets")
		require.NoError(t, err)
		require.NoError(t, run.Get(ctx, nil))
		w.Stop()
		for events := c.GetWorkflowHistory(ctx, "INC-000001", "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
			e, err := events.Next()
			require.NoError(t, err)
			require.NotEqual(t, enums.EVENT_TYPE_WORKFLOW_TASK_FAILED, e.GetEventType())
		}
		d, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
		require.NoError(t, err)
		require.Equal(t, cluster.Retention, d.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration())
	}
}
