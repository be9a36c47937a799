package store

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/mail"
)

// MailOut is a letter that leaves, as an administrator sees it.
type MailOut struct {
	ID        int64      `db:"id" json:"id"`
	Ref       string     `db:"ref" json:"ref" doc:"the local part of its Message-ID"`
	Kind      string     `db:"kind" json:"kind" enum:"notice,note,digest,answer,invitation,reset,test"`
	User      *Ref       `db:"person" json:"user"`
	Number    string     `db:"number" json:"number" doc:"of the record that it speaks of, empty if none"`
	State     string     `db:"state" json:"state" enum:"waiting,sent,refused,bounced,dropped"`
	Subject   string     `db:"subject" json:"subject" doc:"empty until it was first tried"`
	Address   string     `db:"address" json:"address" doc:"to which it was sent or tried last, else the person's"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	DueAt     time.Time  `db:"due_at" json:"due_at" doc:"while it waits: not tried before"`
	EndedAt   *time.Time `db:"ended_at" json:"ended_at"`
	Tries     int        `db:"tries" json:"tries"`
	Why       string     `db:"why" json:"why" doc:"what the server said last, or a word why it was dropped"`
}

// MailQuery narrows a list of letters, newest first.
type MailQuery struct {
	State  string
	Q      string // found in address, subject, ref and numbers
	Limit  int
	Cursor string
}

var selectMailOut = `
	SELECT m.id, m.ref, m.kind, ` + personSQL("u") + ` AS person, COALESCE(r.number, '') AS number, m.state, m.subject, COALESCE(NULLIF(m.address, ''), u.email, '') AS address,
		m.created_at, m.due_at, m.ended_at, m.tries, m.why
	FROM mail_out m LEFT JOIN users u ON u.id = m.user_id LEFT JOIN records r ON r.id = m.record_id WHERE true`

// MailOut lists letters that leave.
func (s *Store) MailOut(ctx context.Context, q MailQuery) (Page[MailOut], error) {
	page := Page[MailOut]{Items: []MailOut{}}
	query, a := selectMailOut, arguments{}
	if q.State != "" {
		query += ` AND m.state = ` + a.add(q.State)
	}
	if q.Q != "" {
		query += ` AND strpos(lower(concat_ws(' ', m.address, u.email, u.login, u.name, m.subject, m.ref, r.number)), lower(` + a.add(q.Q) + `)) > 0`
	}
	err := pageByID(ctx, s, &page, query, "m.id", a, q, func(m MailOut) int64 { return m.ID })
	return page, err
}

// pageByID fills a page of what query selects, the highest ids first.
func pageByID[T any](ctx context.Context, s *Store, page *Page[T], query, id string, a arguments, q MailQuery, idOf func(T) int64) error {
	if q.Limit <= 0 {
		q.Limit = usualPage
	}
	q.Limit = min(q.Limit, mostPage)
	if q.Cursor != "" {
		before, err := strconv.ParseInt(q.Cursor, 10, 64)
		if err != nil || before < 1 {
			return errCursor
		}
		query += ` AND ` + id + ` < ` + a.add(before)
	}
	err := s.DB.SelectContext(ctx, &page.Items, query+` ORDER BY `+id+` DESC LIMIT `+a.add(q.Limit+1), a...)
	if err == nil && len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = strconv.FormatInt(idOf(page.Items[q.Limit-1]), 10)
	}
	return convert(err)
}

// MailOutByID answers one letter; ErrNone if there is none.
func (s *Store) MailOutByID(ctx context.Context, id int64) (MailOut, error) {
	var m MailOut
	err := s.DB.GetContext(ctx, &m, selectMailOut+` AND m.id = $1`, id)
	return m, convert(err)
}

// MailCounts answers how many letters are in each state, of those that leave and those that came in.
func (s *Store) MailCounts(ctx context.Context) (out, in map[string]int, err error) {
	out, in = map[string]int{}, map[string]int{}
	var rows []struct {
		In    bool   `db:"came"`
		State string `db:"state"`
		Count int    `db:"count"`
	}
	err = s.DB.SelectContext(ctx, &rows, `
		SELECT false AS came, state, count(*) FROM mail_out GROUP BY state UNION ALL SELECT true, state, count(*) FROM mail_in GROUP BY state`)
	for _, r := range rows {
		if r.In {
			in[r.State] = r.Count
		} else {
			out[r.State] = r.Count
		}
	}
	return out, in, convert(err)
}

// insertLetter writes a letter of a kind that has no other number than its own, and answers its id.
func insertLetter(ctx context.Context, tx *sqlx.Tx, kind string, userID, recordID int64, payload any) (int64, error) {
	raw, err := json.Marshal(orEmpty(payload))
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.GetContext(ctx, &id, `
		INSERT INTO mail_out (id, ref, kind, user_id, record_id, payload) OVERRIDING SYSTEM VALUE
		SELECT n.id, $1::text || '.' || n.id || COALESCE('.' || (SELECT uuid FROM records WHERE id = $3), ''), $1, $2, NULLIF($3::bigint, 0), $4
		FROM (SELECT nextval(pg_get_serial_sequence('mail_out', 'id')) AS id) n RETURNING id`, kind, userID, recordID, raw)
	return id, err
}

// WriteTestLetter writes a letter to the viewer that says that letters arrive.
func (s *Store) WriteTestLetter(ctx context.Context, v access.Viewer) (MailOut, error) {
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var address string
		if err := tx.GetContext(ctx, &address, `SELECT email FROM users WHERE id = $1`, v.UserID); err != nil {
			return err
		}
		if address == "" {
			return domain.RefuseField("email", "Your profile has no e-mail address; enter one first.", "您的个人资料中没有电子邮箱，请先填写。")
		}
		var err error
		if id, err = insertLetter(ctx, tx, mail.Test, v.UserID, 0, nil); err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: mailOutSubject(id), Viewer: v, Verb: "create", Changes: map[string][2]any{"kind": {nil, mail.Test}, "address": {nil, address}}})
	})
	if err != nil {
		return MailOut{}, err
	}
	return s.MailOutByID(ctx, id)
}

func mailOutSubject(id int64) string { return "mail_out:" + strconv.FormatInt(id, 10) }

// SetMailOut tries a letter again at once (waiting), or gives it up (dropped).
func (s *Store) SetMailOut(ctx context.Context, v access.Viewer, id int64, state mail.State) (MailOut, error) {
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		var was string
		if err := tx.GetContext(ctx, &was, `SELECT state FROM mail_out WHERE id = $1 FOR UPDATE`, id); err != nil {
			return err
		}
		switch {
		case state == mail.Waiting && was == string(mail.Sent):
			return domain.Refuse(domain.Conflict, "This mail was sent; it would arrive twice.", "此邮件已发送，再次发送会重复。")
		case state == mail.Dropped && was != string(mail.Waiting):
			return domain.Refuse(domain.Conflict, "Only a mail that waits can be given up.", "只有等待发送的邮件可以放弃。")
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE mail_out SET state = $2, due_at = clock_timestamp(), leased_until = NULL, ended_at = CASE WHEN $2 = 'dropped' THEN clock_timestamp() END,
				tries = CASE WHEN $2 = 'waiting' THEN 0 ELSE tries END, created_at = CASE WHEN $2 = 'waiting' THEN clock_timestamp() ELSE created_at END,
				why = CASE WHEN $2 = 'dropped' THEN 'given_up' ELSE '' END WHERE id = $1`, id, string(state))
		if err != nil {
			return err
		}
		return appendAudit(ctx, tx, auditEntry{Subject: mailOutSubject(id), Viewer: v, Verb: "update", Changes: map[string][2]any{"state": {was, string(state)}}})
	})
	if err != nil {
		return MailOut{}, err
	}
	return s.MailOutByID(ctx, id)
}

