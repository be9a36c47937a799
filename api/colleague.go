package api

import (
	"context"
	"net/http"

	"steward/store"
)

func (s *Server) registerColleagues() {
	register(s, op(http.MethodGet, "/colleagues", "list-colleagues", "Find people of your own side, to name them in what you do: who works here, or your organisation's contacts"), signedIn, s.listColleagues)
}

func (s *Server) listColleagues(ctx context.Context, in *struct {
	Q     string `query:"q" maxLength:"200" doc:"Found in login and names"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many to answer at most"`
}) (*body[list[store.Colleague]], error) {
	cs, err := s.Store.Colleagues(ctx, viewerOf(ctx), in.Q, in.Limit)
	return answer(list[store.Colleague]{Items: cs}, err)
}
