package worker

import (
	"context"
	"log/slog"
	"time"

	"steward/store"
)

// handOverLook is how often it is looked for a hand-over, and waited after an error.
const handOverLook = time.Second

// HandOvers moves the work of people who leave. One may run in every worker: each piece is moved once, and whoever comes next goes on where one was killed.
type HandOvers struct {
	Store *store.Store
	Log   *slog.Logger
}

// Run works until the context ends.
func (h *HandOvers) Run(ctx context.Context) {
	tick := time.NewTicker(handOverLook)
	defer tick.Stop()
	for {
		worked, err := h.Store.HandOverStep(ctx)
		if err != nil && ctx.Err() == nil {
			h.Log.Warn("hand-over: a piece of work could not be moved; it is tried again", "error", err)
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
