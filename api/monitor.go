package api

import (
	"context"
	"net/http"

	"steward/store"
)

func (s *Server) registerMonitor() {
	m := &store.Monitor{Store: s.Store}
	register(s, op(http.MethodGet, "/monitor", "monitor", "See all running work by unit and person, who is overdue first"), deskOnly,
		func(ctx context.Context, _ *struct{}) (*body[list[store.Load]], error) {
			loads, err := m.Loads(ctx, viewerOf(ctx))
			return answer(list[store.Load]{Items: loads}, err)
		})
}
