package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"steward/domain"
	"steward/store"
)

const sessionCookie = "steward_session"

func (s *Server) registerSession() {
	register(s, op(http.MethodPost, "/session", "sign-in", "Sign in with login and password"), anonymous, s.signIn)
	register(s, op(http.MethodDelete, "/session", "sign-out", "Sign out"), signedIn, s.signOut)
	register(s, op(http.MethodGet, "/sessions", "list-sessions", "List one's own sessions"), signedIn, s.listSessions)
	register(s, op(http.MethodDelete, "/sessions/{id}", "end-session", "End one of one's own sessions"), signedIn, s.endSession)
}

// newSessions makes the manager of browser sessions: seven days at most; after twelve hours without use the store knows them
// no more.
func newSessions(d Deps) *scs.SessionManager {
	m := scs.New()
	m.Store = store.SessionStore{Store: d.Store}
	m.HashTokenInStore = true
	m.Lifetime = 7 * 24 * time.Hour
	m.Cookie.Name = sessionCookie
	m.Cookie.Secure = d.SecureCookies
	return m
}

// whoCalls finds the caller by the token in the header, else by the cookie.
func (s *Server) whoCalls(r *http.Request) (identity, error) {
	caller, err := s.caller(r)
	if errors.Is(err, store.ErrNone) {
		err = errNobody
	}
	return identity{viewer: caller.Viewer, sessionID: caller.SessionID, tokenID: caller.TokenID}, err
}

func (s *Server) caller(r *http.Request) (store.Caller, error) {
	as := strings.ToLower(strings.TrimSpace(r.Header.Get("Steward-As")))
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
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

func callerOf(ctx context.Context) store.Caller {
	who := requestOf(ctx).identity
	return store.Caller{Viewer: who.viewer, SessionID: who.sessionID, TokenID: who.tokenID}
}

func whereOf(ctx context.Context) store.Where {
	q := requestOf(ctx)
	return store.Where{UserID: q.identity.viewer.UserID, IP: q.ip, Agent: q.agent}
}

type signInInput struct {
	Session string `cookie:"steward_session"`
	Body    struct {
		Login    string `json:"login" minLength:"1" maxLength:"200"`
		Password string `json:"password" minLength:"1" maxLength:"1000"`
	}
}

type beganSession struct {
	Cookie string `header:"Set-Cookie"`
	Body   Me
}

// signIn begins a session under a token of its own: one that the browser brought along means nothing any more.
func (s *Server) signIn(ctx context.Context, in *signInInput) (*beganSession, error) {
	w := whereOf(ctx)
	if err := s.signIns.allow(w.IP, in.Body.Login); err != nil {
		return nil, err
	}
	refusedAt := time.After(s.signIns.pause)
	id, err := s.Store.SignIn(ctx, in.Body.Login, in.Body.Password, w)
	if err != nil {
		select { // a refusal takes equally long for every login
		case <-refusedAt:
		case <-ctx.Done():
		}
		return nil, err
	}
	w.UserID = id
	cookie, err := s.beginSession(store.From(ctx, w), in.Session)
	if err != nil {
		return nil, err
	}
	viewer, err := s.Store.ViewerOf(ctx, domain.ByID(id))
	if err != nil {
		return nil, err
	}
	q := requestOf(ctx)
	q.identity = identity{viewer: viewer}
	me, err := s.me(ctx)
	return &beganSession{Cookie: cookie, Body: me}, err
}

func (s *Server) beginSession(ctx context.Context, old string) (string, error) {
	ctx, err := s.sessions.Load(ctx, old)
	if err != nil {
		return "", err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return "", err
	}
	token, expiry, err := s.sessions.Commit(ctx)
	if err != nil {
		return "", err
	}
	return s.cookie(ctx, token, expiry), nil
}

// cookie answers the header that sets the session's cookie; without an expiry it removes it.
func (s *Server) cookie(ctx context.Context, token string, expiry time.Time) string {
	h := headers{}
	s.sessions.WriteSessionCookie(ctx, h, token, expiry)
	return h.Header().Get("Set-Cookie")
}

// headers is a response of nothing but headers.
type headers http.Header

func (h headers) Header() http.Header       { return http.Header(h) }
func (h headers) Write([]byte) (int, error) { return 0, http.ErrBodyNotAllowed }
func (h headers) WriteHeader(int)           {}

type signedOut struct {
	Cookie string `header:"Set-Cookie"`
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*signedOut, error) {
	id := callerOf(ctx).SessionID
	if id == 0 {
		return nil, domain.Refuse(domain.Conflict, "A token does not sign out; revoke it instead.", "令牌无法退出登录，请将其吊销。")
	}
	if err := s.Store.SignOut(ctx, viewerOf(ctx), id); err != nil {
		return nil, err
	}
	return &signedOut{s.cookie(ctx, "", time.Time{})}, nil
}

type items[T any] struct {
	Items []T `json:"items" nullable:"false"`
}

func (s *Server) listSessions(ctx context.Context, _ *struct{}) (*body[items[store.Session]], error) {
	who := callerOf(ctx)
	found, err := s.Store.Sessions(ctx, who.UserID, who.SessionID)
	return answer(items[store.Session]{found}, err)
}

type byID struct {
	ID int64 `path:"id" minimum:"1"`
}

func (s *Server) endSession(ctx context.Context, in *byID) (*nothing, error) {
	return &nothing{}, s.Store.EndSession(ctx, viewerOf(ctx), in.ID)
}
