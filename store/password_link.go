package store

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/person"
)

// PasswordLink is a secret with which a person sets a password once: at first (an invitation) or anew (a reset).
type PasswordLink struct {
	Secret    string
	ExpiresAt time.Time
}

// errLink is said of a link that never was, was used or has expired, alike.
var errLink = domain.RefuseField("token", "This link has been used or has expired; ask for a new one.", "此链接已使用或已过期，请重新获取。")

var errDisabled = domain.Refuse(domain.Conflict, "This person is disabled; enable the account first.", "该账号已停用，请先启用。")

// Invite makes a link with which a person sets the first password, good for three days.
func (s *Store) Invite(ctx context.Context, v access.Viewer, user domain.Key) (PasswordLink, error) {
	id, err := people.find(ctx, s.DB, "user_id", user)
	if err == nil && id == nil {
		err = domain.RefuseField("user_id", "Name the person to invite.", "请指定要邀请的人员。")
	}
	if err != nil {
		return PasswordLink{}, convert(err)
	}
	return s.makePasswordLink(ctx, v, *id, "invitation", invitationLasts)
}

// Reset makes a link with which the person with this login sets a new password, good for two hours; ErrNone if there is nobody.
func (s *Store) Reset(ctx context.Context, v access.Viewer, login string) (PasswordLink, error) {
	var id int64
	if err := s.DB.GetContext(ctx, &id, `SELECT id FROM users WHERE login = $1`, login); err != nil {
		return PasswordLink{}, convert(err)
	}
	return s.makePasswordLink(ctx, v, id, "reset", resetLasts)
}

// makePasswordLink makes a link of a purpose; earlier ones of the same purpose lose their power.
func (s *Store) makePasswordLink(ctx context.Context, v access.Viewer, userID int64, purpose string, lasts time.Duration) (PasswordLink, error) {
	link := PasswordLink{Secret: rand.Text()}
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var disabled bool
		if err := tx.GetContext(ctx, &disabled, `SELECT disabled_at IS NOT NULL FROM users WHERE id = $1 FOR NO KEY UPDATE`, userID); err != nil {
			return err
		}
		if disabled {
			return errDisabled
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM password_links WHERE user_id = $1 AND purpose = $2`, userID, purpose); err != nil {
			return err
		}
		err := tx.GetContext(ctx, &link.ExpiresAt, `
			INSERT INTO password_links (hash, user_id, purpose, expires_at) VALUES ($1, $2, $3, now() + make_interval(secs => $4)) RETURNING expires_at`,
			hashSecret(link.Secret), userID, purpose, lasts.Seconds())
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(userID), Viewer: v, Verb: purpose,
			Changes: map[string][2]any{"password_link": {nil, link.ExpiresAt}}})
	})
	return link, err
}

// UsePasswordLink sets a password with a link's secret. The link is used up, a lock is lifted and all sessions of the person end.
func (s *Store) UsePasswordLink(ctx context.Context, secret, password string) error {
	var of struct {
		UserID int64  `db:"user_id"`
		Login  string `db:"login"`
	}
	err := convert(s.DB.GetContext(ctx, &of, `
		SELECT u.id AS user_id, u.login FROM password_links l JOIN users u ON u.id = l.user_id
		WHERE l.hash = $1 AND l.used_at IS NULL AND l.expires_at > now() AND u.disabled_at IS NULL`, hashSecret(secret)))
	if domain.CodeOf(err) == domain.NotFound {
		return errLink
	}
	if err != nil {
		return err
	}
	if err := person.Password("password", password, of.Login); err != nil {
		return err
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		err := oneRow(tx.ExecContext(ctx, `UPDATE password_links SET used_at = now() WHERE hash = $1 AND used_at IS NULL`, hashSecret(secret)))
		if domain.CodeOf(err) == domain.NotFound {
			return errLink // somebody was faster
		}
		if err != nil {
			return err
		}
		return setPassword(ctx, tx, access.Viewer{UserID: of.UserID}, of.UserID, hash, 0, "use_link")
	})
}

// ChangePassword sets a new password for the caller who knows the current one; the other sessions end.
func (s *Store) ChangePassword(ctx context.Context, c Caller, current, next string, w Where) error {
	if err := notAsSomebodyElse(c.Viewer); err != nil {
		return err
	}
	known, err := s.credentials(ctx, c.Login)
	if err != nil {
		return err
	}
	if known.Locked {
		return ErrLocked
	}
	fits, err := checkPassword(ctx, current, known.Hash)
	if err != nil {
		return err
	}
	if !fits {
		if err := s.signInFailed(ctx, known, w); domain.CodeOf(err) != domain.Unauthorised {
			return err
		}
		return domain.RefuseField("current", "The current password is wrong.", "当前密码错误。")
	}
	if err := person.Password("new", next, known.Login); err != nil {
		return err
	}
	return s.SetPassword(ctx, c.Viewer, known.ID, next, c.SessionID, "change_password")
}

// SetPassword sets a person's password, lifts a lock and ends the person's sessions except one (0: all). It does not judge the
// password: whoever calls does.
func (s *Store) SetPassword(ctx context.Context, v access.Viewer, userID int64, password string, except int64, verb string) error {
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.Tx(ctx, func(tx *sqlx.Tx) error { return setPassword(ctx, tx, v, userID, hash, except, verb) })
}

func setPassword(ctx context.Context, tx *sqlx.Tx, v access.Viewer, userID int64, hash string, except int64, verb string) error {
	changes := map[string][2]any{"password": {nil, "new"}} // that there is one, never which
	var had bool
	err := tx.GetContext(ctx, &had, `
		UPDATE users SET password_hash = $2, failed_sign_ins = 0, locked_until = NULL
		FROM (SELECT id, password_hash IS NOT NULL AS had FROM users WHERE id = $1 FOR NO KEY UPDATE) old WHERE users.id = old.id RETURNING had`, userID, hash)
	if err != nil {
		return err
	}
	if had {
		changes["password"] = [2]any{"old", "new"}
	}
	ended, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id <> $2`, userID, except)
	if err != nil {
		return err
	}
	if n, err := ended.RowsAffected(); err != nil {
		return err
	} else if n > 0 {
		changes["other_sessions"] = [2]any{n, 0}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM password_links WHERE user_id = $1 AND used_at IS NULL`, userID); err != nil {
		return err
	}
	return appendAudit(ctx, tx, auditEntry{Subject: userSubject(userID), Viewer: v, Verb: verb, Changes: changes})
}
