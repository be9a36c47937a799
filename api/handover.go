package api

import (
	"context"
	"net/http"
	"strconv"

	"steward/domain"
	"steward/store"
)

func (s *Server) registerHandOvers() {
	register(s, op(http.MethodGet, "/users/{id}/hand-over", "preview-hand-over", "What depends on a person: work that a hand-over moves, and what is settled by hand"), admins,
		func(ctx context.Context, in *Named) (*body[store.Belongings], error) {
			return answer(s.Store.Belongings(ctx, in.key()))
		})
	register(s, accepted(op(http.MethodPost, "/users/{id}/hand-over", "start-hand-over", "Hand everything that waits on a person to somebody else")), admins, s.startHandOver)
	register(s, op(http.MethodGet, "/hand-overs/{id}", "get-hand-over", "See how far a hand-over is"), admins, func(ctx context.Context, in *handOverInput) (*body[store.HandOver], error) {
		return answer(s.Store.HandOver(ctx, in.ID))
	})
	register(s, op(http.MethodGet, "/hand-overs/{id}/items", "list-hand-over-items", "What became of each piece of work"), admins, s.handOverItems)
}

type handOverStart struct {
	Named
	Body struct {
		To     domain.Key `json:"to" doc:"who takes it over"`
		Reason string     `json:"reason" maxLength:"4000" doc:"stands at each act"`
	}
}

func (s *Server) startHandOver(ctx context.Context, in *handOverStart) (*body[store.HandOver], error) {
	return answer(s.Store.StartHandOver(ctx, viewerOf(ctx), in.key(), in.Body.To, in.Body.Reason))
}

type handOverInput struct {
	ID int64 `path:"id" minimum:"1"`
}

type handOverItems struct {
	ID     int64 `path:"id" minimum:"1"`
	Limit  int   `query:"limit" minimum:"1" maximum:"500" default:"100"`
	Cursor int   `query:"cursor" minimum:"0" doc:"Where the previous page ended: its \"next\""`
	Stuck  bool  `query:"stuck" doc:"Only what could not be moved"`
}

func (s *Server) handOverItems(ctx context.Context, in *handOverItems) (*body[list[store.HandOverItem]], error) {
	items, err := s.Store.HandOverItems(ctx, in.ID, in.Stuck, in.Cursor, in.Limit+1)
	page := list[store.HandOverItem]{Items: items}
	if len(items) > in.Limit {
		page.Items = items[:in.Limit]
		page.Next = strconv.Itoa(page.Items[in.Limit-1].N)
	}
	for i := range page.Items {
		page.Items[i].Why = page.Items[i].Said.In(languageOf(ctx))
	}
	return answer(page, err)
}
