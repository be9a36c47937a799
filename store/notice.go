package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain/notice"
)

// Notice is one line that tells a person what happened: a key of the dictionary (domain/notice) and what it speaks of.
type Notice struct {
	ID      int64           `db:"id"`
	At      time.Time       `db:"created_at"`
	What    string          `db:"what"`
	Params  json.RawMessage `db:"params"`
	ActorEn string          `db:"actor_en"` // the English name of who did it, as it is now
	Number  string          `db:"number"`   // of the record it is about, empty if none
	ReadAt  *time.Time      `db:"read_at"`
}

// selectNotices reads notices n with the English name of who did it, and the number of the record.
const selectNotices = `
	SELECT n.id, n.created_at, n.what, n.params, coalesce(u.name_en, '') AS actor_en, coalesce(r.number, '') AS number, n.read_at
	FROM notices n LEFT JOIN records r ON r.id = n.record_id LEFT JOIN users u ON u.login = n.params->>'login' `

// Notices answers at most limit of a user's notices, newest first, those with ids below before (0: from the newest).
func (s *Store) Notices(ctx context.Context, userID int64, unread bool, before int64, limit int) ([]Notice, error) {
	notices := []Notice{}
	err := s.DB.SelectContext(ctx, &notices, selectNotices+`
		WHERE n.user_id = $1 AND ($2 = 0 OR n.id < $2) AND (NOT $3 OR n.read_at IS NULL)
		ORDER BY n.id DESC LIMIT $4`, userID, before, unread, limit)
	return notices, convert(err)
}

// Unread answers how many notices each of the users has not read; who has none is not in the map.
func (s *Store) Unread(ctx context.Context, users ...int64) (map[int64]int, error) {
	var rows []struct {
		User  int64 `db:"user_id"`
		Count int   `db:"count"`
	}
	err := s.DB.SelectContext(ctx, &rows, `
		SELECT user_id, count(*) AS count FROM notices WHERE user_id = ANY($1) AND read_at IS NULL GROUP BY user_id`, pq.Array(users))
	counts := make(map[int64]int, len(rows))
	for _, r := range rows {
		counts[r.User] = r.Count
	}
	return counts, convert(err)
}

// ReadNotices marks a user's notices as read: those with the ids, or all of them if all is set. Ids of others are ignored.
func (s *Store) ReadNotices(ctx context.Context, userID int64, ids []int64, all bool) error {
	done, err := s.DB.ExecContext(ctx, `
		UPDATE notices SET read_at = steward_now() WHERE user_id = $1 AND read_at IS NULL AND ($2 OR id = ANY($3))`,
		userID, all, pq.Array(ids))
	if err != nil {
		return convert(err)
	}
	if n, err := done.RowsAffected(); err == nil && n > 0 {
		s.changed(Change{Users: []int64{userID}})
	}
	return nil
}

// NoticeChoice is a person's choice of notices as the database keeps it.
type NoticeChoice notice.Preference

// Scan reads the stored JSON.
func (c *NoticeChoice) Scan(src any) error { return scanJSON(src, c) }

// topicsJSON has the topic of every kind of notice that may be switched off.
var topicsJSON = string(mustJSON(notice.Topics()))

// wants is the condition that the person u wants notices of the kind what; topics is the argument that holds topicsJSON.
func wants(what, topics string) string {
	return `NOT COALESCE(u.notice_choice->'off' ? (` + topics + `::jsonb->>` + what + `), false)`
}

// insertNotices writes the notices that selected answers (user_id, record_id, effect_id, what, params, created_at), and beside each the
// letter that tells it to who wants letters at once. It answers whose they are. before is a WITH query that selected uses, with a comma
// behind it, or empty.
func insertNotices(ctx context.Context, tx *sqlx.Tx, before, selected string, args ...any) ([]int64, error) {
	users := []int64{}
	err := tx.SelectContext(ctx, &users, `
		WITH `+before+`
		n AS (INSERT INTO notices (user_id, record_id, effect_id, what, params, created_at) `+selected+`
			ON CONFLICT (user_id, effect_id) DO NOTHING RETURNING id, user_id, record_id, what),
		m AS (INSERT INTO mail_out (ref, kind, user_id, record_id, notice_id)
			SELECT k.kind || '.' || n.id || COALESCE('.' || r.uuid, ''), k.kind, n.user_id, n.record_id, n.id
			FROM n JOIN users u ON u.id = n.user_id LEFT JOIN records r ON r.id = n.record_id
				CROSS JOIN LATERAL (SELECT CASE n.what WHEN 'noted' THEN 'note' ELSE 'notice' END AS kind) k
			WHERE u.email <> '' AND COALESCE(u.notice_choice->>'mail', 'now') = 'now')
		SELECT user_id FROM n ORDER BY user_id`, args...)
	return users, err
}
