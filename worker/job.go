package worker

import (
	"context"
	"log/slog"
	"time"
)

// jobLook is how often it is looked for a job, and waited after an error.
const jobLook = time.Second

// workOff does one step of a job after the other while there is something to do, until the context ends; failed is what to say of a step that will be tried again.
func workOff(ctx context.Context, log *slog.Logger, failed string, step func(context.Context) (worked bool, err error)) {
	tick := time.NewTicker(jobLook)
	defer tick.Stop()
	for {
		worked, err := step(ctx)
		if err != nil && ctx.Err() == nil {
			log.Warn(failed, "error", err)
		}
		if worked && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
