// Package worker runs processes: the one table of what is registered, the relay that starts and wakes them, and the sweep
// that finds what was lost.
package worker

import (
	"context"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"steward/activities"
	"steward/paper"
	"steward/printing"
	"steward/store"
	"steward/workflows"
	"steward/workflows/flow"
)

// Workflows is the table of processes by their registered names. A name is for ever.
var Workflows = map[string]any{
	workflows.IncidentProcess: workflows.Incident,
	workflows.ApprovalProcess: workflows.Approval,
	workflows.DocumentProcess: workflows.Document,
}

// Activities is the table of activities by their registered names. A name is for ever.
func Activities(s *store.Store) map[string]any {
	p, n := &activities.Process{Store: s}, &activities.Notices{Store: s}
	a := &activities.Archives{Store: s, Sheet: archiveSheet(s)}
	return map[string]any{
		"Advance":      p.Advance,
		"CloseProcess": p.CloseProcess,
		"MarkStuck":    p.MarkStuck,
		"Notify":       n.Notify,
		"Escalate":     n.Escalate,
		"Archive":      a.Archive,
	}
}

// archiveSheet answers how a document is printed for the archive.
func archiveSheet(s *store.Store) func(context.Context, string) (paper.Sheet, error) {
	return func(ctx context.Context, number string) (paper.Sheet, error) { return printing.Whole(ctx, s, number) }
}

// notifyRate is how many notices a second one worker sends at most.
const notifyRate = 200

// New makes the workers of one process: one for processes and their database work, one for notices.
func New(c client.Client, s *store.Store) []worker.Worker {
	sticky()
	main := worker.New(c, flow.Queue, worker.Options{
		MaxConcurrentActivityExecutionSize:      64,
		MaxConcurrentLocalActivityExecutionSize: 64,
		MaxConcurrentWorkflowTaskExecutionSize:  64,
		WorkflowTaskPollerBehavior:              worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{InitialNumberOfPollers: 4, MinimumNumberOfPollers: 4, MaximumNumberOfPollers: 64}),
		ActivityTaskPollerBehavior:              worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{InitialNumberOfPollers: 4, MinimumNumberOfPollers: 4, MaximumNumberOfPollers: 64}),
		WorkerStopTimeout:                       5 * time.Second,
	})
	notices := worker.New(c, flow.QueueNotify, worker.Options{
		DisableWorkflowWorker:        true,
		TaskQueueActivitiesPerSecond: notifyRate,
		WorkerStopTimeout:            5 * time.Second,
	})
	for name, f := range Workflows {
		main.RegisterWorkflowWithOptions(f, workflow.RegisterOptions{Name: name})
	}
	for name, f := range Activities(s) {
		main.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
		notices.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	return []worker.Worker{main, notices}
}

// cachedRuns is how many runs a worker keeps in memory between their tasks.
const cachedRuns = 500

func sticky() { worker.SetStickyWorkflowCacheSize(cachedRuns) }
