package worker

import (
	"context"
	"log/slog"
	"time"

	"steward/store"
)

// recomputeLook is how often it is looked for a job, and waited after an error.
const recomputeLook = time.Second

// Recompute carries out the jobs that set clocks to changed calendars and policies. One may run in every worker; one at a time
// works, and the next goes on where it was killed.
type Recompute struct {
	Store *store.Store
	Log   *slog.Logger
}

// Run works until the context ends.
func (r *Recompute) Run(ctx context.Context) {
	jobs := &store.LevelRunner{Store: r.Store}
	tick := time.NewTicker(recomputeLook)
	defer tick.Stop()
	for {
		worked, err := jobs.Step(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Warn("recompute: a batch failed; it is tried again", "error", err)
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
