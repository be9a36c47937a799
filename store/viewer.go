package store

import (
	"context"
	"crypto/sha256"
	"slices"

	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// Caller is who sent a request, and by what means it is known.
type Caller struct {
	access.Viewer
	SessionID int64
	TokenID   int64
}

// callerRow is the one row that tells everything about a caller.
type callerRow struct {
	UserID       int64          `db:"user_id"`
	Login        string         `db:"login"`
	Name         string         `db:"name"`
	NameEn       string         `db:"name_en"`
	Language     string         `db:"language"`
	Zone         string         `db:"zone"`
	Roles        pq.StringArray `db:"roles"`
	CustomerID   int64          `db:"customer_id"`
	SeesCustomer bool           `db:"sees_customer"`
	GroupIDs     pq.Int64Array  `db:"group_ids"`
	QueueIDs     pq.Int64Array  `db:"queue_ids"`
	SessionID    int64          `db:"session_id"`
	TokenID      int64          `db:"token_id"`
	Scopes       pq.StringArray `db:"scopes"`
	OwnerID      int64          `db:"owner_id"`
	OwnerRoles   pq.StringArray `db:"owner_roles"`
	Known        bool           `db:"known"` // the person in whose name is asked exists and is not disabled
	Stale        bool           `db:"stale"` // it is a minute ago that the use was noted
}

func (r callerRow) caller() Caller {
	return Caller{SessionID: r.SessionID, TokenID: r.TokenID, Viewer: access.Viewer{
		UserID: r.UserID, Login: r.Login, Name: r.Name, NameEn: r.NameEn, Language: r.Language, Zone: r.Zone, Roles: r.Roles,
		CustomerID: r.CustomerID, SeesCustomer: r.SeesCustomer, GroupIDs: r.GroupIDs, QueueIDs: r.QueueIDs, Scopes: r.Scopes,
	}}
}

// personColumns are the columns of a Viewer, for a user u; the arrays are read with the row, so that a caller costs one query.
const personColumns = `
	COALESCE(u.id, 0) AS user_id, COALESCE(u.login, '') AS login, COALESCE(u.name, '') AS name, COALESCE(u.name_en, '') AS name_en, COALESCE(u.language, '') AS language,
	COALESCE(u.zone, '') AS zone, COALESCE(u.roles, '{}') AS roles, COALESCE(u.customer_id, 0) AS customer_id,
	COALESCE(u.sees_customer, false) AS sees_customer,
	ARRAY(SELECT m.group_id FROM group_members m WHERE m.user_id = u.id ORDER BY 1) AS group_ids,
	ARRAY(SELECT id FROM queues WHERE open_to_desk AND u.roles && '{agent,technician,manager,admin,auditor}'
		UNION SELECT q.id FROM group_members m JOIN queues q ON q.group_id = m.group_id WHERE m.user_id = u.id
		UNION SELECT g.queue_id FROM group_members m JOIN queue_grants g ON g.group_id = m.group_id WHERE m.user_id = u.id
		ORDER BY 1) AS queue_ids`

// ViewerOf answers the user as a viewer with everything that decides on access.
func (s *Store) ViewerOf(ctx context.Context, user domain.Key) (access.Viewer, error) {
	var row callerRow
	err := s.DB.GetContext(ctx, &row, `SELECT `+personColumns+` FROM users u WHERE u.id = $1 OR u.login = $2`, user.ID, user.Code)
	return row.caller().Viewer, convert(err)
}

// CallerBySession answers whose session the secret of a cookie belongs to; ErrNone if there is none, it has ended, it was not used
// for twelve hours, or the person is disabled.
func (s *Store) CallerBySession(ctx context.Context, secret string) (Caller, error) {
	var row callerRow
	err := s.DB.GetContext(ctx, &row, `
		SELECT s.id AS session_id, s.last_seen_at < now() - interval '1 minute' AS stale, `+personColumns+`
		FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_hash = $1 AND s.expires_at > now() AND s.last_seen_at > now() - interval '12 hours' AND u.disabled_at IS NULL`,
		hashSecret(secret))
	if err != nil {
		return Caller{}, convert(err)
	}
	if row.Stale {
		if _, err := s.DB.ExecContext(ctx, `UPDATE sessions SET last_seen_at = now() WHERE id = $1`, row.SessionID); err != nil {
			return Caller{}, convert(err)
		}
	}
	return row.caller(), nil
}

// CallerByToken answers whose token it is; ErrNone if there is none, it has expired or was revoked, or its owner is disabled. With
// a login in as, the caller is that person, impersonated by the owner: only for administrators whose token has the scope.
func (s *Store) CallerByToken(ctx context.Context, secret, as string) (Caller, error) {
	var row callerRow
	err := s.DB.GetContext(ctx, &row, `
		SELECT t.id AS token_id, t.scopes, o.id AS owner_id, o.roles AS owner_roles, u.id IS NOT NULL AS known,
			COALESCE(t.last_used_at < now() - interval '1 minute', true) AS stale, `+personColumns+`
		FROM tokens t
		JOIN users o ON o.id = t.user_id
		LEFT JOIN users u ON u.id = CASE WHEN $2 = '' THEN t.user_id ELSE (SELECT id FROM users WHERE login = $2) END AND u.disabled_at IS NULL
		WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > now() AND o.disabled_at IS NULL`,
		hashSecret(secret), as)
	if err != nil {
		return Caller{}, convert(err)
	}
	if as != "" {
		if err := row.mayImpersonate(); err != nil {
			return Caller{}, err
		}
	}
	if row.Stale {
		if _, err := s.DB.ExecContext(ctx, `UPDATE tokens SET last_used_at = now() WHERE id = $1`, row.TokenID); err != nil {
			return Caller{}, convert(err)
		}
	}
	c := row.caller()
	if as != "" && c.UserID != row.OwnerID {
		c.ImpersonatorID = row.OwnerID
	}
	return c, nil
}

func (r callerRow) mayImpersonate() error {
	switch {
	case !slices.Contains(r.Scopes, "impersonate") || !slices.Contains(r.OwnerRoles, access.Admin):
		return &domain.Error{Code: domain.Forbidden, Field: "Steward-As", Text: domain.Text{
			En: "Only an administrator's token with the scope \"impersonate\" may act as somebody else; leave the header Steward-As out.",
			Zh: "只有带“impersonate”权限的管理员令牌可以代表他人操作，请去掉 Steward-As 头。"}}
	case !r.Known:
		return &domain.Error{Code: domain.NotFound, Field: "Steward-As", Text: domain.Text{
			En: "Nobody active has the login in the header Steward-As.", Zh: "Steward-As 头中的登录名不存在或已停用。"}}
	}
	return nil
}

// hashSecret answers what of a secret is kept: its SHA-256. Our secrets are long and random, so nothing slower is needed.
func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
