package api

import (
	"net/http"
	"strings"

	"steward/domain"
	"steward/store"
)

const sessionCookie = "steward_session"

type signIns struct{}

func newSignIns() *signIns { return &signIns{} }

func (s *Server) registerSession() {}

// whoCalls finds the caller by the token in the header, else by the cookie.
func (s *Server) whoCalls(r *http.Request) (identity, error) {
	caller, err := s.caller(r)
	if domain.CodeOf(err) == domain.NotFound && fieldOf(err) == "" {
		err = errNobody
	}
	return identity{viewer: caller.Viewer, sessionID: caller.SessionID, tokenID: caller.TokenID}, err
}

func (s *Server) caller(r *http.Request) (store.Caller, error) {
	as := strings.ToLower(strings.TrimSpace(r.Header.Get("Steward-As")))
	if header := r.Header.Get("Authorization"); header != "" {
		secret, bearer := strings.CutPrefix(header, "Bearer ")
		if !bearer {
			return store.Caller{}, errNobody
		}
		return s.Store.CallerByToken(r.Context(), strings.TrimSpace(secret), as)
	}
	if as != "" {
		return store.Caller{}, domain.Refuse(domain.Forbidden,
			"Acting as somebody else takes a token with the scope \"impersonate\".", "代表他人操作需要带“impersonate”权限的令牌。")
	}
	cookie, err := r.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return store.Caller{}, errNobody
	}
	return s.Store.CallerBySession(r.Context(), cookie.Value)
}
