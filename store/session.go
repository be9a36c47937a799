package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// Where says from where somebody signs in.
type Where struct {
	UserID    int64
	IP, Agent string
}

// came is what the audit trail keeps of it.
func (w Where) came() map[string][2]any {
	return map[string][2]any{"address": {nil, w.IP}, "browser": {nil, w.Agent}}
}

type whereKey struct{}

// From puts into the context who signs in from where, for the session that is committed with it.
func From(ctx context.Context, w Where) context.Context { return context.WithValue(ctx, whereKey{}, w) }

// SessionStore keeps browser sessions in PostgreSQL, as the session manager asks; it gets digests of tokens only.
type SessionStore struct{ *Store }

// FindCtx answers the data of a session that has not ended.
func (s SessionStore) FindCtx(ctx context.Context, digest string) ([]byte, bool, error) {
	var found [][]byte
	hash, err := base64.RawURLEncoding.DecodeString(digest)
	if err != nil {
		return nil, false, nil //nolint:nilerr // a malformed token belongs to no session
	}
	err = s.DB.SelectContext(ctx, &found, `SELECT data FROM sessions WHERE token_hash = $1 AND expires_at > now()`, hash)
	if err != nil || len(found) == 0 {
		return nil, false, convert(err)
	}
	return found[0], true, nil
}

// CommitCtx stores a session under the digest of its token.
func (s SessionStore) CommitCtx(ctx context.Context, digest string, data []byte, expiry time.Time) error {
	hash, err := base64.RawURLEncoding.DecodeString(digest)
	if err != nil {
		return fmt.Errorf("store: session: %w", err)
	}
	w, _ := ctx.Value(whereKey{}).(Where)
	_, err = s.DB.ExecContext(ctx, `
		INSERT INTO sessions (token_hash, user_id, data, expires_at, ip, agent) VALUES ($1, NULLIF($2::bigint, 0), $3, $4, $5, $6)
		ON CONFLICT (token_hash) DO UPDATE SET data = EXCLUDED.data, expires_at = EXCLUDED.expires_at`,
		hash, w.UserID, data, expiry, w.IP, w.Agent)
	return convert(err)
}

// DeleteCtx ends a session.
func (s SessionStore) DeleteCtx(ctx context.Context, digest string) error {
	hash, err := base64.RawURLEncoding.DecodeString(digest)
	if err != nil {
		return nil //nolint:nilerr // a malformed token belongs to no session
	}
	_, err = s.DB.ExecContext(ctx, `DELETE FROM sessions WHERE token_hash = $1`, hash)
	return convert(err)
}

// Find is FindCtx without a context; the session manager never calls it.
func (s SessionStore) Find(digest string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), digest)
}

// Commit is CommitCtx without a context; the session manager never calls it.
func (s SessionStore) Commit(digest string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), digest, data, expiry)
}

// Delete is DeleteCtx without a context; the session manager never calls it.
func (s SessionStore) Delete(digest string) error { return s.DeleteCtx(context.Background(), digest) }

// How many failures lock a login, and for how long.
const (
	FailuresToLock = 10
	LockedFor      = 15 * time.Minute
)

// The refusals of a sign-in. Both are the same whether the login exists or not.
var (
	ErrWrongPassword = domain.Refuse(domain.Unauthorised, "Login or password is wrong. After ten failures signing in is locked for 15 minutes.",
		"登录名或密码错误。连续失败十次后将锁定 15 分钟。")
	ErrLocked = domain.Refuse(domain.Unauthorised, "Too many failures: signing in with this login is locked for 15 minutes. Wait, or ask an administrator for a new password.",
		"失败次数过多，该登录名已锁定 15 分钟。请稍后再试，或请管理员重置密码。")
)

// credentials is what a sign-in is judged by.
type credentials struct {
	ID       int64  `db:"id"`
	Login    string `db:"login"`
	Hash     string `db:"hash"`
	Locked   bool   `db:"locked"`
	Disabled bool   `db:"disabled"`
}

func (s *Store) credentials(ctx context.Context, login string) (credentials, error) {
	var c credentials
	err := s.DB.GetContext(ctx, &c, `
		SELECT id, login, COALESCE(password_hash, '') AS hash, COALESCE(locked_until > now(), false) AS locked, disabled_at IS NOT NULL AS disabled
		FROM users WHERE login = $1`, login)
	if err = convert(err); errors.Is(err, ErrNone) {
		return credentials{Login: login, Locked: s.strangers.locked(login)}, nil // nobody: yet everything takes its course
	}
	return c, err
}

