package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/mail"
	"steward/domain/notice"
)

// Letter is everything that a letter is made from, as its reader may know it at this moment.
type Letter struct {
	ID        int64           `db:"id"`
	Ref       string          `db:"ref"`
	Kind      string          `db:"kind"`
	Payload   json.RawMessage `db:"payload"`
	CreatedAt time.Time       `db:"created_at"`
	Tries     int             `db:"tries"`
	UserID    int64           `db:"user_id"`
	Address   string          `db:"address"`
	Record    *LetterRecord   `db:"-"`
	Tellings  []Telling       `db:"-"` // of a notice: one; of a digest: each
	Words     string          `db:"-"` // of a notice: what was written with it, as Markdown
	Reader    access.Viewer   `db:"-"`
	Dropped   string          `db:"-"` // why it is not to be sent, empty if it is

	RecordID int64      `db:"record_id"`
	NoticeID int64      `db:"notice_id"`
	Disabled bool       `db:"disabled"`
	Age      float64    `db:"age"` // seconds
	ReadAt   *time.Time `db:"read_at"`
}

// LetterRecord is the record that a letter speaks of.
type LetterRecord struct {
	ID     int64  `db:"id"`
	Number string `db:"number"`
	UUID   string `db:"uuid"`
	Kind   string `db:"kind"`
	Title  string `db:"title"`
	State  string `db:"state"`
	Closed bool   `db:"closed"`
	Thread string `db:"thread"` // the Message-ID of the letter that the reader began it with, empty if it was none
}

// Open tells whether somebody may still write in it.
func (r LetterRecord) Open() bool { return !r.Closed }

// Telling is a notice as a letter tells it.
type Telling struct {
	What   string
	Params notice.Params
	At     time.Time
	Number string
}

// storable answers a text as the database takes it, at most 2,000 characters long.
func storable(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
	if runes := []rune(text); len(runes) > 2000 {
		text = string(runes[:2000])
	}
	return text
}

// Letter answers what a letter is made from. One that is not to be sent any more says why: its reader has left or has no address, may
// not see the record (any more), or has read the notice.
func (s *Store) Letter(ctx context.Context, id int64) (Letter, error) {
	var l Letter
	err := s.DB.GetContext(ctx, &l, `
		SELECT m.id, m.ref, m.kind, m.payload, m.created_at, m.tries, COALESCE(m.user_id, 0) AS user_id, COALESCE(u.email, '') AS address, COALESCE(m.record_id, 0) AS record_id,
			COALESCE(m.notice_id, 0) AS notice_id, u.disabled_at IS NOT NULL AS disabled, EXTRACT(epoch FROM clock_timestamp() - m.created_at) AS age, n.read_at
		FROM mail_out m LEFT JOIN users u ON u.id = m.user_id LEFT JOIN notices n ON n.id = m.notice_id WHERE m.id = $1`, id)
	if err != nil {
		return l, convert(err)
	}
	if l.Reader, err = s.ViewerOf(ctx, domain.ByID(l.UserID)); err != nil {
		return l, err
	}
	switch {
	case l.Disabled:
		l.Dropped = "disabled"
	case l.Address == "":
		l.Dropped = "no_address"
	case l.Age > mail.Lasts(l.Kind).Seconds():
		l.Dropped = "too_old"
	case l.ReadAt != nil:
		l.Dropped = "read"
	}
	if err := s.letterRecord(ctx, &l); err != nil {
		return l, err
	}
	switch l.Kind {
	case mail.Notice, mail.Note:
		err = s.letterNotice(ctx, &l)
	case mail.Digest:
		err = s.letterDigest(ctx, &l)
	}
	return l, err
}

