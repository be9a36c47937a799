package api

import (
	"context"
	"net/http"

	"steward/store"
)

func (s *Server) registerDeputies() {
	register(s, op(http.MethodGet, "/deputies", "list-deputies", "List who stands in for whom"), signedIn, func(ctx context.Context, in *deputyList) (*body[store.Page[store.Deputy]], error) {
		return answer(s.Store.Deputies(ctx, viewerOf(ctx), store.DeputyQuery{Mine: in.Mine, Past: in.Past, Limit: in.Limit, Cursor: in.Cursor}))
	})
	register(s, created(op(http.MethodPost, "/deputies", "appoint-deputy", "Let somebody act in your name for a while")), signedIn, func(ctx context.Context, in *creation[store.DeputyInput]) (*body[store.Deputy], error) {
		return answer(s.Store.AppointDeputy(ctx, viewerOf(ctx), in.Body, in.Key))
	})
	register(s, op(http.MethodDelete, "/deputies/{id}", "revoke-deputy", "End an appointment now"), signedIn, func(ctx context.Context, in *deputyInput) (*nothing, error) {
		return nil, s.Store.RevokeDeputy(ctx, viewerOf(ctx), in.ID)
	})
}

type deputyList struct {
	Paged
	Mine bool `query:"mine" doc:"Only those whom you appointed, and those for whom you stand in; administrators and auditors see all without it"`
	Past bool `query:"past" doc:"Also those that are over or revoked"`
}

type deputyInput struct {
	ID int64 `path:"id" minimum:"1"`
}
