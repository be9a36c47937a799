package activities

import (
	"context"

	"go.temporal.io/sdk/workflow"

	"steward/domain/process"
)

// NoticeStore is what notices ask of the database.
type NoticeStore interface {
	FinishNotice(ctx context.Context, effectID int64) error
}

// Notices are the activities that tell people. A nil Notices serves the stub.
type Notices struct{ Store NoticeStore }

// Notify tells the recipients of an effect, once each.
func (a *Notices) Notify(ctx context.Context, effectID int64) error {
	return edge(a.Store.FinishNotice(ctx, effectID))
}

// Escalate calls the managers of an effect, once each.
func (a *Notices) Escalate(ctx context.Context, effectID int64) error {
	return edge(a.Store.FinishNotice(ctx, effectID))
}

// Effect is the stub that carries out an effect by its kind; an unknown kind is an activity that this build lacks, and
// waits for one that has it.
func Effect(ctx workflow.Context, e process.Effect) error {
	return workflow.ExecuteActivity(ctx, e.Kind, e.ID).Get(ctx, nil)
}
