package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
)

// The kinds of drafts.
const (
	DraftIncident = "incident"
	DraftApproval = "approval"
	DraftDocument = "document"
	DraftReply    = "reply"
	DraftNote     = "note"
)

// Draft is what somebody is still writing: its owner's alone, whoever else may see the record.
type Draft struct {
	ID        string          `db:"id" json:"id" format:"uuid"`
	Kind      string          `db:"kind" json:"kind" enum:"incident,approval,document,reply,note"`
	Number    string          `db:"number" json:"number" doc:"the record that a reply or note is about; empty for something new"`
	Title     string          `db:"title" json:"title" doc:"that record's title, while you may see it"`
	Subject   string          `db:"subject" json:"subject" doc:"by which the draft is found again"`
	Payload   json.RawMessage `db:"payload" json:"payload,omitempty" doc:"what the form holds, as it was sent; not in lists"`
	Revision  int             `db:"revision" json:"revision"`
	CreatedAt time.Time       `db:"created_at" json:"created_at"`
	UpdatedAt time.Time       `db:"updated_at" json:"updated_at"`
	Files     DraftFiles      `db:"files" json:"files" nullable:"false"`
}

// DraftInput is what a draft holds from now on.
type DraftInput struct {
	Kind    string
	Number  string // of the record, if it is about one
	Subject string
	Payload json.RawMessage // a JSON object
}

// DraftChange tells an owner's browsers that a draft stands at another revision; 0: its files changed, it was sent, or discarded.
type DraftChange struct {
	UserID   int64  `json:"u"`
	Draft    string `json:"d"`
	Revision int    `json:"n"`
}

const (
	mostDrafts       = 200       // of one person
	mostDraftPayload = 512 << 10 // bytes
	mostDraftSubject = 300       // characters
)

// selectDraft reads the viewer's drafts; more are columns beside, each with a comma behind.
func selectDraft(more string, v access.Viewer, a *arguments) string {
	sees := access.Predicate(v, "r", a.add)
	return `SELECT d.id, d.kind, COALESCE(r.number, '') AS number, CASE WHEN ` + sees + ` THEN COALESCE(r.title, '') ELSE '' END AS title,
		d.subject, ` + more + `d.revision, d.created_at, d.updated_at, (SELECT json_agg(` + draftFileJSON + ` ORDER BY f.id) FROM draft_files f WHERE f.draft_id = d.id) AS files
		FROM drafts d LEFT JOIN records r ON r.id = d.record_id WHERE d.user_id = ` + a.add(v.UserID)
}

// DraftQuery narrows a list of drafts.
type DraftQuery struct {
	Kind   string
	Number string
}

// Drafts lists the viewer's own drafts, the latest first.
func (s *Store) Drafts(ctx context.Context, v access.Viewer, q DraftQuery) ([]Draft, error) {
	if err := ownDrafts(v); err != nil {
		return nil, err
	}
	var a arguments
	query := selectDraft("", v, &a)
	if q.Kind != "" {
		query += ` AND d.kind = ` + a.add(q.Kind)
	}
	if q.Number != "" {
		query += ` AND r.number = ` + a.add(q.Number)
	}
	ds := []Draft{}
	err := s.DB.SelectContext(ctx, &ds, query+` ORDER BY d.updated_at DESC, d.id LIMIT `+a.add(mostDrafts), a...)
	return ds, convert(err)
}

// Draft answers one draft of the viewer with what it holds; ErrNone if it is not there (any more), or another's.
func (s *Store) Draft(ctx context.Context, v access.Viewer, id string) (Draft, error) {
	if err := ownDrafts(v); err != nil {
		return Draft{}, err
	}
	var d Draft
	var a arguments
	query := selectDraft("d.payload, ", v, &a) + ` AND d.id = ` + a.add(id)
	err := s.DB.GetContext(ctx, &d, query, a...)
	return d, convert(err)
}

// SaveDraft writes a draft: a new one (revision 0), or the one that was read at this revision. What stands there already is no conflict with
// itself, so that a repeat does no harm; where another browser has written something else meanwhile it is ErrStaleDraft.
func (s *Store) SaveDraft(ctx context.Context, v access.Viewer, id string, revision int, in DraftInput) (Draft, error) {
	if err := ownDrafts(v); err != nil {
		return Draft{}, err
	}
	if err := in.valid(); err != nil {
		return Draft{}, err
	}
	var now int
	err := s.Tx(ctx, func(tx *sqlx.Tx) (err error) {
		now, err = saveDraft(ctx, tx, v, id, revision, in)
		return err
	})
	if err != nil {
		return Draft{}, err
	}
	if now != revision {
		s.changed(Change{Drafts: []DraftChange{{v.UserID, id, now}}})
	}
	return s.Draft(ctx, v, id)
}

// ownDrafts refuses an administrator who acts as somebody else: drafts are nobody's but their owner's.
func ownDrafts(v access.Viewer) error {
	if v.ImpersonatorID == 0 {
		return nil
	}
	return domain.Refuse(domain.Forbidden, "Drafts are their owner's alone: leave the header Steward-As out.", "草稿仅供本人使用，请去掉 Steward-As 头。")
}

