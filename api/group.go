package api

import (
	"context"
	"net/http"

	"steward/domain"
	"steward/store"
)

type groupMembers struct {
	Named
	Body struct {
		Users []domain.Key `json:"users" maxItems:"5000" doc:"Everybody who works in the group from now on"`
	}
}

func (s *Server) registerGroups() {
	registerNoun(s, directoryNoun[store.Group, store.GroupInput]{
		one: "group", many: "groups", read: deskOnly,
		list: forAnybody(s.Store.Groups), get: forAnybody(s.Store.Group), create: s.Store.CreateGroup, update: s.Store.UpdateGroup,
	})
	register(s, op(http.MethodPut, "/groups/{id}/members", "set-group-members", "Say who works in a group"), admins,
		func(ctx context.Context, in *groupMembers) (*body[store.Group], error) {
			return answer(s.Store.SetMembers(ctx, viewerOf(ctx), in.key(), in.Body.Users))
		})
}
