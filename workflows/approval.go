package workflows

import (
	"go.temporal.io/sdk/workflow"

	"steward/domain/approval"
	"steward/workflows/flow"
)

// Approval carries a request for approval: its plan, until it is approved, rejected, withdrawn or terminated.
func Approval(ctx workflow.Context, in flow.Case) error {
	c, err := flow.Open(ctx, in)
	if err != nil {
		return err
	}
	v, err := c.Run(ctx, approval.StageApprove)
	return c.Close(ctx, v, err)
}
