package api

import (
	"context"
	"net/http"

	"steward/store"
)

type monitorTasksInput struct {
	Person int64 `query:"person" minimum:"0" doc:"an id; 0: what waits on pools"`
}

func (s *Server) monitorTasks(ctx context.Context, in *monitorTasksInput) (*body[list[store.Task]], error) {
	ts, err := s.Store.Tasks(ctx, viewerOf(ctx), in.Person)
	return answer(list[store.Task]{Items: ts}, err)
}

func (s *Server) registerMonitor() {
	m := &store.Monitor{Store: s.Store}
	register(s, op(http.MethodGet, "/monitor", "monitor", "See all running work by unit and person, who is overdue first"), deskOnly,
		func(ctx context.Context, _ *struct{}) (*body[list[store.Load]], error) {
			loads, err := m.Loads(ctx, viewerOf(ctx))
			return answer(list[store.Load]{Items: loads}, err)
		})
	register(s, op(http.MethodGet, "/monitor/tasks", "monitor-tasks", "See the open items of plans that wait on one person, or on pools"), deskOnly, s.monitorTasks)
}
