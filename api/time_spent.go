package api

import (
	"context"
	"net/http"
	"time"

	"steward/store"
)

func (s *Server) registerTimeSpent() {
	register(s, op(http.MethodGet, "/work-log/sums", "sum-work-log", "Sum the time spent by record, person or customer"), deskOnly, s.sumWorkLog)
}

type sumWorkLogInput struct {
	By    string    `query:"by" enum:"record,person,customer" required:"true"`
	From  time.Time `query:"from" doc:"Not before this instant"`
	To    time.Time `query:"to" doc:"Before this instant"`
	Limit int       `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *Server) sumWorkLog(ctx context.Context, in *sumWorkLogInput) (*body[list[store.TimeSpent]], error) {
	sums, err := s.Store.TimeSums(ctx, viewerOf(ctx), in.By, in.From, in.To, in.Limit)
	return answer(list[store.TimeSpent]{Items: sums}, err)
}
