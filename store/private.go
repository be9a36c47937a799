package store

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
)

// Private tells whether the database is one that Steward started for itself, where demo data may go and time may be moved.
func (s *Store) Private(ctx context.Context) (bool, error) {
	var private bool
	err := s.DB.GetContext(ctx, &private, `SELECT coalesce(current_setting('steward.private', true), '') = 'on'`)
	return private, convert(err)
}

// GiveDemoPassword gives those of the people who have no password this one, which may be as simple as a demo wants it. It is
// hashed once for all, and refused outside of a private cluster.
func (s *Store) GiveDemoPassword(ctx context.Context, v access.Viewer, password string, logins []string) error {
	private, err := s.Private(ctx)
	if err != nil {
		return err
	}
	if !private {
		return domain.Refuse(domain.Forbidden, "Demo passwords are for a private cluster only.", "演示密码只能用于私有数据库。")
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		var ids []int64
		err := tx.SelectContext(ctx, &ids, `
			UPDATE users SET password_hash = $1 WHERE login = ANY($2) AND password_hash IS NULL RETURNING id`, hash, pq.Array(logins))
		for _, id := range ids {
			if err == nil {
				err = appendAudit(ctx, tx, auditEntry{Subject: people.subject(id), Viewer: v, Verb: "set_password",
					Changes: map[string][2]any{"password": {nil, "new"}}})
			}
		}
		return err
	})
}

// AllIDs answers the ids of everything of one table of the directory: of users by login, of the others by code.
func (s *Store) AllIDs(ctx context.Context, table string) (map[string]int64, error) {
	ids := map[string]int64{}
	for _, n := range []noun{units, groups, queues, places, categories, services, customers, people, calendars, policies, templates.noun, forms.noun, documentTypes} {
		if n.table != table {
			continue
		}
		var rows []struct {
			ID  int64  `db:"id"`
			Key string `db:"key"`
		}
		if err := s.DB.SelectContext(ctx, &rows, `SELECT id, `+n.key+` AS key FROM `+n.table); err != nil {
			return nil, convert(err)
		}
		for _, r := range rows {
			ids[r.Key] = r.ID
		}
	}
	return ids, nil
}
