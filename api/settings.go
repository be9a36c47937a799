package api

import (
	"context"
	"net/http"

	"steward/domain/directory"
	"steward/store"
)

// matrix is the priority for every impact and urgency.
type matrix struct {
	Rows []directory.Cell `json:"rows" nullable:"false" doc:"All nine cells, each once"`
}

func matrixOf(cells []directory.Cell, err error) (*body[matrix], error) {
	return answer(matrix{cells}, err)
}

func (s *Server) registerSettings() {
	register(s, op(http.MethodGet, "/priority-matrix", "get-priority-matrix", "The priority for every impact and urgency"), deskOnly,
		func(ctx context.Context, _ *struct{}) (*body[matrix], error) {
			return matrixOf(s.Store.PriorityMatrix(ctx))
		})
	register(s, op(http.MethodPut, "/priority-matrix", "set-priority-matrix", "Replace the priority matrix; existing records stay as they are"), admins,
		func(ctx context.Context, in *struct{ Body matrix }) (*body[matrix], error) {
			return matrixOf(s.Store.SetPriorityMatrix(ctx, viewerOf(ctx), in.Body.Rows))
		})
	register(s, op(http.MethodGet, "/desk-settings", "get-desk-settings", "How long the desk's promises run"), deskOnly,
		func(ctx context.Context, _ *struct{}) (*body[store.DeskSettings], error) {
			return answer(s.Store.DeskSettings(ctx))
		})
	register(s, op(http.MethodPatch, "/desk-settings", "update-desk-settings", "Change how long promises run that are given from now on"), admins,
		func(ctx context.Context, in *struct{ Body store.DeskSettingsInput }) (*body[store.DeskSettings], error) {
			return answer(s.Store.UpdateDeskSettings(ctx, viewerOf(ctx), in.Body))
		})
}
