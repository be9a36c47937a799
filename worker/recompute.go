package worker

import (
	"context"
	"log/slog"

	"steward/store"
)

// Recompute carries out the jobs that set clocks to changed calendars and policies. One may run in every worker; one at a time
// works, and the next goes on where it was killed.
type Recompute struct {
	Store *store.Store
	Log   *slog.Logger
}

// Run works until the context ends.
func (r *Recompute) Run(ctx context.Context) {
	jobs := &store.LevelRunner{Store: r.Store}
	workOff(ctx, r.Log, "recompute: a batch failed; it is tried again", jobs.Step)
}
