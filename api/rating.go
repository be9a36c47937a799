package api

import (
	"context"
	"net/http"

	"steward/domain/rating"
)

func (s *Server) registerRatings() {
	register(s, op(http.MethodPut, "/records/{number}/rating", "rate-record", "Rate a closed record of your own, or change the rating within 12 hours"), onRecord, s.rate)
}

type rateInput struct {
	RecordInput
	Body struct {
		Stars   int    `json:"stars" minimum:"1" maximum:"5"`
		Comment string `json:"comment,omitempty" maxLength:"2000"`
	}
}

func (s *Server) rate(ctx context.Context, in *rateInput) (*recordAnswer, error) {
	noteRecord(ctx, in.Number)
	if err := s.Store.Rate(ctx, viewerOf(ctx), in.Number, rating.Input{Stars: in.Body.Stars, Comment: in.Body.Comment}); err != nil {
		return nil, err
	}
	return s.answerDone(ctx, in.Number)
}
