package worker

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"steward/store"
	"steward/workflows"
)

// Sweep finds processes that missed a wake, a timer or their run, and wakes them.
type Sweep struct {
	Store     *store.Store
	Client    client.Client
	Namespace string
	Log       *slog.Logger
	Every     time.Duration // 0: 30 s
	Late      time.Duration // how far an instant may lie back before its timer counts as lost; 0: 30 s
}

// Run sweeps until the context ends.
func (s *Sweep) Run(ctx context.Context) {
	every := s.Every
	if every == 0 {
		every = 30 * time.Second
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if n, err := s.Once(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("sweep failed", "error", err)
		} else if n > 0 {
			s.Log.Info("sweep woke processes", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once sweeps once and answers how many processes it woke.
func (s *Sweep) Once(ctx context.Context) (int, error) {
	late := s.Late
	if late == 0 {
		late = 30 * time.Second
	}
	n, err := s.Store.SweepProcesses(ctx, late)
	if err != nil {
		return n, err
	}
	m, err := s.ended(ctx)
	return n + m, err
}

// ended finds runs that ended in the last minutes though their process has not: cancelled or terminated by hand, failed.
func (s *Sweep) ended(ctx context.Context) (int, error) {
	since := time.Now().Add(-15 * time.Minute).UTC().Format(time.RFC3339)
	query := fmt.Sprintf(`ExecutionStatus IN ("Terminated", "Canceled", "Failed", "TimedOut") AND CloseTime > %q`, since)
	woken := 0
	var page []byte
	for {
		res, err := s.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: s.Namespace, Query: query, PageSize: 500, NextPageToken: page})
		if err != nil {
			return woken, err
		}
		for _, e := range res.Executions {
			number, epoch := workflows.ParseID(e.Execution.WorkflowId)
			if !s.current(ctx, number, epoch) || s.runs(ctx, e.Execution.WorkflowId) {
				continue
			}
			began, err := s.Store.NextEpoch(ctx, number, epoch, "its run was "+strings.ToLower(e.Status.String()))
			if err != nil {
				s.Log.Warn("sweep: cannot begin the next life", "record", number, "error", err)
			}
			if began {
				woken++
			}
		}
		if page = res.NextPageToken; len(page) == 0 {
			return woken, nil
		}
	}
}

// runs tells whether a later run goes on under the same ID: an operator has reset the one that ended.
func (s *Sweep) runs(ctx context.Context, id string) bool {
	d, err := s.Client.DescribeWorkflowExecution(ctx, id, "")
	return err == nil && d.GetWorkflowExecutionInfo().GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
}

// current tells whether the record's process still is in this epoch: a cheap look before a lock.
func (s *Sweep) current(ctx context.Context, number string, epoch int) bool {
	now, err := s.Store.Epoch(ctx, number)
	return err == nil && now == epoch
}
