package api

import (
	"context"
	"net/http"
)

func (s *Server) registerPreview() {
	register(s, op(http.MethodPost, "/markdown", "preview-markdown", "See how a text will be shown"), signedIn, s.preview)
}

type previewInput struct {
	Body struct {
		Text string `json:"text" maxLength:"50000" doc:"Markdown"`
	}
}

// Preview is a text as pages will show it.
type Preview struct {
	HTML string `json:"html" doc:"The text as safe HTML"`
}

func (s *Server) preview(_ context.Context, in *previewInput) (*body[Preview], error) {
	return &body[Preview]{Preview{safeHTML(in.Body.Text)}}, nil
}
