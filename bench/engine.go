package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

var silent = slog.New(slog.DiscardHandler)

// The bare counterparts of a process: a workflow that runs one activity at each signal, and one that runs one activity and ends. Their
// activities do nothing but say that they ran.
const (
	bareQueue = "bench"
	onSignal  = "BenchOnSignal"
	onStart   = "BenchOnStart"
	ranName   = "BenchRan"
)

// engine runs the bare workflows on the same server, in this process, with as many pollers as the product has.
type engine struct {
	client client.Client
	worker worker.Worker
	ran    waiting
}

func newEngine(options client.Options) (*engine, error) {
	options.Logger = log.NewStructuredLogger(silent)
	options.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{} // as the product does
	c, err := client.Dial(options)
	if err != nil {
		return nil, err
	}
	e := &engine{client: c, ran: waiting{open: map[string]chan struct{}{}}}
	pollers := worker.NewPollerBehaviorAutoscaling(worker.PollerBehaviorAutoscalingOptions{InitialNumberOfPollers: 4, MinimumNumberOfPollers: 4, MaximumNumberOfPollers: 64})
	e.worker = worker.New(c, bareQueue, worker.Options{WorkflowTaskPollerBehavior: pollers, ActivityTaskPollerBehavior: pollers})
	e.worker.RegisterWorkflowWithOptions(runOnSignal, workflow.RegisterOptions{Name: onSignal})
	e.worker.RegisterWorkflowWithOptions(runOnStart, workflow.RegisterOptions{Name: onStart})
	e.worker.RegisterActivityWithOptions(func(_ context.Context, mark string) error { e.ran.done(mark); return nil }, activity.RegisterOptions{Name: ranName})
	return e, e.worker.Start()
}

func (e *engine) stop() {
	e.worker.Stop()
	e.client.Close()
}

func ranOptions(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
}

func runOnSignal(ctx workflow.Context) error {
	for {
		var mark string
		workflow.GetSignalChannel(ctx, "go").Receive(ctx, &mark)
		if mark == "" {
			return nil
		}
		if err := workflow.ExecuteActivity(ranOptions(ctx), ranName, mark).Get(ctx, nil); err != nil {
			return err
		}
	}
}

func runOnStart(ctx workflow.Context, mark string) error {
	return workflow.ExecuteActivity(ranOptions(ctx), ranName, mark).Get(ctx, nil)
}

// signal answers an operation: a signal to one of the clients' workflows, until the activity ran.
func (e *engine) signal(ctx context.Context, clients int) (do operation, end func(), err error) {
	ids := make(chan string, clients)
	for i := range clients {
		id := fmt.Sprintf("bench-signal-%d-%d", time.Now().UnixNano(), i)
		if _, err := e.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: bareQueue}, onSignal); err != nil {
			return nil, nil, err
		}
		ids <- id
	}
	do = func(ctx context.Context, count int) error {
		id := <-ids
		defer func() { ids <- id }()
		mark := fmt.Sprintf("%s/%d", id, count)
		ran := e.ran.wait(mark)
		if err := e.client.SignalWorkflow(ctx, id, "", "go", mark); err != nil {
			return err
		}
		return within(ctx, ran)
	}
	end = func() {
		for range clients {
			_ = e.client.SignalWorkflow(ctx, <-ids, "", "go", "") // it ends; the server is thrown away soon
		}
	}
	return do, end, nil
}

// start is an operation: the start of a workflow, until its activity ran.
func (e *engine) start(ctx context.Context, count int) error {
	id := fmt.Sprintf("bench-start-%d-%d", time.Now().UnixNano(), count)
	ran := e.ran.wait(id)
	if _, err := e.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: bareQueue}, onStart, id); err != nil {
		return err
	}
	return within(ctx, ran)
}

// waiting are those who wait for something that is told by a mark.
type waiting struct {
	mu   sync.Mutex
	open map[string]chan struct{}
}

func (w *waiting) wait(mark string) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	ch := make(chan struct{})
	w.open[mark] = ch
	return ch
}

func (w *waiting) done(mark string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ch := w.open[mark]; ch != nil {
		close(ch)
		delete(w.open, mark)
	}
}

func (w *waiting) marks() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	marks := make([]string, 0, len(w.open))
	for m := range w.open {
		marks = append(marks, m)
	}
	return marks
}

func within(ctx context.Context, ran <-chan struct{}) error {
	select {
	case <-ran:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(time.Minute):
		return fmt.Errorf("nothing came of it within a minute")
	}
}