// ClaimLetters leases up to n letters that are due, oldest first, for the given time; others skip them until it expires. So a letter that
// a server took while we were killed is sent again: that it is lost instead is worse, and its Message-ID stays the same.
func (s *Store) ClaimLetters(ctx context.Context, n int, lease time.Duration) ([]int64, error) {
	ids := []int64{}
	err := s.DB.SelectContext(ctx, &ids, `
		WITH due AS (
			SELECT id FROM mail_out WHERE state = 'waiting' AND due_at <= clock_timestamp() AND (leased_until IS NULL OR leased_until < clock_timestamp())
			ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED),
		claimed AS (
			UPDATE mail_out m SET leased_until = clock_timestamp() + $2 * interval '1 second' FROM due WHERE m.id = due.id RETURNING m.id)
		SELECT id FROM claimed ORDER BY id`, n, lease.Seconds())
	return ids, convert(err)
}

// EndLetter notes what became of a letter: sent to the address under the subject, refused or dropped, and why.
func (s *Store) EndLetter(ctx context.Context, id int64, state mail.State, address, subject, why string) error {
	_, err := s.DB.ExecContext(ctx, `
		UPDATE mail_out SET state = $2, address = $3, subject = $4, why = $5, leased_until = NULL, ended_at = clock_timestamp(),
			tries = tries + CASE WHEN $2 = 'dropped' THEN 0 ELSE 1 END WHERE id = $1 AND state = 'waiting'`,
		id, string(state), address, storable(subject), storable(why))
	return convert(err)
}