func (in *DraftInput) valid() error {
	in.Subject = strings.TrimSpace(in.Subject)
	if runes := []rune(in.Subject); len(runes) > mostDraftSubject {
		in.Subject = string(runes[:mostDraftSubject])
	}
	var object map[string]json.RawMessage
	switch {
	case len(in.Payload) > mostDraftPayload:
		return domain.RefuseField("payload", "A draft holds at most 512 KiB of text; put what is longer into a file.", "草稿最多 512 KiB 文字，更长的内容请放入附件。")
	case !utf8.Valid(in.Payload) || json.Unmarshal(in.Payload, &object) != nil || object == nil:
		return domain.RefuseField("payload", "Send what the form holds as a JSON object.", "请以 JSON 对象发送表单内容。")
	case (in.Kind == DraftReply || in.Kind == DraftNote) && in.Number == "":
		return domain.RefuseField("number", "Say which record this is about.", "请指定所针对的单据。")
	case (in.Kind == DraftIncident || in.Kind == DraftApproval) && in.Number != "":
		return domain.RefuseField("number", "This is a draft of something new; leave the number out.", "此草稿是新建内容，请去掉单据编号。")
	}
	return nil
}

// ErrStaleDraft is the refusal of a save over what another browser of the same person has written meanwhile.
var ErrStaleDraft = &domain.Error{Code: domain.Conflict, Field: "if_match", Text: domain.Text{
	En: "You wrote this draft in another window or on another device meanwhile; look at both and choose.", Zh: "您已在其他窗口或设备上修改此草稿，请对比后选择。"}}

// saveDraft writes the draft and answers its revision. What is written of a record that has left the owner's sight is still the owner's to keep.
func saveDraft(ctx context.Context, tx *sqlx.Tx, v access.Viewer, id string, revision int, in DraftInput) (int, error) {
	var was struct {
		Owner    int64  `db:"user_id"`
		Kind     string `db:"kind"`
		Number   string `db:"number"`
		Subject  string `db:"subject"`
		Same     bool   `db:"same"`
		Revision int    `db:"revision"`
	}
	err := tx.GetContext(ctx, &was, `
		SELECT d.user_id, d.kind, COALESCE(r.number, '') AS number, d.subject, d.payload = $2::jsonb AS same, d.revision
		FROM drafts d LEFT JOIN records r ON r.id = d.record_id WHERE d.id = $1 FOR UPDATE OF d`, id, in.Payload)
	switch {
	case errors.Is(err, sql.ErrNoRows) && revision > 0:
		return 0, ErrNone // sent or discarded
	case errors.Is(err, sql.ErrNoRows):
		return insertDraft(ctx, tx, v, id, in)
	case err != nil:
		return 0, err
	case was.Owner != v.UserID:
		return 0, ErrNone
	case was.Kind != in.Kind || was.Number != in.Number:
		return 0, domain.RefuseField("kind", "This draft is of another kind or record; begin a new one.", "此草稿属于其他类型或单据，请新建草稿。")
	case was.Same && was.Subject == in.Subject:
		return was.Revision, nil
	case was.Revision != revision:
		return 0, ErrStaleDraft
	}
	var now int
	err = tx.GetContext(ctx, &now, `UPDATE drafts SET subject = $2, payload = $3, revision = revision + 1, updated_at = steward_now() WHERE id = $1 RETURNING revision`,
		id, in.Subject, in.Payload)
	return now, err
}

func insertDraft(ctx context.Context, tx *sqlx.Tx, v access.Viewer, id string, in DraftInput) (int, error) {
	record, err := draftRecord(ctx, tx, v, in.Number)
	if err != nil {
		return 0, err
	}
	var many int
	if err := tx.GetContext(ctx, &many, `SELECT count(*) FROM drafts WHERE user_id = $1`, v.UserID); err != nil {
		return 0, err
	}
	if many >= mostDrafts {
		return 0, domain.Refuse(domain.Conflict, "You have 200 drafts already; discard some under My drafts.", "您已有 200 份草稿，请先在“我的草稿”中清理。")
	}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO drafts (id, user_id, kind, record_id, subject, payload) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		id, v.UserID, in.Kind, record, in.Subject, in.Payload)
	if err != nil {
		return 0, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return 1, err
	}
	return 0, ErrStaleDraft // another window has begun one about the same record
}

// draftRecord answers the id of the record that a new draft is about, which its owner must see; nil for something new.
func draftRecord(ctx context.Context, q sqlx.QueryerContext, v access.Viewer, number string) (*int64, error) {
	if number == "" {
		return nil, nil
	}
	id, err := visibleIn(ctx, q, v, number)
	if err != nil {
		return nil, err
	}
	return &id, nil
}

// DiscardDraft removes a draft and its files. One that is not there is discarded already.
func (s *Store) DiscardDraft(ctx context.Context, v access.Viewer, id string) error {
	if err := ownDrafts(v); err != nil {
		return err
	}
	res, err := s.DB.ExecContext(ctx, `DELETE FROM drafts WHERE id = $1 AND user_id = $2`, id, v.UserID)
	if err != nil {
		return convert(err)
	}
	if n, err := res.RowsAffected(); err == nil && n > 0 {
		s.changed(Change{Drafts: []DraftChange{{v.UserID, id, 0}}})
	}
	return nil
}