// letterRecord reads the record that the letter speaks of. The letter is dropped if its reader may not see the record.
func (s *Store) letterRecord(ctx context.Context, l *Letter) error {
	if l.RecordID == 0 {
		return nil
	}
	var r LetterRecord
	err := s.DB.GetContext(ctx, &r, `
		SELECT r.id, r.number, r.uuid, r.kind, r.title, r.state, r.closed_at IS NOT NULL AS closed,
			COALESCE((SELECT m.message_id FROM mail_in m WHERE m.record_id = r.id AND m.user_id = $2 AND m.state = 'taken' ORDER BY m.id LIMIT 1), '') AS thread
		FROM records r WHERE r.id = $1`, l.RecordID, l.UserID)
	if err != nil {
		return convert(err)
	}
	_, err = s.visible(ctx, l.Reader, r.Number)
	if domain.CodeOf(err) == domain.NotFound {
		l.Dropped = "no_access"
		return nil
	}
	l.Record = &r
	return err
}

func (s *Store) letterNotice(ctx context.Context, l *Letter) error {
	var n Notice
	err := s.DB.GetContext(ctx, &n, selectNotices+`WHERE n.id = $1`, l.NoticeID)
	if err != nil {
		return convert(err)
	}
	l.Tellings = []Telling{n.telling()}
	if l.Record == nil {
		return nil
	}
	l.Words, err = s.wordsWith(ctx, l.Reader, l.RecordID, n)
	return err
}

func (n Notice) telling() Telling {
	var p notice.Params
	_ = json.Unmarshal(n.Params, &p) // a notice whose words cannot be read still says which record has changed
	if p.Number == "" {
		p.Number = n.Number
	}
	if p.ActorEn == "" {
		p.ActorEn = n.ActorEn
	}
	return Telling{What: n.What, Params: p, At: n.At, Number: n.Number}
}

// wordsWith answers what was written with the fact that a notice tells: the message of that very instant, else the description of a
// ticket that was raised, or the resolution.
func (s *Store) wordsWith(ctx context.Context, v access.Viewer, recordID int64, n Notice) (string, error) {
	var words []string
	err := s.DB.SelectContext(ctx, &words, `
		SELECT CASE $4 WHEN 'created' THEN i.description WHEN 'resolved' THEN i.resolution_text ELSE m.body END
		FROM records r LEFT JOIN incidents i ON i.record_id = r.id
			LEFT JOIN LATERAL (SELECT body FROM messages WHERE record_id = r.id AND created_at = $2 AND (NOT internal OR $3) ORDER BY id DESC LIMIT 1) m ON true
		WHERE r.id = $1 AND CASE $4 WHEN 'created' THEN i.description WHEN 'resolved' THEN i.resolution_text ELSE m.body END IS NOT NULL`,
		recordID, n.At, v.Desk(), n.What)
	return strings.Join(words, ""), convert(err)
}

// DigestOf is what a digest tells: the notices of its reader with ids from after to upto, not read yet.
type DigestOf struct {
	After int64 `json:"after"`
	Upto  int64 `json:"upto"`
}

func (s *Store) letterDigest(ctx context.Context, l *Letter) error {
	var of DigestOf
	if err := json.Unmarshal(l.Payload, &of); err != nil {
		return err
	}
	var rows []struct {
		Notice
		access.Facts
	}
	err := s.DB.SelectContext(ctx, &rows, `
		SELECT n.id, n.created_at, n.what, n.params, coalesce(a.name_en, '') AS actor_en, r.number, n.read_at, `+factsColumns+`
		FROM notices n JOIN records r ON r.id = n.record_id LEFT JOIN users a ON a.login = n.params->>'login'
		WHERE n.user_id = $1 AND n.user_id = $2 AND n.id > $3 AND n.id <= $4 AND n.read_at IS NULL ORDER BY n.id DESC LIMIT 1000`, l.UserID, l.UserID, of.After, of.Upto)
	if err != nil {
		return convert(err)
	}
	for _, r := range rows {
		if access.May(l.Reader, r.Facts) {
			l.Tellings = append(l.Tellings, r.telling())
		}
	}
	if len(l.Tellings) == 0 && l.Dropped == "" {
		l.Dropped = "read"
	}
	return nil
}

// Status answers the record's state in words.
func (r LetterRecord) Status() domain.Text {
	return incident.Status(r.State).Text()
}