// DelayLetter notes why a letter could not be sent, and tries it again after the back-off.
func (s *Store) DelayLetter(ctx context.Context, id int64, backOff time.Duration, address, subject, why string) error {
	_, err := s.DB.ExecContext(ctx, `
		UPDATE mail_out SET tries = tries + 1, due_at = clock_timestamp() + $2 * interval '1 second', leased_until = NULL, address = $3, subject = $4, why = $5
		WHERE id = $1 AND state = 'waiting'`, id, backOff.Seconds(), address, storable(subject), storable(why))
	return convert(err)
}

// PutBackLetters ends the lease of letters that were not tried, because no server answers.
func (s *Store) PutBackLetters(ctx context.Context, ids []int64, backOff time.Duration) error {
	_, err := s.DB.ExecContext(ctx, `
		UPDATE mail_out SET leased_until = NULL, due_at = clock_timestamp() + $2 * interval '1 second' WHERE id = ANY ($1) AND state = 'waiting'`,
		pq.Array(ids), backOff.Seconds())
	return convert(err)
}

// BounceLetter marks the letter with this ref as one that came back; it answers whether there is one that was sent.
func (s *Store) BounceLetter(ctx context.Context, ref, why string) (bool, error) {
	done, err := s.DB.ExecContext(ctx, `UPDATE mail_out SET state = 'bounced', why = $2 WHERE ref = $1 AND state = 'sent'`, ref, storable(why))
	if err != nil {
		return false, convert(err)
	}
	n, err := done.RowsAffected()
	return n > 0, convert(err)
}

// TidyMail drops letters that are too old to be worth sending (no server may be named at all), and forgets after ninety days those that
// ended, and those that came in and did not become part of a record.
func (s *Store) TidyMail(ctx context.Context) error {
	for _, kind := range []string{mail.Notice, mail.Note, mail.Digest, mail.Answer, mail.Invitation, mail.Reset, mail.Test} {
		_, err := s.DB.ExecContext(ctx, `
			UPDATE mail_out SET state = 'dropped', why = 'too_old', ended_at = clock_timestamp()
			WHERE kind = $1 AND state = 'waiting' AND created_at < clock_timestamp() - $2 * interval '1 second' AND (leased_until IS NULL OR leased_until < clock_timestamp())`,
			kind, mail.Lasts(kind).Seconds())
		if err != nil {
			return convert(err)
		}
	}
	_, err := s.DB.ExecContext(ctx, `
		WITH o AS (DELETE FROM mail_out WHERE state <> 'waiting' AND ended_at < clock_timestamp() - interval '90 days')
		DELETE FROM mail_in WHERE state IN ('stopped', 'refused', 'dismissed') AND received_at < clock_timestamp() - interval '90 days'`)
	return convert(err)
}
