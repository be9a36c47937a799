package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/mail"
)

// MailIn is a letter that came in and what became of it.
type MailIn struct {
	ID         int64      `db:"id" json:"id"`
	MessageID  string     `db:"message_id" json:"message_id"`
	ReceivedAt time.Time  `db:"received_at" json:"received_at"`
	Address    string     `db:"address" json:"address" doc:"of its sender"`
	Name       string     `db:"name" json:"name" doc:"of its sender, as the mail says"`
	Subject    string     `db:"subject" json:"subject"`
	Body       string     `db:"body" json:"body" doc:"of one that is held: what is new in it, as Markdown"`
	BodyHTML   string     `db:"-" json:"body_html" doc:"the same as safe HTML"`
	Files      MailFiles  `db:"files" json:"files" nullable:"false" doc:"of one that is held"`
	State      string     `db:"state" json:"state" enum:"held,taken,refused,stopped,dismissed"`
	Reason     string     `db:"reason" json:"reason" doc:"such as unknown_sender; empty if it was taken at once"`
	Detail     string     `db:"detail" json:"detail" doc:"what else is known of the reason"`
	User       *Ref       `db:"person" json:"user" doc:"whose mail it is, if that is known"`
	Number     string     `db:"number" json:"number" doc:"of the record that it became part of or is about, empty if none"`
	DecidedBy  *Ref       `db:"decider" json:"decided_by"`
	DecidedAt  *time.Time `db:"decided_at" json:"decided_at"`

	StorageKey string `db:"storage_key" json:"-"`
}

// MailFile is a file of a letter that is held.
type MailFile struct {
	Name string `json:"name"`
	Size int    `json:"size"`
}

// MailFiles reads files from a JSON array.
type MailFiles []MailFile

// Scan reads a JSON array; null is the empty list.
func (f *MailFiles) Scan(src any) error {
	*f = MailFiles{}
	return scanJSON(src, f)
}

const selectMailIn = `
	SELECT m.id, m.message_id, m.received_at, m.address, m.name, m.subject, m.body, m.files, m.state, m.reason, m.detail, m.decided_at, COALESCE(r.number, '') AS number,
		COALESCE(m.storage_key, '') AS storage_key, `

var mailInPeople = personSQL("u") + ` AS person, ` + personSQL("d") + ` AS decider
	FROM mail_in m LEFT JOIN users u ON u.id = m.user_id LEFT JOIN users d ON d.id = m.decided_by LEFT JOIN records r ON r.id = m.record_id
	WHERE `

// maySeeMail is the condition that a viewer may read a letter: one about a record, who may see that.
func maySeeMail(v access.Viewer, a *arguments) string {
	return `(m.record_id IS NULL OR ` + access.Predicate(v, "r", a.add) + `)`
}

// MailIn lists letters that came in, as far as the viewer may see what they are about.
func (s *Store) MailIn(ctx context.Context, v access.Viewer, q MailQuery) (Page[MailIn], error) {
	page := Page[MailIn]{Items: []MailIn{}}
	var a arguments
	query := selectMailIn + mailInPeople + maySeeMail(v, &a)
	if q.State != "" {
		query += ` AND m.state = ` + a.add(q.State)
	}
	if q.Q != "" {
		query += ` AND strpos(lower(concat_ws(' ', m.address, m.name, m.subject, r.number)), lower(` + a.add(q.Q) + `)) > 0`
	}
	err := pageByID(ctx, s, &page, query, "m.id", a, q, func(m MailIn) int64 { return m.ID })
	return page, err
}

// MailInByID answers one letter that came in; ErrNone if there is none that the viewer may see.
func (s *Store) MailInByID(ctx context.Context, v access.Viewer, id int64) (MailIn, error) {
	var m MailIn
	var a arguments
	query := selectMailIn + mailInPeople + maySeeMail(v, &a) + ` AND m.id = ` + a.add(id)
	err := s.DB.GetContext(ctx, &m, query, a...)
	return m, convert(err)
}

// CameIn tells whether a letter of this Message-ID has come in before.
func (s *Store) CameIn(ctx context.Context, messageID string) (bool, error) {
	var there bool
	err := s.DB.GetContext(ctx, &there, `SELECT EXISTS (SELECT FROM mail_in WHERE message_id = $1)`, messageID)
	return there, convert(err)
}

// Sender answers whose address it is, as a viewer, or why that cannot be said.
func (s *Store) Sender(ctx context.Context, address string) (access.Viewer, mail.Reason, error) {
	var rows []struct {
		ID       int64 `db:"id"`
		Disabled bool  `db:"disabled"`
	}
	err := s.DB.SelectContext(ctx, &rows, `SELECT id, disabled_at IS NOT NULL AS disabled FROM users WHERE lower(email) = lower($1) AND email <> '' ORDER BY disabled_at IS NOT NULL, id LIMIT 2`, address)
	switch {
	case err != nil:
		return access.Viewer{}, "", convert(err)
	case len(rows) == 0:
		return access.Viewer{}, mail.UnknownSender, nil
	case len(rows) > 1 && !rows[1].Disabled:
		return access.Viewer{}, mail.AmbiguousSender, nil
	}
	v, err := s.ViewerOf(ctx, domain.ByID(rows[0].ID))
	if rows[0].Disabled {
		return v, mail.DisabledSender, err
	}
	return v, "", err
}

// SentLately answers how many letters from an address came in within the time and were not stopped.
func (s *Store) SentLately(ctx context.Context, address string, within time.Duration) (int, error) {
	var n int
	err := s.DB.GetContext(ctx, &n, `SELECT count(*) FROM mail_in WHERE address = $1 AND state <> 'stopped' AND received_at > clock_timestamp() - $2 * interval '1 second'`, address, within.Seconds())
	return n, convert(err)
}

