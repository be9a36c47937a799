package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/lib/pq"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
)

// Attachment is a file of a record; its content is kept elsewhere under StorageKey.
type Attachment struct {
	ID         int64     `db:"id"`
	UUID       string    `db:"uuid"`
	MessageID  *int64    `db:"message_id"` // the message it came with, nil if none
	Internal   bool      `db:"internal"`
	Name       string    `db:"name"`
	MediaType  string    `db:"media_type"` // as sniffed, never as claimed
	Size       int64     `db:"size"`
	SHA256     []byte    `db:"sha256"`
	StorageKey string    `db:"storage_key"`
	UploadedBy *Ref      `db:"uploaded_by"`
	CreatedAt  time.Time `db:"created_at"`
}

// NewAttachment is a file to be attached: what is kept already, and the act that attaches it.
type NewAttachment struct {
	Number     string
	Viewer     access.Viewer
	Key        string // idempotency key
	BodyHash   []byte
	Internal   bool
	UUID       string // under which a text refers to it already; empty: a new one
	Name       string
	MediaType  string
	Size       int64
	SHA256     []byte
	StorageKey string
}

var selectAttachment = `
	SELECT t.id, t.uuid, t.message_id, t.internal, t.name, t.media_type, t.size, t.sha256, t.storage_key, t.created_at,
		` + personSQL("u") + ` AS uploaded_by
	FROM attachments t JOIN users u ON u.id = t.uploaded_by `

// Attach adds a file to a record, as an act. A repeat of the same key and body answers the file of the first.
func (s *Store) Attach(ctx context.Context, in NewAttachment) (Attachment, error) {
	if in.Internal && !in.Viewer.Desk() {
		return Attachment{}, domain.RefuseField("internal", "Only people of the desk can attach files that customers do not see.", "只有服务台人员可以添加客户不可见的附件。")
	}
	body := map[string]any{"name": in.Name, "size": in.Size, "internal": in.Internal}
	var made int64
	err := s.Act(ctx, ActInput{
		Number: in.Number, Viewer: in.Viewer, Key: in.Key, BodyHash: in.BodyHash, Internal: in.Internal, Body: body,
		Act: incident.Act{Verb: incident.Attach},
		Also: func(ctx context.Context, a *ActTx) error {
			a.Changes["attachment"] = [2]any{nil, in.Name}
			return a.Tx.GetContext(ctx, &made, `
				INSERT INTO attachments (record_id, act_id, internal, name, media_type, size, sha256, storage_key, uploaded_by, created_at, uuid)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, COALESCE(NULLIF($11, '')::uuid, gen_random_uuid())) RETURNING id`,
				a.RecordID, a.ActID, in.Internal, in.Name, in.MediaType, in.Size, in.SHA256, in.StorageKey, in.Viewer.UserID, a.At, in.UUID)
		},
	})
	if err != nil {
		return Attachment{}, err
	}
	var t Attachment
	if made != 0 {
		err = s.DB.GetContext(ctx, &t, selectAttachment+`WHERE t.id = $1`, made)
	} else { // a repeat
		err = s.DB.GetContext(ctx, &t, selectAttachment+`JOIN records r ON r.id = t.record_id JOIN acts a ON a.id = t.act_id
			WHERE r.number = $1 AND a.actor_id = $2 AND a.key = $3`, in.Number, in.Viewer.UserID, in.Key)
	}
	return t, convert(err)
}

// Attachments lists a record's files, oldest first, as far as the viewer may see them.
func (s *Store) Attachments(ctx context.Context, v access.Viewer, number string) ([]Attachment, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	files := []Attachment{}
	err = s.DB.SelectContext(ctx, &files, selectAttachment+`WHERE t.record_id = $1 AND (NOT t.internal OR $2) ORDER BY t.id`, id, v.Desk())
	return files, convert(err)
}

// Attachment answers one file by its uuid, with the number of its record (empty for a file of the viewer's own draft); ErrNone if the
// viewer may not see it.
func (s *Store) Attachment(ctx context.Context, v access.Viewer, uuid string) (file Attachment, number string, err error) {
	err = s.DB.GetContext(ctx, &number, `SELECT r.number FROM attachments t JOIN records r ON r.id = t.record_id WHERE t.uuid = $1`, uuid)
	if errors.Is(err, sql.ErrNoRows) {
		file, err = s.draftAttachment(ctx, v, uuid)
		return file, "", err
	}
	if err != nil {
		return Attachment{}, "", convert(err)
	}
	if _, err := s.visible(ctx, v, number); err != nil {
		return Attachment{}, "", err
	}
	err = s.DB.GetContext(ctx, &file, selectAttachment+`WHERE t.uuid = $1 AND (NOT t.internal OR $2)`, uuid, v.Desk())
	return file, number, convert(err)
}

// StorageKeys answers which of the keys a file of a record or draft, or a letter that the desk has to decide on, refers to.
func (s *Store) StorageKeys(ctx context.Context, keys []string) ([]string, error) {
	var used []string
	err := s.DB.SelectContext(ctx, &used, `
		SELECT storage_key FROM attachments WHERE storage_key = ANY($1)
		UNION SELECT storage_key FROM draft_files WHERE storage_key = ANY($1)
		UNION SELECT storage_key FROM mail_in WHERE storage_key = ANY($1)`, pq.Array(keys))
	return used, convert(err)
}