// SignIn answers the id of the user with this login and password, or why not. Failures are counted and lock the login.
func (s *Store) SignIn(ctx context.Context, login, password string, w Where) (int64, error) {
	c, err := s.credentials(ctx, strings.ToLower(strings.TrimSpace(login)))
	if err != nil {
		return 0, err
	}
	if c.Locked {
		return 0, ErrLocked
	}
	fits, err := checkPassword(ctx, password, c.Hash)
	if err != nil {
		return 0, err
	}
	if c.ID == 0 {
		return 0, s.strangers.failed(c.Login)
	}
	if !fits || c.Disabled {
		return 0, s.signInFailed(ctx, c, w)
	}
	err = s.Tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE users SET failed_sign_ins = 0, locked_until = NULL WHERE id = $1 AND (failed_sign_ins > 0 OR locked_until IS NOT NULL)`, c.ID); err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(c.ID), Viewer: access.Viewer{UserID: c.ID}, Verb: "sign_in", Changes: w.came()})
	})
	return c.ID, err
}

// signInFailed counts a failure. The count begins anew when a lock has passed. It answers what the person is told.
func (s *Store) signInFailed(ctx context.Context, c credentials, w Where) error {
	told := ErrWrongPassword
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var until *time.Time
		err := tx.GetContext(ctx, &until, `
			UPDATE users SET
				failed_sign_ins = CASE WHEN locked_until <= now() THEN 1 ELSE failed_sign_ins + 1 END,
				locked_until = CASE WHEN locked_until > now() THEN locked_until
					WHEN locked_until IS NULL AND failed_sign_ins + 1 >= $2 THEN now() + make_interval(secs => $3) END
			WHERE id = $1 RETURNING locked_until`, c.ID, FailuresToLock, LockedFor.Seconds())
		if err != nil || until == nil {
			return err
		}
		told = ErrLocked
		changes := w.came()
		changes["locked_until"] = [2]any{nil, until}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(c.ID), Verb: "lock", Changes: changes})
	})
	if err != nil {
		return err
	}
	return told
}

// Session is one browser in which somebody is signed in.
type Session struct {
	ID         int64     `db:"id" json:"id"`
	CreatedAt  time.Time `db:"created_at" json:"created_at"`
	LastSeenAt time.Time `db:"last_seen_at" json:"last_seen_at"`
	IP         string    `db:"ip" json:"ip"`
	Agent      string    `db:"agent" json:"agent"`
	Current    bool      `db:"current" json:"current" doc:"the one that asks"`
}

// Sessions answers a person's sessions, the latest first; current is the id of the one that asks.
func (s *Store) Sessions(ctx context.Context, userID, current int64) ([]Session, error) {
	sessions := []Session{}
	err := s.DB.SelectContext(ctx, &sessions, `
		SELECT id, created_at, last_seen_at, ip, agent, id = $2 AS current FROM sessions
		WHERE user_id = $1 AND expires_at > now() AND last_seen_at > now() - interval '12 hours' ORDER BY last_seen_at DESC, id DESC`, userID, current)
	return sessions, convert(err)
}

// SignOut ends the session in which the viewer asks for it.
func (s *Store) SignOut(ctx context.Context, v access.Viewer, id int64) error {
	return s.endSession(ctx, v, id, "sign_out")
}

// EndSession ends one of the viewer's own sessions.
func (s *Store) EndSession(ctx context.Context, v access.Viewer, id int64) error {
	return s.endSession(ctx, v, id, "end_session")
}

func (s *Store) endSession(ctx context.Context, v access.Viewer, id int64, verb string) error {
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		var address string
		if err := tx.GetContext(ctx, &address, `DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING ip`, id, v.UserID); err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(v.UserID), Viewer: v, Verb: verb,
			Changes: map[string][2]any{"session": {id, nil}, "address": {address, nil}}})
	})
}

// endAccess ends everything by which a person is signed in or could sign in without a password.
func endAccess(ctx context.Context, tx *sqlx.Tx, userID int64) error {
	for _, query := range []string{
		`DELETE FROM sessions WHERE user_id = $1`,
		`UPDATE tokens SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL`,
		`DELETE FROM password_links WHERE user_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, query, userID); err != nil {
			return err
		}
	}
	return nil
}

// Tidy removes sessions and links that have ended, and tokens that ended three months ago.
func (s *Store) Tidy(ctx context.Context) error {
	for _, query := range []string{
		`DELETE FROM sessions WHERE expires_at < now() OR last_seen_at < now() - interval '12 hours'`,
		`DELETE FROM password_links WHERE expires_at < now() - interval '7 days'`,
		`DELETE FROM tokens WHERE least(expires_at, COALESCE(revoked_at, expires_at)) < now() - interval '90 days'`,
	} {
		if _, err := s.DB.ExecContext(ctx, query); err != nil {
			return convert(err)
		}
	}
	return nil
}

func userSubject(id int64) string { return fmt.Sprintf("user:%d", id) }
