package api

import (
	"context"
	"net/http"
	"time"

	"steward/store"
)

type unitAt struct {
	Named
	At time.Time `query:"at" doc:"Answer the path that the unit had at this instant"`
}

func (s *Server) registerUnits() {
	registerNoun(s, directoryNoun[store.Unit, store.UnitInput]{
		one: "unit", many: "units", read: deskOnly, tree: true,
		list: forAnybody(s.Store.Units), create: s.Store.CreateUnit, update: s.Store.UpdateUnit,
	})
	register(s, op(http.MethodGet, "/units/{id}", "get-unit", "One unit"), deskOnly, func(ctx context.Context, in *unitAt) (*body[store.Unit], error) {
		return answer(s.Store.Unit(ctx, in.key(), in.At))
	})
}
