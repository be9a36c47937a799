package workflows

import (
	"go.temporal.io/sdk/workflow"

	"steward/domain"
	"steward/domain/document"
	"steward/workflows/flow"
)

// Document carries an official document: decided by its plan, given its number, circulated, archived. A revocation, while it circulates or
// years later, is decided by a plan of its own; then what was left of the circulation goes on, or ends, and the archive gets what was decided.
func Document(ctx workflow.Context, in flow.Case) error {
	c, err := flow.Open(ctx, in)
	if err != nil {
		return err
	}
	if v, err := c.Run(ctx, document.StageApprove); err != nil || v != domain.VerdictDone {
		return c.Close(ctx, v, err)
	}
	if v, err := c.Run(ctx, document.StageIssue); err != nil || v.Stopped() {
		return c.Close(ctx, v, err)
	}
	for {
		v, err := c.Until(ctx, document.StageCirculate)
		if err == nil && !v.Returned() {
			v, err = c.Run(ctx, document.StageArchive)
		}
		if err != nil || !v.Returned() {
			return c.Close(ctx, v, err)
		}
		if _, err := c.Run(ctx, document.StageRevoke); err != nil {
			return c.Close(ctx, "", err)
		}
	}
}
