package api

import (
	"context"
	"net/http"
	"time"

	"steward/store"
)

func (s *Server) registerTokens() {
	register(s, op(http.MethodGet, "/tokens", "list-tokens", "List one's own tokens"), signedIn, s.listTokens)
	register(s, created(op(http.MethodPost, "/tokens", "create-token", "Make a token; its secret is told only here")), signedIn, s.createToken)
	register(s, op(http.MethodDelete, "/tokens/{id}", "revoke-token", "End one of one's own tokens"), signedIn, s.revokeToken)
}

func (s *Server) listTokens(ctx context.Context, _ *struct{}) (*body[items[store.Token]], error) {
	found, err := s.Store.Tokens(ctx, viewerOf(ctx).UserID)
	return answer(items[store.Token]{found}, err)
}

// NewToken is a token with its secret, as it is told once.
type NewToken struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Token     string    `json:"token" doc:"Send it as Authorization: Bearer; it is not told again"`
	Scopes    []string  `json:"scopes" nullable:"false"`
	ExpiresAt time.Time `json:"expires_at"`
}

func (s *Server) createToken(ctx context.Context, in *struct {
	Body struct {
		Name   string   `json:"name" maxLength:"400"`
		Scopes []string `json:"scopes,omitempty" maxItems:"10" doc:"read, write, admin, impersonate; read and write when left out"`
		Days   int      `json:"expires_in_days,omitempty" required:"false" default:"90" doc:"1 to 730"`
	}
}) (*body[NewToken], error) {
	t, secret, err := s.Store.CreateToken(ctx, viewerOf(ctx), store.TokenInput{Name: in.Body.Name, Scopes: in.Body.Scopes, Days: in.Body.Days})
	return answer(NewToken{t.ID, t.Name, secret, t.Scopes, t.ExpiresAt}, err)
}

func (s *Server) revokeToken(ctx context.Context, in *byID) (*nothing, error) {
	return &nothing{}, s.Store.RevokeToken(ctx, viewerOf(ctx), in.ID)
}
