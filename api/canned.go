package api

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"steward/domain"
	"steward/domain/canned"
	"steward/store"
)

func (s *Server) registerCanned() {
	register(s, op(http.MethodGet, "/canned-replies", "list-canned-replies", "The canned replies that you may use or change"), deskOnly, s.cannedReplies)
	register(s, created(op(http.MethodPost, "/canned-replies", "create-canned-reply", "Add a canned reply: your own, a group's, or everybody's")), deskOnly,
		func(ctx context.Context, in *creation[store.CannedInput]) (*cannedAnswer, error) {
			return cannedOf(s.Store.CreateCanned(ctx, viewerOf(ctx), in.Body, in.Key))
		})
	register(s, op(http.MethodPut, "/canned-replies/{id}", "replace-canned-reply", "Change a canned reply"), deskOnly, s.replaceCanned)
	register(s, op(http.MethodDelete, "/canned-replies/{id}", "remove-canned-reply", "Remove a canned reply"), deskOnly, func(ctx context.Context, in *cannedInput) (*nothing, error) {
		return nil, s.Store.RemoveCanned(ctx, viewerOf(ctx), in.ID)
	})
	register(s, op(http.MethodGet, "/canned-replies/placeholders", "list-canned-placeholders", "What placeholders of canned replies may speak of"), deskOnly, s.placeholders)
	register(s, op(http.MethodGet, "/records/{number}/canned-replies", "fill-canned-replies", "The canned replies that you may use, filled for this record"), deskOnly, s.filledReplies)
}

type cannedInput struct {
	ID int64 `path:"id" minimum:"1"`
}

type cannedAnswer struct {
	ETag string `header:"ETag"`
	Body store.CannedReply
}

func cannedOf(r store.CannedReply, err error) (*cannedAnswer, error) {
	if err != nil {
		return nil, err
	}
	return &cannedAnswer{etag(r.Revision), r}, nil
}

type cannedList struct {
	Q string `query:"q" maxLength:"200" doc:"Found in shortcut, names and words"`
}

func (s *Server) cannedReplies(ctx context.Context, in *cannedList) (*body[list[store.CannedReply]], error) {
	rs, err := s.Store.CannedReplies(ctx, viewerOf(ctx), store.CannedQuery{Q: strings.TrimSpace(in.Q)})
	return answer(list[store.CannedReply]{Items: rs}, err)
}

type replaceCannedInput struct {
	ID int64 `path:"id" minimum:"1"`
	Conditional
	Body store.CannedInput
}

func (s *Server) replaceCanned(ctx context.Context, in *replaceCannedInput) (*cannedAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return cannedOf(s.Store.UpdateCanned(ctx, viewerOf(ctx), in.ID, revision, in.Body))
}

// Placeholder is one name that a canned reply may use.
type Placeholder struct {
	Name string      `json:"name" doc:"written as {{name}}"`
	Text domain.Text `json:"text" doc:"what stands there"`
}

func (s *Server) placeholders(context.Context, *struct{}) (*body[list[Placeholder]], error) {
	out := list[Placeholder]{Items: []Placeholder{}}
	for _, p := range canned.Placeholders() {
		out.Items = append(out.Items, Placeholder{p.Name, p.Text})
	}
	return &body[list[Placeholder]]{out}, nil
}

type filledInput struct {
	RecordInput
	Q string `query:"q" maxLength:"200" doc:"Found in shortcut, names and words"`
}

func (s *Server) filledReplies(ctx context.Context, in *filledInput) (*body[store.FilledReplies], error) {
	noteRecord(ctx, in.Number)
	link := s.address(requestOf(ctx).origin) + "/tickets/" + url.PathEscape(in.Number)
	return answer(s.Store.FilledReplies(ctx, viewerOf(ctx), in.Number, strings.TrimSpace(in.Q), link))
}
