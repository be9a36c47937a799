package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/canned"
)

// The scopes of canned replies.
const (
	CannedMine  = "mine"
	CannedGroup = "group"
	CannedAll   = "all"
)

// CannedReply is a reply that is written once and used often.
type CannedReply struct {
	ID       int64  `db:"id" json:"id"`
	Scope    string `db:"scope" json:"scope" enum:"mine,group,all" doc:"whose it is: yours alone, a group's, or everybody's at the desk"`
	Group    *Ref   `db:"grp" json:"group" doc:"of scope group"`
	Shortcut string `db:"shortcut" json:"shortcut" doc:"typed after a slash, it finds this one first"`
	Name     string `db:"name" json:"name"`
	NameEn   string `db:"name_en" json:"name_en"`
	Body     string `db:"body" json:"body" doc:"Markdown with placeholders, in Chinese; empty: only in English"`
	BodyEn   string `db:"body_en" json:"body_en" doc:"the same in English; empty: only in Chinese"`
	Revision int    `db:"revision" json:"revision"`
	MayEdit  bool   `db:"may_edit" json:"may_edit" doc:"whether you may change and remove it"`
}

// CannedInput is a canned reply as it is to be.
type CannedInput struct {
	Scope    string     `json:"scope" enum:"mine,group,all"`
	Group    domain.Key `json:"group,omitzero" required:"false" doc:"of scope group: whose"`
	Shortcut string     `json:"shortcut,omitempty" maxLength:"60"`
	Name     string     `json:"name" maxLength:"400"`
	NameEn   string     `json:"name_en,omitempty" maxLength:"400"`
	Body     string     `json:"body,omitempty" maxLength:"50000" doc:"Markdown; placeholders as {{name}}, see /canned-replies/placeholders"`
	BodyEn   string     `json:"body_en,omitempty" maxLength:"50000"`
}

// cannedNoun names canned replies in the audit trail and where creations are remembered.
var cannedNoun = noun{table: "canned_replies", word: "canned_reply"}

const (
	mostCanned     = 300 // a list answers at most; narrower by q
	mostCannedMine = 300 // of one person
)

// managesCanned tells who writes what everybody uses.
func managesCanned(v access.Viewer) bool { return v.Has(access.Manager, access.Admin) }

// CannedQuery narrows a list of canned replies.
type CannedQuery struct {
	Q      string // found in shortcut, names and words
	Usable bool   // only those that the viewer uses: own ones, of own groups, everybody's
}

func selectCanned(v access.Viewer, a *arguments) string {
	me := a.add(v.UserID)
	return `
		SELECT x.id, CASE WHEN x.owner_id IS NOT NULL THEN 'mine' WHEN x.group_id IS NOT NULL THEN 'group' ELSE 'all' END AS scope, ` + refSQL("g") + ` AS grp,
			x.shortcut, x.name, x.name_en, x.body, x.body_en, x.revision,
			COALESCE(x.owner_id = ` + me + `, false) OR x.owner_id IS NULL AND (` + a.add(managesCanned(v)) + ` OR g.manager_id = ` + me + `) IS TRUE AS may_edit
		FROM canned_replies x LEFT JOIN groups g ON g.id = x.group_id
		WHERE (x.owner_id = ` + me + ` OR x.owner_id IS NULL AND (x.group_id IS NULL OR x.group_id = ANY (` + a.add(access.Array(v.GroupIDs)) + `)`
}

// CannedReplies lists what the viewer may use or change: what was found by its shortcut first, then own ones, the groups', everybody's.
func (s *Store) CannedReplies(ctx context.Context, v access.Viewer, q CannedQuery) ([]CannedReply, error) {
	var a arguments
	query := selectCanned(v, &a)
	if !q.Usable {
		query += ` OR ` + a.add(v.SeesAll()) + ` OR g.manager_id = ` + a.add(v.UserID)
	}
	query += `))`
	if q.Q != "" {
		query += ` AND strpos(lower(concat_ws(E'\n', x.shortcut, x.name, x.name_en, x.body, x.body_en)), lower(` + a.add(q.Q) + `)) > 0`
	}
	order := ` ORDER BY `
	if q.Q != "" {
		order += `lower(x.shortcut) = lower(` + a.add(q.Q) + `) DESC, `
	}
	rs := []CannedReply{}
	err := s.DB.SelectContext(ctx, &rs, query+order+`x.owner_id IS NULL, x.group_id IS NULL, x.name, x.id LIMIT `+a.add(mostCanned), a...)
	return rs, convert(err)
}

// cannedReply answers one that the viewer may use or change, else ErrNone; with lock it stays as it is until the transaction ends.
func cannedReply(ctx context.Context, q sqlx.QueryerContext, v access.Viewer, id int64, lock string) (r CannedReply, err error) {
	var a arguments
	query := selectCanned(v, &a) + ` OR ` + a.add(v.SeesAll()) + ` OR g.manager_id = ` + a.add(v.UserID) + `)) AND x.id = ` + a.add(id)
	return r, convert(sqlx.GetContext(ctx, q, &r, query+lock, a...))
}

