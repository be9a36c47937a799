package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/directory"
)

// Token is a secret with which a program acts for a person. The secret itself is told once and not kept.
type Token struct {
	ID         int64          `db:"id" json:"id"`
	Name       string         `db:"name" json:"name"`
	Scopes     pq.StringArray `db:"scopes" json:"scopes"`
	CreatedAt  time.Time      `db:"created_at" json:"created_at"`
	ExpiresAt  time.Time      `db:"expires_at" json:"expires_at"`
	LastUsedAt *time.Time     `db:"last_used_at" json:"last_used_at" doc:"to the minute"`
}

// TokenInput makes a token.
type TokenInput struct {
	Name   string
	Scopes []string // read and write when empty
	Days   int      // until it expires
	Why    string   // for the audit trail
}

// scopes are what a token may be for; the last two only for administrators.
var scopes = []string{"read", "write", "admin", "impersonate"}

// Tokens answers a person's tokens that have not ended, the newest first.
func (s *Store) Tokens(ctx context.Context, userID int64) ([]Token, error) {
	tokens := []Token{}
	err := s.DB.SelectContext(ctx, &tokens, `
		SELECT id, name, scopes, created_at, expires_at, last_used_at FROM tokens
		WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now() ORDER BY id DESC`, userID)
	return tokens, convert(err)
}

// CreateToken makes a token for the viewer and answers it with its secret. A token makes none that may more than itself, and
// whoever acts as somebody else makes none.
func (s *Store) CreateToken(ctx context.Context, v access.Viewer, in TokenInput) (Token, string, error) {
	if err := in.judge(v); err != nil {
		return Token{}, "", err
	}
	secret := "stw_" + rand.Text()
	var token Token
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		err := tx.GetContext(ctx, &token, `
			INSERT INTO tokens (user_id, name, hash, scopes, expires_at) VALUES ($1, $2, $3, $4, now() + make_interval(days => $5))
			RETURNING id, name, scopes, created_at, expires_at, last_used_at`, v.UserID, in.Name, hashSecret(secret), pq.StringArray(in.Scopes), in.Days)
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: tokenSubject(token.ID), Viewer: v, Verb: "create", Why: in.Why, After: token, Changes: map[string][2]any{
			"user": {nil, v.UserID}, "name": {nil, token.Name}, "scopes": {nil, token.Scopes}, "expires_at": {nil, token.ExpiresAt}}})
	})
	return token, secret, err
}

func (in *TokenInput) judge(v access.Viewer) error {
	if err := notAsSomebodyElse(v); err != nil {
		return err
	}
	name, err := directory.Name("name", in.Name, true)
	if err != nil {
		return err
	}
	in.Name = name
	if len(in.Scopes) == 0 {
		in.Scopes = []string{"read", "write"}
	}
	for _, scope := range in.Scopes {
		if !slices.Contains(scopes, scope) {
			return domain.RefuseField("scopes", "Choose scopes from: "+strings.Join(scopes, ", ")+".", "请从以下权限中选择："+strings.Join(scopes, "、")+"。")
		}
		if (scope == "admin" || scope == "impersonate") && !v.Has(access.Admin) {
			return domain.RefuseField("scopes", "Only an administrator's token can have the scope "+scope+"; leave it out.", "只有管理员的令牌可以拥有 "+scope+" 权限，请去掉。")
		}
		if v.InScope(scope) != nil {
			return domain.RefuseField("scopes", "A token cannot make one that may more than itself: leave out "+scope+".", "令牌不能创建权限更大的令牌，请去掉 "+scope+"。")
		}
	}
	return directory.Within("expires_in_days", in.Days, 1, 730)
}

// RevokeToken ends one of the viewer's own tokens at once.
func (s *Store) RevokeToken(ctx context.Context, v access.Viewer, id int64) error {
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		var at time.Time
		err := tx.GetContext(ctx, &at, `UPDATE tokens SET revoked_at = now() WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING revoked_at`, id, v.UserID)
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: tokenSubject(id), Viewer: v, Verb: "revoke", Changes: map[string][2]any{"revoked_at": {nil, at}}})
	})
}

func tokenSubject(id int64) string { return fmt.Sprintf("token:%d", id) }

// notAsSomebodyElse refuses what an administrator may not do in another person's name: take hold of the account.
func notAsSomebodyElse(v access.Viewer) error {
	if v.ImpersonatorID == 0 {
		return nil
	}
	return domain.Refuse(domain.Forbidden, "Passwords and tokens belong to their person; this cannot be done while acting as somebody else.", "密码和令牌只属于本人，代表他人时不能执行此操作。")
}

// oneRow answers ErrNone if a statement changed nothing.
func oneRow(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrNone
}
