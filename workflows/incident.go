package workflows

import (
	"go.temporal.io/sdk/workflow"

	"steward/domain/incident"
	"steward/workflows/flow"
)

// Incident carries an incident, question, consultation or complaint: it is handled until the requester accepts the
// resolution or its time has passed, and may be reopened for a while after.
func Incident(ctx workflow.Context, in flow.Case) error {
	c, err := flow.Open(ctx, in)
	if err != nil {
		return err
	}
	for {
		v, err := c.Run(ctx, incident.StageHandle)
		if err != nil || v.Stopped() {
			return c.Close(ctx, v, err)
		}
		v, err = c.Run(ctx, incident.StageAccept)
		if err == nil && v.Rejected() {
			continue
		}
		if err != nil || v.Stopped() {
			return c.Close(ctx, v, err)
		}
		v, err = c.Until(ctx, incident.StageReopen)
		if err != nil || !v.Returned() {
			return c.Close(ctx, v, err)
		}
	}
}
