package worker

import (
	"context"
	"log/slog"

	"steward/store"
)

// HandOvers moves the work of people who leave. One may run in every worker: each piece is moved once, and whoever comes next goes on where one was killed.
type HandOvers struct {
	Store *store.Store
	Log   *slog.Logger
}

// Run works until the context ends.
func (h *HandOvers) Run(ctx context.Context) {
	workOff(ctx, h.Log, "hand-over: a piece of work could not be moved; it is tried again", h.Store.HandOverStep)
}