// Answering answers the number of the record that a letter belongs to: by the uuids in our own Message-IDs that it answers, else by the
// letters that came in before and that it answers, the latest first; empty if there is none.
func (s *Store) Answering(ctx context.Context, uuids, messageIDs []string) (string, error) {
	var number string
	err := s.DB.GetContext(ctx, &number, `
		SELECT number FROM (
			SELECT r.number, 0 AS way, array_position($1, r.uuid::text) AS place FROM records r WHERE r.uuid::text = ANY ($1)
			UNION ALL SELECT r.number, 1, array_position($2, m.message_id) FROM mail_in m JOIN records r ON r.id = m.record_id WHERE m.message_id = ANY ($2)) x
		ORDER BY way, place LIMIT 1`, pq.Array(uuids), pq.Array(messageIDs))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return number, convert(err)
}

// Numbered answers the first of the numbers that a record has; empty if none has.
func (s *Store) Numbered(ctx context.Context, numbers []string) (string, error) {
	var number string
	err := s.DB.GetContext(ctx, &number, `SELECT number FROM records WHERE number = ANY ($1) ORDER BY array_position($1, number) LIMIT 1`, pq.Array(numbers))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return number, convert(err)
}

// Sees tells whether the viewer may see the record.
func (s *Store) Sees(ctx context.Context, v access.Viewer, number string) (bool, error) {
	_, err := s.visible(ctx, v, number)
	if domain.CodeOf(err) == domain.NotFound {
		return false, nil
	}
	return err == nil, err
}

// answersAnHour is how many answers somebody gets within an hour: two machines that know no header must come to an end.
const answersAnHour = 5

// KeepMail notes a letter that came in and what became of it, with the answer to its sender, if any. false: it was noted before, and
// nothing is done.
func (s *Store) KeepMail(ctx context.Context, m MailIn, userID int64, answer *mail.Answered) (bool, error) {
	kept := false
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		kept = false
		files, err := json.Marshal(append(MailFiles{}, m.Files...))
		if err != nil {
			return err
		}
		var id, recordID int64
		err = tx.QueryRowContext(ctx, `
			INSERT INTO mail_in (message_id, address, name, subject, body, files, state, reason, detail, user_id, record_id, storage_key)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULLIF($10::bigint, 0), (SELECT id FROM records WHERE number = $11), NULLIF($12, ''))
			ON CONFLICT (message_id) DO NOTHING RETURNING id, COALESCE(record_id, 0)`,
			m.MessageID, m.Address, storable(m.Name), storable(m.Subject), m.Body, files, m.State, m.Reason, storable(m.Detail), userID, m.Number, m.StorageKey).Scan(&id, &recordID)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		kept = true
		if answer == nil || userID == 0 {
			return nil
		}
		var lately int
		err = tx.GetContext(ctx, &lately, `SELECT count(*) FROM mail_out WHERE user_id = $1 AND kind = 'answer' AND created_at > clock_timestamp() - interval '1 hour'`, userID)
		if err != nil || lately >= answersAnHour {
			return err
		}
		_, err = insertLetter(ctx, tx, mail.Answer, userID, recordID, answer)
		return err
	})
	return kept, err
}

// sorting is for how long one person at the desk has a held letter to themselves while it becomes a ticket.
const sorting = 5 * time.Minute

var errSorted = domain.Refuse(domain.Conflict, "Somebody else has decided on this mail already; look at the list again.", "其他人已处理此邮件，请刷新列表。")

// SortMail gives a held letter to the viewer, to decide what becomes of it.
func (s *Store) SortMail(ctx context.Context, v access.Viewer, id int64) (MailIn, error) {
	m, err := s.MailInByID(ctx, v, id)
	if err != nil {
		return m, err
	}
	done, err := s.DB.ExecContext(ctx, `
		UPDATE mail_in SET decided_by = $2, decided_at = clock_timestamp()
		WHERE id = $1 AND state = 'held' AND (decided_by IS NULL OR decided_by = $2 OR decided_at < clock_timestamp() - $3 * interval '1 second')`, id, v.UserID, sorting.Seconds())
	if err != nil {
		return m, convert(err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return m, errSorted
	}
	return m, nil
}

// DecideMail notes what the desk did with a letter that it was given by SortMail: taken into the record, or dismissed, and why.
func (s *Store) DecideMail(ctx context.Context, v access.Viewer, id int64, state mail.State, number, why string) error {
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		err := oneRow(tx.ExecContext(ctx, `
			UPDATE mail_in SET state = $3, record_id = COALESCE((SELECT id FROM records WHERE number = $4), record_id), storage_key = NULL, body = '', decided_at = clock_timestamp(),
				detail = CASE WHEN $5 <> '' THEN $5 ELSE detail END WHERE id = $1 AND decided_by = $2 AND state = 'held'`, id, v.UserID, string(state), number, storable(why)))
		if domain.CodeOf(err) == domain.NotFound {
			return errSorted
		}
		if err != nil {
			return err
		}
		changes := map[string][2]any{"state": {string(mail.Held), string(state)}}
		if number != "" {
			changes["record"] = [2]any{nil, number}
		}
		return appendAudit(ctx, tx, auditEntry{Subject: "mail_in:" + strconv.FormatInt(id, 10), Viewer: v, Verb: "update", Why: why, Changes: changes})
	})
}

// LeaveMail gives back a letter that SortMail gave, undecided.
func (s *Store) LeaveMail(ctx context.Context, v access.Viewer, id int64) error {
	_, err := s.DB.ExecContext(ctx, `UPDATE mail_in SET decided_by = NULL, decided_at = NULL WHERE id = $1 AND decided_by = $2 AND state = 'held'`, id, v.UserID)
	return convert(err)
}
