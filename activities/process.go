package activities

import (
	"context"
	"errors"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"steward/domain"
	"steward/domain/process"
)

// ProcessStore is what a process asks of the database.
type ProcessStore interface {
	Advance(ctx context.Context, in process.AdvanceIn) (process.AdvanceOut, error)
	CloseProcess(ctx context.Context, life process.Life) (bool, error)
	SetStuck(ctx context.Context, life process.Life, why string) error
}

// Process are the activities between a process and its record. A nil Process serves the stubs.
type Process struct{ Store ProcessStore }

// Ending is how a process ends: for which verdict, or why it is stuck.
type Ending struct {
	process.Life
	Verdict domain.Verdict `json:"verdict,omitempty"`
	Why     string         `json:"why,omitempty"`
}

// Advance asks the database to advance the record and answers where its stages stand.
func (a *Process) Advance(ctx context.Context, in process.AdvanceIn) (process.AdvanceOut, error) {
	out, err := a.Store.Advance(ctx, in)
	return out, edge(err)
}

// CloseProcess ends the record's process; false: the record has begun another life meanwhile.
func (a *Process) CloseProcess(ctx context.Context, in Ending) (bool, error) {
	ended, err := a.Store.CloseProcess(ctx, in.Life)
	return ended, edge(err)
}

// MarkStuck shows operators why the process cannot go on.
func (a *Process) MarkStuck(ctx context.Context, in Ending) error {
	return edge(a.Store.SetStuck(ctx, in.Life, in.Why))
}

// Advance is the stub of Process.Advance, tried first within the workflow task if locally.
func Advance(ctx workflow.Context, in process.AdvanceIn, locally bool) (out process.AdvanceOut, err error) {
	err = ask(ctx, "Advance", in, &out, locally)
	return out, err
}

// CloseProcess is the stub of Process.CloseProcess, tried first within the workflow task if locally.
func CloseProcess(ctx workflow.Context, in Ending, locally bool) (ended bool, err error) {
	err = ask(ctx, "CloseProcess", in, &ended, locally)
	return ended, err
}

// ask runs an activity. What fails within the workflow task goes on as an activity of its own, whose tries operators see.
func ask(ctx workflow.Context, name string, in, out any, locally bool) error {
	if locally {
		err := workflow.ExecuteLocalActivity(ctx, name, in).Get(ctx, out)
		var app *temporal.ApplicationError
		if err == nil || temporal.IsCanceledError(err) || errors.As(err, &app) && app.NonRetryable() {
			return err
		}
	}
	return workflow.ExecuteActivity(ctx, name, in).Get(ctx, out)
}

// MarkStuck is the stub of Process.MarkStuck.
func MarkStuck(ctx workflow.Context, in Ending) error {
	return workflow.ExecuteActivity(ctx, (*Process)(nil).MarkStuck, in).Get(ctx, nil)
}
