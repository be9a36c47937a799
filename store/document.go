package store

import (
	"context"
	"encoding/json"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/document"
)

// NewDocument is an official document to be recorded: what is asked, of which type.
type NewDocument struct {
	NewApproval
	Type domain.Key
}

// CreateDocument records a document and answers its number. A repeat of the same key and body answers the number of the first.
func (s *Store) CreateDocument(ctx context.Context, in NewDocument) (string, error) {
	asked, err := s.asDocument(ctx, in)
	if err != nil {
		return "", convert(err)
	}
	return s.ask(ctx, asked)
}

// RehearseDocument answers what would become of a document by the very machine that would carry it; it writes nothing.
func (s *Store) RehearseDocument(ctx context.Context, in NewDocument) (Rehearsal, error) {
	asked, err := s.asDocument(ctx, in)
	if err != nil {
		return Rehearsal{}, convert(err)
	}
	return s.rehearse(ctx, asked)
}

// asDocument makes of a new document what is asked by its type's plan.
func (s *Store) asDocument(ctx context.Context, in NewDocument) (NewApproval, error) {
	asked := in.NewApproval
	if in.Viewer.CustomerID != 0 {
		return asked, domain.Refuse(domain.Forbidden, "Official documents are written by those who work here; raise a ticket instead.", "公文仅限内部人员拟写，请改为提交工单。")
	}
	t, err := documentTypes.find(ctx, s.DB, "type", in.Type)
	if err != nil {
		return asked, err
	}
	if t == nil {
		return asked, domain.RefuseField("type", "Choose a type of document.", "请选择公文类型。")
	}
	var row struct {
		Template int64 `db:"template_id"`
		Form     int64 `db:"form_id"`
		Enabled  bool  `db:"enabled"`
	}
	if err := s.DB.GetContext(ctx, &row, `SELECT template_id, COALESCE(form_id, 0) AS form_id, enabled FROM document_types WHERE id = $1`, *t); err != nil {
		return asked, err
	}
	if !row.Enabled {
		return asked, domain.RefuseField("type", "No documents of this type are begun any more; choose another.", "此类型已停用，请另选。")
	}
	asked.as, asked.Template, asked.form = documents, domain.ByID(row.Template), row.Form
	asked.says = map[string][2]any{"type": {nil, *t}}
	asked.also = func(ctx context.Context, l *locked) error {
		_, err := l.tx.ExecContext(ctx, `INSERT INTO documents (record_id, type_id, status) VALUES ($1, $2, $3)`, l.row.ID, *t, document.InApproval)
		if err != nil {
			return err
		}
		return l.loadDocument(ctx)
	}
	return asked, nil
}

// Document is what a record's page shows of an official document beside what was asked.
type Document struct {
	Type           *Ref            `db:"type" json:"type"`
	Group          *Ref            `db:"grp" json:"group" doc:"of types"`
	Status         document.Status `db:"status" json:"status" enum:"in_approval,approved,circulating,issued,archived,revoking,revoked,rejected,failed,withdrawn,cancelled"`
	Official       string          `db:"official" json:"official" doc:"its official number; empty until it is issued"`
	IssuedAt       *time.Time      `db:"issued_at" json:"issued_at"`
	CirculateUntil *time.Time      `db:"circulate_until" json:"circulate_until" doc:"until when it is to be read"`
	CirculatedAt   *time.Time      `db:"circulated_at" json:"circulated_at" doc:"when its circulation ended"`
	Readers        int             `db:"readers" json:"readers" doc:"to how many people it was sent when it was issued, or after"`
	Unread         int             `db:"unread" json:"unread" doc:"how many of them have not read it"`
	ToRead         bool            `db:"to_read" json:"to_read" doc:"the viewer is one of those"`
	ArchivedAt     *time.Time      `db:"archived_at" json:"archived_at"`
	KeepUntil      *time.Time      `db:"keep_until" json:"keep_until" doc:"the archive is kept so long; null: for ever, or not archived yet"`
	Archives       archiveRows     `db:"archives" json:"archives" nullable:"false" doc:"what was archived; the second has the revocation"`
	RevokeAskedAt  *time.Time      `db:"revoke_asked_at" json:"revoke_asked_at" doc:"while its revocation is being decided"`
	RevokeAskedBy  *Ref            `db:"revoke_asked_by" json:"revoke_asked_by"`
	RevokeReason   string          `db:"revoke_reason" json:"revoke_reason"`
	RevokedAt      *time.Time      `db:"revoked_at" json:"revoked_at"`

	Row documentRow `db:"-" json:"-"`
}

// ArchiveEntry is one archived page without its content.
type ArchiveEntry struct {
	Version int       `json:"version"`
	MadeAt  time.Time `json:"made_at"`
	SHA256  string    `json:"sha256" doc:"digest of the whole page, in hexadecimal"`
	Size    int       `json:"size" doc:"in bytes"`
}

type archiveRows []ArchiveEntry

// Scan reads a JSON array; null is the empty list.
func (a *archiveRows) Scan(src any) error {
	*a = archiveRows{}
	return scanJSON(src, a)
}

