package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// DraftFile is a file of a draft, without its content. When the draft is sent it becomes an attachment of the record under the same uuid.
type DraftFile struct {
	UUID      string    `json:"uuid" format:"uuid"`
	Name      string    `json:"name"`
	MediaType string    `json:"media_type" doc:"As recognised by the content"`
	Size      int64     `json:"size" doc:"In bytes"`
	CreatedAt time.Time `json:"created_at"`
	URL       string    `json:"url" doc:"Its content, for the owner; after sending, for whoever sees the record"`
}

// DraftFiles are the files of one draft, oldest first; never nil in an answer.
type DraftFiles []DraftFile

// Scan reads a JSON array; null is the empty list.
func (f *DraftFiles) Scan(src any) error {
	*f = DraftFiles{}
	return scanJSON(src, f)
}

const draftFileJSON = `json_build_object('uuid', f.uuid, 'name', f.name, 'media_type', f.media_type, 'size', f.size, 'created_at', f.created_at, 'url', '/api/v1/attachments/' || f.uuid)`

const (
	mostDraftFiles = 20        // of one draft, as of one message
	mostDraftBytes = 500 << 20 // in all drafts of one person
)

// NewDraftFile is a file to be put to a draft, whose content is kept already.
type NewDraftFile struct {
	Draft      string
	Viewer     access.Viewer
	UUID       string // chosen by the author
	Name       string
	MediaType  string
	Size       int64
	SHA256     []byte
	StorageKey string
}

// HasDraft answers nil if the draft is the viewer's, else ErrNone: whoever has none must not fill the disk.
func (s *Store) HasDraft(ctx context.Context, v access.Viewer, draft string) error {
	if err := ownDrafts(v); err != nil {
		return err
	}
	var one int
	return convert(s.DB.GetContext(ctx, &one, `SELECT 1 FROM drafts WHERE id = $1 AND user_id = $2`, draft, v.UserID))
}

// AddDraftFile puts a file to a draft. The same content under the same uuid is a repeat and answers the file of the first.
func (s *Store) AddDraftFile(ctx context.Context, in NewDraftFile) (DraftFile, error) {
	var files DraftFiles
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		if err := in.insert(ctx, tx); err != nil {
			return err
		}
		return tx.GetContext(ctx, &files, `SELECT json_agg(`+draftFileJSON+`) FROM draft_files f WHERE f.uuid = $1`, in.UUID)
	})
	if err != nil {
		return DraftFile{}, err
	}
	s.changed(Change{Drafts: []DraftChange{{in.Viewer.UserID, in.Draft, 0}}})
	return files[0], nil
}

// insert adds the row under the draft's lock, unless it is there.
func (in NewDraftFile) insert(ctx context.Context, tx *sqlx.Tx) error {
	if err := lockDraft(ctx, tx, in.Viewer, in.Draft); err != nil {
		return err
	}
	var same bool
	err := tx.GetContext(ctx, &same, `
		SELECT draft_id = $2 AND sha256 = $3 FROM draft_files WHERE uuid = $1 UNION ALL SELECT false FROM attachments WHERE uuid = $1`, in.UUID, in.Draft, in.SHA256)
	switch {
	case err == nil && same:
		return nil
	case err == nil:
		return &domain.Error{Code: domain.Conflict, Field: "file", Text: domain.Text{En: "Another file has this id already; choose a new one.", Zh: "该文件编号已被占用，请换一个。"}}
	case !errors.Is(err, sql.ErrNoRows):
		return err
	}
	if err := in.room(ctx, tx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		WITH d AS (UPDATE drafts SET updated_at = steward_now() WHERE id = $1)
		INSERT INTO draft_files (draft_id, uuid, name, media_type, size, sha256, storage_key) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		in.Draft, in.UUID, in.Name, in.MediaType, in.Size, in.SHA256, in.StorageKey)
	return err
}

// room refuses a file for which there is no place.
func (in NewDraftFile) room(ctx context.Context, tx *sqlx.Tx) error {
	var has struct {
		Files int   `db:"files"`
		Bytes int64 `db:"bytes"`
	}
	err := tx.GetContext(ctx, &has, `
		SELECT count(*) FILTER (WHERE f.draft_id = $2) AS files, COALESCE(sum(f.size), 0) AS bytes
		FROM draft_files f JOIN drafts d ON d.id = f.draft_id WHERE d.user_id = $1`, in.Viewer.UserID, in.Draft)
	switch {
	case err != nil:
		return err
	case has.Files >= mostDraftFiles:
		return domain.RefuseField("file", "A draft takes 20 files at most; put several into a ZIP archive.", "一份草稿最多 20 个文件，可打包为 ZIP。")
	case has.Bytes+in.Size > mostDraftBytes:
		return domain.RefuseField("file", "The files of your drafts are 500 MiB already; send or discard some of them.", "您的草稿附件已达 500 MiB，请先发送或清理部分草稿。")
	}
	return nil
}

func lockDraft(ctx context.Context, tx *sqlx.Tx, v access.Viewer, draft string) error {
	if err := ownDrafts(v); err != nil {
		return err
	}
	var one int
	return tx.GetContext(ctx, &one, `SELECT 1 FROM drafts WHERE id = $1 AND user_id = $2 FOR UPDATE`, draft, v.UserID)
}

// RemoveDraftFile takes a file from a draft. One that is not there is removed already.
func (s *Store) RemoveDraftFile(ctx context.Context, v access.Viewer, draft, uuid string) error {
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		if err := lockDraft(ctx, tx, v, draft); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM draft_files WHERE draft_id = $1 AND uuid = $2`, draft, uuid)
		return err
	})
	if err == nil {
		s.changed(Change{Drafts: []DraftChange{{v.UserID, draft, 0}}})
	}
	return err
}

// draftAttachment answers a file of a draft by its uuid, as the attachment that it will be; ErrNone unless the draft is the viewer's.
func (s *Store) draftAttachment(ctx context.Context, v access.Viewer, uuid string) (file Attachment, err error) {
	if ownDrafts(v) != nil {
		return file, ErrNone
	}
	err = s.DB.GetContext(ctx, &file, `
		SELECT f.id, f.uuid, f.name, f.media_type, f.size, f.sha256, f.storage_key, f.created_at
		FROM draft_files f JOIN drafts d ON d.id = f.draft_id WHERE f.uuid = $1 AND d.user_id = $2`, uuid, v.UserID)
	return file, convert(err)
}