// CreateCanned adds a canned reply; a repeat under the same key answers the one made first.
func (s *Store) CreateCanned(ctx context.Context, v access.Viewer, in CannedInput, key string) (CannedReply, error) {
	once := Once{key, in}
	return s.saveCanned(ctx, v, func(tx *sqlx.Tx) (int64, error) {
		if id, err := once.made(ctx, tx, v, cannedNoun); id != 0 || err != nil {
			return id, err
		}
		columns, err := in.columns(ctx, tx, v)
		if err != nil {
			return 0, err
		}
		var many int
		if err := tx.GetContext(ctx, &many, `SELECT count(*) FROM canned_replies WHERE owner_id = $1`, v.UserID); err != nil {
			return 0, err
		}
		if in.Scope == CannedMine && many >= mostCannedMine {
			return 0, domain.Refuse(domain.Conflict, "You have 300 canned replies of your own; remove some first.", "您的个人常用回复已达 300 条，请先清理。")
		}
		after, err := cannedNoun.write(ctx, tx, 0, columns)
		if err != nil {
			return 0, err
		}
		id, err := after.id()
		if err != nil {
			return 0, err
		}
		if err := once.remember(ctx, tx, v, cannedNoun, id); err != nil {
			return 0, err
		}
		return id, appendDifference(ctx, tx, v, cannedNoun.subject(id), nil, discreet(after))
	})
}

// UpdateCanned changes a canned reply if it still stands at the revision that was read; ErrStale if not.
func (s *Store) UpdateCanned(ctx context.Context, v access.Viewer, id int64, revision int, in CannedInput) (CannedReply, error) {
	return s.saveCanned(ctx, v, func(tx *sqlx.Tx) (int64, error) {
		was, err := mayEditCanned(ctx, tx, v, id)
		if err != nil {
			return 0, err
		}
		if was.Revision != revision {
			return 0, ErrStale
		}
		before, err := cannedNoun.lock(ctx, tx, domain.ByID(id))
		if err != nil {
			return 0, err
		}
		columns, err := in.columns(ctx, tx, v)
		if err != nil {
			return 0, err
		}
		after, err := cannedNoun.write(ctx, tx, id, append(columns, column{"revision", revision + 1}))
		if err != nil {
			return 0, err
		}
		return id, appendDifference(ctx, tx, v, cannedNoun.subject(id), discreet(before), discreet(after))
	})
}

func (s *Store) saveCanned(ctx context.Context, v access.Viewer, f func(*sqlx.Tx) (int64, error)) (CannedReply, error) {
	var id int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) (err error) {
		id, err = f(tx)
		return err
	})
	if err != nil {
		return CannedReply{}, err
	}
	return cannedReply(ctx, s.DB, v, id, "")
}

// mayEditCanned locks a canned reply that the viewer may change.
func mayEditCanned(ctx context.Context, tx *sqlx.Tx, v access.Viewer, id int64) (CannedReply, error) {
	was, err := cannedReply(ctx, tx, v, id, ` FOR UPDATE OF x`)
	if err == nil && !was.MayEdit {
		err = errCannedScope
	}
	return was, err
}

var errCannedScope = &domain.Error{Code: domain.Forbidden, Field: "scope", Text: domain.Text{
	En: "Only a group's manager, service managers and administrators write what others use; keep one of your own instead.",
	Zh: "只有组长、服务经理和管理员可以编写供他人使用的常用回复，您可以保存为个人回复。"}}

// columns answers what the input sets, after judging whether the viewer may write for those whose it is to be.
func (in CannedInput) columns(ctx context.Context, tx *sqlx.Tx, v access.Viewer) ([]column, error) {
	r := canned.Reply{Shortcut: in.Shortcut, Name: in.Name, NameEn: in.NameEn, Body: in.Body, BodyEn: in.BodyEn}
	if err := r.Tidy(); err != nil {
		return nil, err
	}
	var owner, group *int64
	switch in.Scope {
	case CannedMine:
		owner = &v.UserID
	case CannedAll:
		if !managesCanned(v) {
			return nil, errCannedScope
		}
	case CannedGroup:
		var err error
		if group, err = groups.find(ctx, tx, "group", in.Group); err == nil && group == nil {
			err = domain.RefuseField("group", "Say whose group's it is.", "请选择所属的组。")
		}
		if err != nil {
			return nil, err
		}
		var mine bool
		if err := tx.GetContext(ctx, &mine, `SELECT COALESCE(manager_id = $2, false) FROM groups WHERE id = $1`, *group, v.UserID); err != nil {
			return nil, err
		}
		if !mine && !managesCanned(v) {
			return nil, errCannedScope
		}
	}
	return []column{{"owner_id", owner}, {"group_id", group}, {"shortcut", r.Shortcut}, {"name", r.Name}, {"name_en", r.NameEn}, {"body", r.Body}, {"body_en", r.BodyEn}}, nil
}

// discreet leaves out of the audit trail what somebody's own reply says: that it was changed stands there, not the words.
func discreet(r row) row {
	if r["owner_id"] != nil {
		delete(r, "body")
		delete(r, "body_en")
	}
	return r
}

// RemoveCanned removes a canned reply; one that is not there is removed already.
func (s *Store) RemoveCanned(ctx context.Context, v access.Viewer, id int64) error {
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := mayEditCanned(ctx, tx, v, id); err != nil {
			return err
		}
		before, err := cannedNoun.lock(ctx, tx, domain.ByID(id))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM canned_replies WHERE id = $1`, id); err != nil {
			return err
		}
		before, changes := discreet(before), map[string][2]any{}
		for field, value := range before {
			if field != "id" {
				changes[field] = [2]any{value, nil}
			}
		}
		return appendAudit(ctx, tx, auditEntry{Subject: cannedNoun.subject(id), Viewer: v, Verb: "remove", Changes: changes, Before: before})
	})
	return convert(err)
}
