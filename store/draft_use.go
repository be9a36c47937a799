package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
)

// heldDraft is a draft that a creation or act was written in, locked in its transaction: the audit trail names its files, and
// once the record and message are there they become attachments and the draft is gone. nil: none was named.
type heldDraft struct {
	id    string
	owner int64
	files []string // names
}

// takeDraft locks the viewer's draft. It must be of one of the kinds, and about the record if one is given (0: about something new).
// One that is not there was sent or discarded by another window: that is refused, so that nothing is sent twice.
func takeDraft(ctx context.Context, tx *sqlx.Tx, v access.Viewer, id string, recordID int64, kinds ...string) (*heldDraft, error) {
	if id == "" {
		return nil, nil
	}
	if err := ownDrafts(v); err != nil {
		return nil, err
	}
	var d struct {
		Kind   string `db:"kind"`
		Record int64  `db:"record_id"`
	}
	err := tx.GetContext(ctx, &d, `SELECT kind, COALESCE(record_id, 0) AS record_id FROM drafts WHERE id = $1 AND user_id = $2 FOR UPDATE`, id, v.UserID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errDraftGone
	}
	if err != nil {
		return nil, err
	}
	if !slices.Contains(kinds, d.Kind) || d.Record != recordID {
		return nil, domain.RefuseField("draft", "This draft is of something else; name the one that was sent here, or none.", "该草稿不属于此处，请指定对应的草稿，或不指定。")
	}
	h := &heldDraft{id: id, owner: v.UserID}
	err = tx.SelectContext(ctx, &h.files, `SELECT name FROM draft_files WHERE draft_id = $1 ORDER BY id`, id)
	return h, err
}

var errDraftGone = &domain.Error{Code: domain.Conflict, Field: "draft", Text: domain.Text{
	En: "This draft was sent or discarded in another window already; look there before you send it again.", Zh: "此草稿已在其他窗口发送或删除，再次发送前请先确认。"}}

// takeDraft locks the draft that the reply or note was written in.
func (l *locked) takeDraft(ctx context.Context, in ActInput) (*heldDraft, error) {
	kind := map[incident.Verb]string{incident.Reply: DraftReply, incident.Note: DraftNote}[in.Act.Verb]
	if in.Draft != "" && kind == "" {
		return nil, domain.RefuseField("draft", "Only replies and notes are written as drafts; leave it out.", "只有回复和备注可以来自草稿，请去掉。")
	}
	return takeDraft(ctx, l.tx, in.Viewer, in.Draft, l.row.ID, kind)
}

// note adds the draft's files to what the audit trail says.
func (h *heldDraft) note(changes map[string][2]any) {
	if h != nil && len(h.files) > 0 {
		changes["attachments"] = [2]any{nil, h.files}
	}
}

// become makes the draft's files attachments of the record, under the message if it has one, and removes the draft.
func (h *heldDraft) become(ctx context.Context, tx *sqlx.Tx, recordID, actID int64, messageID *int64, internal bool, at time.Time) error {
	if h == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO attachments (uuid, record_id, message_id, act_id, internal, name, media_type, size, sha256, storage_key, uploaded_by, created_at)
		SELECT f.uuid, $2, $3, $4, $5, f.name, f.media_type, f.size, f.sha256, f.storage_key, $6, $7 FROM draft_files f WHERE f.draft_id = $1 ORDER BY f.id`,
		h.id, recordID, messageID, actID, internal, h.owner, at)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM drafts WHERE id = $1`, h.id)
	return err
}

// gone is what the owner's other windows are told once it is committed.
func (h *heldDraft) gone() []DraftChange {
	if h == nil {
		return nil
	}
	return []DraftChange{{h.owner, h.id, 0}}
}
