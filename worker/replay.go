package worker

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"golang.org/x/sync/errgroup"
)

// ReplayHistory runs today's processes over the history of a run with this workflow ID, and answers a *Divergence if they
// would not do what it says.
func ReplayHistory(id string, h *historypb.History) error {
	err := replay(id, h)
	if err == nil {
		return nil
	}
	return &Divergence{ID: id, Event: divergesAt(id, h), Err: err}
}

// Divergence says where today's process would do something else than a history says.
type Divergence struct {
	ID    string
	Event int64 // the workflow task whose commands differ
	Err   error
}

func (d *Divergence) Error() string {
	return fmt.Sprintf("%s: diverges at event %d: %v", d.ID, d.Event, d.Err)
}

func (d *Divergence) Unwrap() error { return d.Err }

func replay(id string, h *historypb.History) error {
	r, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{})
	if err != nil {
		return err
	}
	for name, f := range Workflows {
		r.RegisterWorkflowWithOptions(f, workflow.RegisterOptions{Name: name})
	}
	o := worker.ReplayWorkflowHistoryOptions{OriginalExecution: workflow.Execution{ID: id}}
	return r.ReplayWorkflowHistoryWithOptions(log.NewStructuredLogger(slog.New(slog.DiscardHandler)), h, o)
}

// divergesAt finds the first workflow task at which the replay of a history fails, by replaying its beginnings.
func divergesAt(id string, h *historypb.History) int64 {
	var tasks []int
	for i, e := range h.Events {
		if e.EventType == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			tasks = append(tasks, i)
		}
	}
	first := sort.Search(len(tasks)-1, func(k int) bool {
		return replay(id, &historypb.History{Events: h.Events[:tasks[k+1]-1]}) != nil
	})
	if first < 0 || first >= len(tasks) {
		return h.Events[len(h.Events)-1].EventId
	}
	return h.Events[tasks[first]].EventId
}

// ReadHistory reads a history as Temporal's tools write it, in JSON, or compressed as JSON.gz.
func ReadHistory(path string) (*historypb.History, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	h, err := client.HistoryFromJSON(r, client.HistoryJSONOptions{})
	if err == nil && len(h.GetEvents()) == 0 {
		err = errors.New("it has no events")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return h, nil
}

// WorkflowID answers the ID of the workflow that the history is of, as its first event says.
func WorkflowID(h *historypb.History) string {
	return h.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes().GetWorkflowId()
}

// LiveReplay runs this build over the histories of a server's open processes.
type LiveReplay struct {
	Client      client.Client
	Namespace   string
	ClosedSince time.Time                // also those that have ended since; zero: open ones only
	Progress    func(done, expected int) // hears how far it is; nil: nobody does
}

// replayHands is how many histories are downloaded and replayed at once.
const replayHands = 8

// Run answers how many histories it replayed and which diverge.
func (l *LiveReplay) Run(ctx context.Context) (int, []*Divergence, error) {
	runs, err := l.list(ctx)
	if err != nil {
		return 0, nil, err
	}
	var mu sync.Mutex
	replayed, diverging := 0, []*Divergence{}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(replayHands)
	for _, run := range runs {
		g.Go(func() error {
			err := l.one(ctx, run)
			mu.Lock()
			defer mu.Unlock()
			var d *Divergence
			if errors.As(err, &d) {
				diverging, err = append(diverging, d), nil
			}
			if replayed++; l.Progress != nil {
				l.Progress(replayed, len(runs))
			}
			return err
		})
	}
	err = g.Wait()
	slices.SortFunc(diverging, func(a, b *Divergence) int { return strings.Compare(a.ID, b.ID) })
	return replayed, diverging, err
}

func (l *LiveReplay) list(ctx context.Context) (runs []workflow.Execution, err error) {
	query := `WorkflowType IN ("` + strings.Join(slices.Sorted(maps.Keys(Workflows)), `", "`) + `") AND (ExecutionStatus = "Running"`
	if !l.ClosedSince.IsZero() {
		query += fmt.Sprintf(` OR CloseTime >= %q`, l.ClosedSince.UTC().Format(time.RFC3339))
	}
	var token []byte
	for {
		page, err := l.Client.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{Namespace: l.Namespace, Query: query + ")", NextPageToken: token})
		if err != nil {
			return nil, err
		}
		for _, e := range page.Executions {
			runs = append(runs, workflow.Execution{ID: e.Execution.WorkflowId, RunID: e.Execution.RunId})
		}
		if token = page.NextPageToken; len(token) == 0 {
			return runs, nil
		}
	}
}

// one downloads and replays the history of a run; one that is gone by now is well.
func (l *LiveReplay) one(ctx context.Context, run workflow.Execution) error {
	h := &historypb.History{}
	for it := l.Client.GetWorkflowHistory(ctx, run.ID, run.RunID, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); it.HasNext(); {
		e, err := it.Next()
		var gone *serviceerror.NotFound
		if errors.As(err, &gone) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", run.ID, err)
		}
		h.Events = append(h.Events, e)
	}
	if !begun(h) {
		return nil
	}
	return ReplayHistory(run.ID, h)
}

// begun tells whether a worker has done anything yet: the engine refuses to replay a history before that.
func begun(h *historypb.History) bool {
	return slices.ContainsFunc(h.Events, func(e *historypb.HistoryEvent) bool { return e.EventType == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED })
}
