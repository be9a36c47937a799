package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain/mail"
	"steward/domain/notice"
)

// digestPlan is what a digest's instant depends on, of a user u.
const digestPlan = `u.zone || ' ' || COALESCE(u.notice_choice->>'hours', '')`

// digestsAtOnce bounds one step.
const digestsAtOnce = 200

type digestRow struct {
	UserID int64          `db:"user_id"`
	Zone   string         `db:"zone"`
	Choice NoticeChoice   `db:"notice_choice"`
	Plan   string         `db:"plan"`
	Was    sql.NullString `db:"was"` // the plan that next_at was computed by
	Last   int64          `db:"last_notice"`
	Newest int64          `db:"newest"` // of the person's notices that are not read
	Now    time.Time      `db:"now"`
}

// DigestStep writes the digests that are due and plans those to come; it answers how many people it looked at. One runs at a time.
func (s *Store) DigestStep(ctx context.Context) (int, error) {
	n := 0
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		n = 0
		var mine bool
		if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtext('mail/digests'))`); err != nil || !mine {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			DELETE FROM mail_digests d USING users u WHERE u.id = d.user_id AND (u.disabled_at IS NOT NULL OR u.email = '' OR u.notice_choice->>'mail' IS DISTINCT FROM 'digest')`)
		if err != nil {
			return err
		}
		var rows []digestRow
		err = tx.SelectContext(ctx, &rows, `
			SELECT u.id AS user_id, u.zone, u.notice_choice, `+digestPlan+` AS plan, d.plan AS was, COALESCE(d.last_notice, 0) AS last_notice, steward_now() AS now,
				COALESCE((SELECT max(id) FROM notices n WHERE n.user_id = u.id AND n.read_at IS NULL), 0) AS newest
			FROM users u LEFT JOIN mail_digests d ON d.user_id = u.id
			WHERE u.disabled_at IS NULL AND u.email <> '' AND u.notice_choice->>'mail' = 'digest'
				AND (d.user_id IS NULL OR d.next_at <= steward_now() OR d.plan <> `+digestPlan+`) ORDER BY u.id LIMIT $1`, digestsAtOnce)
		for _, r := range rows {
			if err == nil {
				err = r.step(ctx, tx)
			}
		}
		n = len(rows)
		return err
	})
	return n, err
}

// step plans a person's next digest, and writes the one that is due if there is something to tell. Who begins to get digests is told
// what comes from then on.
func (r digestRow) step(ctx context.Context, tx *sqlx.Tx) error {
	next := mail.NextDigest(r.Now, notice.Preference(r.Choice).Hours, r.Zone)
	last := r.Last
	switch {
	case !r.Was.Valid:
		last = r.Newest
	case r.Was.String == r.Plan && r.Newest > r.Last:
		_, err := tx.ExecContext(ctx, `INSERT INTO mail_out (ref, kind, user_id, payload) VALUES ($1, 'digest', $2, $3) ON CONFLICT (ref) DO NOTHING`,
			mail.Ref{Kind: mail.Digest, ID: r.Newest}.String(), r.UserID, mustJSON(DigestOf{After: r.Last, Upto: r.Newest}))
		if err != nil {
			return err
		}
		last = r.Newest
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO mail_digests (user_id, next_at, plan, last_notice) VALUES ($1, $2, $3, $4)
		ON CONFLICT (user_id) DO UPDATE SET next_at = excluded.next_at, plan = excluded.plan, last_notice = excluded.last_notice`,
		r.UserID, next, r.Plan, last)
	return err
}
