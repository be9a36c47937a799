package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/store"
)

func (s *Server) registerPasswords() {
	register(s, op(http.MethodPost, "/me/password", "change-password", "Change one's own password; the other sessions end"), signedIn, s.changePassword)
	register(s, created(op(http.MethodPost, "/invitations", "invite", "Make a link for a person's first password")), admins, s.invite)
	register(s, accepted(op(http.MethodPost, "/password-resets", "reset-password", "Ask for a link to set a new password")), anonymous, s.resetPassword)
	register(s, op(http.MethodPost, "/passwords", "set-password", "Set a password with the token of a link"), anonymous, s.setPassword)
}

// PasswordLink is a link with which a person sets a password, once.
type PasswordLink struct {
	Link      string     `json:"link,omitempty" doc:"For administrators only; none if it is mailed"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
	MailedTo  string     `json:"mailed_to,omitempty" doc:"The address to which a mail brings the link"`
}

func (s *Server) changePassword(ctx context.Context, in *struct {
	Body struct {
		Current string `json:"current" maxLength:"1000"`
		New     string `json:"new" maxLength:"1000"`
	}
}) (*nothing, error) {
	who := callerOf(ctx)
	if err := s.signIns.allow(requestOf(ctx).ip, who.Login); err != nil {
		return nil, err
	}
	err := s.Store.ChangePassword(ctx, who, in.Body.Current, in.Body.New, whereOf(ctx))
	if errors.Is(err, store.ErrLocked) { // the session goes on: this is no 401
		err = domain.Refuse(domain.Forbidden, store.ErrLocked.Text.En, store.ErrLocked.Text.Zh)
	}
	return &nothing{}, err
}

func (s *Server) invite(ctx context.Context, in *struct {
	Body struct {
		UserID domain.Key `json:"user_id" doc:"The person's id or login"`
		Mail   bool       `json:"mail,omitempty" doc:"Send the link by mail instead of answering it"`
	}
}) (*body[PasswordLink], error) {
	if in.Body.Mail {
		address, err := s.Store.InviteByMail(ctx, viewerOf(ctx), in.Body.UserID)
		return answer(PasswordLink{MailedTo: address}, err)
	}
	link, err := s.Store.Invite(ctx, viewerOf(ctx), in.Body.UserID)
	return answer(PasswordLink{Link: s.passwordLink(requestOf(ctx).origin, link), ExpiresAt: &link.ExpiresAt}, err)
}

// resetPassword tells an administrator the link. Anybody else is told nothing, whether the login exists or not: the link goes by mail,
// where that cannot be to the operator's log, and the work is done after the answer so that its time tells nothing either.
func (s *Server) resetPassword(ctx context.Context, in *struct {
	Body struct {
		Login string `json:"login" minLength:"1" maxLength:"200"`
	}
}) (*body[PasswordLink], error) {
	login := strings.ToLower(strings.TrimSpace(in.Body.Login))
	v := viewerOf(ctx)
	if v.Has(access.Admin) && v.InScope("admin") == nil {
		link, err := s.Store.Reset(ctx, v, login)
		return answer(PasswordLink{Link: s.passwordLink(requestOf(ctx).origin, link), ExpiresAt: &link.ExpiresAt}, err)
	}
	if err := s.signIns.allow(requestOf(ctx).ip, login); err != nil {
		return nil, err
	}
	go func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if mailed, err := s.Store.ResetByMail(ctx, access.Viewer{}, login); mailed || err != nil {
			s.Log.InfoContext(ctx, "password reset asked", "login", login, "mailed", mailed && err == nil, "why", err)
			return
		}
		link, err := s.Store.Reset(ctx, access.Viewer{}, login)
		if err != nil {
			s.Log.InfoContext(ctx, "password reset asked in vain", "login", login, "why", err)
			return
		}
		s.Log.InfoContext(ctx, "password reset asked: give this link to its person", "login", login, "link", s.passwordLink("", link), "expires", link.ExpiresAt)
	}(context.WithoutCancel(ctx))
	return &body[PasswordLink]{}, nil
}

func (s *Server) setPassword(ctx context.Context, in *struct {
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"200"`
		Password string `json:"password" maxLength:"1000"`
	}
}) (*nothing, error) {
	if err := s.signIns.allow(requestOf(ctx).ip, in.Body.Token); err != nil {
		return nil, err
	}
	return &nothing{}, s.Store.UsePasswordLink(ctx, in.Body.Token, in.Body.Password)
}

// passwordLink answers the page where the link's secret is used. The address that a request names is believed only where the
// administrator who sent it reads the answer.
func (s *Server) passwordLink(origin string, l store.PasswordLink) string {
	return s.address(origin) + "/password?token=" + url.QueryEscape(l.Secret)
}

// address answers where people reach the product: as the administrator says, else as the request does.
func (s *Server) address(origin string) string {
	if s.PublicURL != "" {
		return strings.TrimSuffix(s.PublicURL, "/")
	}
	return origin
}