const selectDocument = `
	SELECT d.status, COALESCE(d.official, '') AS official, d.issued_at, d.circulate_until, d.circulated_at, d.archived_at, d.keep_until, d.revoke_asked_at, d.revoke_reason, d.revoked_at,
		(SELECT count(*) FROM receipts c WHERE c.record_id = d.record_id AND c.sent_at >= d.issued_at) AS readers,
		(SELECT count(*) FROM receipts c WHERE c.record_id = d.record_id AND c.sent_at >= d.issued_at AND c.read_at IS NULL) AS unread,
		EXISTS (SELECT FROM receipts c WHERE c.record_id = d.record_id AND c.user_id = $2 AND c.read_at IS NULL) AS to_read,
		(SELECT json_agg(json_build_object('version', a.version, 'made_at', a.made_at, 'sha256', encode(a.sha256, 'hex'), 'size', length(a.content)) ORDER BY a.version)
			FROM document_archives a WHERE a.record_id = d.record_id) AS archives, `

// documentView answers what a record is as a document; nil if it is none.
func (s *Store) documentView(ctx context.Context, v access.Viewer, kind string, recordID int64) (*Document, error) {
	if kind != KindDocument {
		return nil, nil
	}
	var d Document
	err := s.DB.GetContext(ctx, &d, selectDocument+refSQL("t")+` AS type, `+refSQL("g")+` AS grp, `+personSQL("u")+` AS revoke_asked_by
		FROM documents d JOIN document_types t ON t.id = d.type_id JOIN document_groups g ON g.id = t.group_id LEFT JOIN users u ON u.id = d.revoke_asked_by
		WHERE d.record_id = $1`, recordID, v.UserID)
	if err != nil {
		return nil, err
	}
	err = s.DB.GetContext(ctx, &d.Row, `SELECT `+documentColumns+` FROM documents d WHERE d.record_id = $1`, recordID)
	return &d, err
}

// DocumentRow is one document in a list.
type DocumentRow struct {
	ApprovalRow
	Type     *Ref            `db:"type" json:"type"`
	Group    *Ref            `db:"grp" json:"group"`
	Status   document.Status `db:"status" json:"status" enum:"in_approval,approved,circulating,issued,archived,revoking,revoked,rejected,failed,withdrawn,cancelled"`
	Official string          `db:"official" json:"official"`
	IssuedAt *time.Time      `db:"issued_at" json:"issued_at"`
	ToRead   bool            `db:"to_read" json:"to_read" doc:"it was circulated to the viewer, who has not read it"`
}

// DocumentQuery narrows a list of documents.
type DocumentQuery struct {
	Asked
	Q           string // found in number, official number, subject and text
	Group, Type domain.Key
	Status      []document.Status
	Year        int  // of the official number
	ToRead      bool // circulated to the viewer and not read yet
}

// documentJoins is what a list of documents reads beside what every list of what was asked for does.
const documentJoins = ` JOIN documents d ON d.record_id = r.id JOIN document_types y ON y.id = d.type_id JOIN document_groups g ON g.id = y.group_id`

// documentSQL selects rows of documents as the viewer may have to read them.
func documentSQL(v access.Viewer, a *arguments) string {
	return askedSQL(`, `+refSQL("y")+` AS type, `+refSQL("g")+` AS grp, d.status, COALESCE(d.official, '') AS official, d.issued_at, `+toReadSQL(v, a)+` AS to_read`, documentJoins)
}

func toReadSQL(v access.Viewer, a *arguments) string {
	return "EXISTS (SELECT FROM receipts c WHERE c.record_id = r.id AND c.read_at IS NULL AND c.user_id = " + a.add(v.UserID) + ")"
}

// Documents answers a page of the documents that the viewer may see, newest first.
func (s *Store) Documents(ctx context.Context, v access.Viewer, q DocumentQuery) (Page[DocumentRow], error) {
	a := &arguments{}
	page := Page[DocumentRow]{Items: []DocumentRow{}}
	where, err := s.documentsWhere(ctx, v, &q, a)
	if err != nil {
		return page, err
	}
	err = s.DB.SelectContext(ctx, &page.Items, documentSQL(v, a)+where+q.order(a), *a...)
	cut(&page, q.Asked, func(r DocumentRow) int64 { return r.ID })
	return page, convert(err)
}

// documentsWhere answers what holds of the documents of a list, which the viewer may see.
func (s *Store) documentsWhere(ctx context.Context, v access.Viewer, q *DocumentQuery, a *arguments) (string, error) {
	where := q.where(v, KindDocument, a)
	for _, f := range []struct {
		noun   noun
		field  string
		key    domain.Key
		column string
	}{{documentGroups, "group", q.Group, "y.group_id"}, {documentTypes, "type", q.Type, "d.type_id"}} {
		id, err := f.noun.find(ctx, s.DB, f.field, f.key)
		if err != nil {
			return "", convert(err)
		}
		if id != nil {
			where += " AND " + f.column + " = " + a.add(*id)
		}
	}
	if len(q.Status) > 0 {
		raw, err := json.Marshal(q.Status)
		if err != nil {
			return "", err
		}
		where += " AND d.status IN (SELECT jsonb_array_elements_text(" + a.add(string(raw)) + "::jsonb))"
	}
	if q.Year != 0 {
		where += " AND d.number_year = " + a.add(q.Year)
	}
	if q.ToRead {
		where += " AND " + toReadSQL(v, a)
	}
	if w := newWords(q.Q); w != nil {
		text := a.add("%" + likeEscape.Replace(w.text) + "%")
		where += " AND (EXISTS (SELECT FROM record_search x WHERE x.record_id = r.id AND x.text LIKE " + text + ") OR lower(d.official) LIKE " + text + ")"
	}
	return where, nil
}
