package store

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
)

// LinkKinds lists how one record may refer to another.
var LinkKinds = []string{"relates", "duplicates", "causes", "parent"}

// LinkRow is a link as one of its two records shows it.
type LinkRow struct {
	ID        int64       `db:"id" json:"id"`
	Kind      string      `db:"kind" json:"kind" enum:"relates,duplicates,causes,parent"`
	Outgoing  bool        `db:"outgoing" json:"outgoing" doc:"true: this record relates to, duplicates, causes or has as its parent the other one"`
	At        time.Time   `db:"at" json:"at"`
	CreatedBy *Ref        `db:"created_by" json:"created_by"`
	Record    IncidentRow `db:"record" json:"record"`
}

// Links answers the links of a record to those records that the viewer may see too.
func (s *Store) Links(ctx context.Context, v access.Viewer, number string) ([]LinkRow, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	a := arguments{id}
	rows := []struct {
		LinkID   int64     `db:"link_id"`
		LinkKind string    `db:"link_kind"`
		Outgoing bool      `db:"outgoing"`
		LinkedAt time.Time `db:"linked_at"`
		LinkedBy *Ref      `db:"linked_by"`
		IncidentRow
	}{}
	err = s.DB.SelectContext(ctx, &rows, `
		SELECT l.id AS link_id, l.kind AS link_kind, l.from_id = $1 AS outgoing, l.created_at AS linked_at, `+personSQL("linker")+` AS linked_by, `+rowColumns+`
		FROM links l JOIN records r ON r.id = CASE WHEN l.from_id = $1 THEN l.to_id ELSE l.from_id END JOIN users linker ON linker.id = l.created_by `+rowJoins+`
		WHERE (l.from_id = $1 OR l.to_id = $1) AND `+access.Predicate(v, "r", a.add)+` ORDER BY l.id LIMIT `+a.add(HistoryPage), a...)
	out := make([]LinkRow, len(rows))
	for i, r := range rows {
		out[i] = LinkRow{r.LinkID, r.LinkKind, r.Outgoing, r.LinkedAt, r.LinkedBy, r.IncidentRow}
	}
	return out, convert(err)
}

// Link is an act that refers one record to another. Both are locked, in the order of their ids; the other one's history
// tells of it too.
func (s *Store) Link(ctx context.Context, in ActInput, to, kind string) error {
	if !overlapsText(LinkKinds, kind) {
		return domain.RefuseField("kind", "A link is one of: relates, duplicates, causes, parent.", "关联类型只能是 relates、duplicates、causes 或 parent。")
	}
	if to == in.Number {
		return domain.RefuseField("to", "A record cannot be linked to itself; name another one.", "不能与自身关联，请填写其他单据编号。")
	}
	in.Act.Verb = incident.Link
	return s.onPair(ctx, in, to, func(tx *sqlx.Tx, from, other *locked, a *ActTx) error {
		a.Changes["link"] = [2]any{"", kind + " " + to}
		_, err := tx.ExecContext(ctx, `INSERT INTO links (from_id, to_id, kind, created_by, created_at) VALUES ($1, $2, $3, $4, $5)`,
			from.row.ID, other.row.ID, kind, in.Viewer.UserID, a.At)
		return convertLink(err)
	})
}

// Unlink is an act that removes a link of the record, from either side.
func (s *Store) Unlink(ctx context.Context, in ActInput, linkID int64) error {
	var to string
	err := s.DB.GetContext(ctx, &to, `
		SELECT o.number FROM links l JOIN records r ON r.number = $1 AND r.id IN (l.from_id, l.to_id)
		JOIN records o ON o.id = CASE WHEN l.from_id = r.id THEN l.to_id ELSE l.from_id END WHERE l.id = $2`, in.Number, linkID)
	if err != nil {
		return convert(err)
	}
	in.Act.Verb = incident.Unlink
	return s.onPair(ctx, in, to, func(tx *sqlx.Tx, _, _ *locked, a *ActTx) error {
		a.Changes["link"] = [2]any{to, ""}
		_, err := tx.ExecContext(ctx, `DELETE FROM links WHERE id = $1`, linkID)
		return err
	})
}

// onPair carries out an act on a record that another one must know of.
func (s *Store) onPair(ctx context.Context, in ActInput, to string, f func(tx *sqlx.Tx, from, other *locked, a *ActTx) error) error {
	var changed []int64
	err := s.Tx(ctx, func(tx *sqlx.Tx) error {
		from, other, err := lockPair(ctx, tx, in, to)
		if err != nil {
			return err
		}
		if !access.May(in.Viewer, from.facts()) {
			return ErrNone
		}
		if !access.May(in.Viewer, other.facts()) {
			return domain.RefuseField("to", "There is no record "+to+", or you may not see it.", "不存在单据 "+to+"，或您无权查看。")
		}
		if from.row.DoneAct != nil {
			return sameBody(from.row.DoneHash, in.BodyHash)
		}
		if err := errors.Join(from.mayWrite(), other.mayWrite()); err != nil {
			return err
		}
		in.Also = func(_ context.Context, a *ActTx) error { return f(tx, from, other, a) }
		if err := from.settle(ctx); err != nil {
			return err
		}
		if err := from.act(ctx, in); err != nil {
			return err
		}
		changed = []int64{from.row.ID, other.row.ID}
		return other.hearOf(ctx, in, from.row.Number)
	})
	if err == nil {
		s.changed(Change{Records: changed})
	}
	return err
}

// hearOf writes in the record's history that another one was linked to it or removed.
func (l *locked) hearOf(ctx context.Context, in ActInput, from string) error {
	if err := l.settle(ctx); err != nil {
		return err
	}
	f := fact{viewer: in.Viewer, verb: string(in.Act.Verb), body: in.Body, at: l.now, extra: map[string][2]any{"link": {"", from}}}
	if in.Act.Verb == incident.Unlink {
		f.extra["link"] = [2]any{from, ""}
	}
	if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
		return err
	}
	return l.save(ctx)
}

// lockPair locks two records in the order of their ids and answers them as asked for.
func lockPair(ctx context.Context, tx *sqlx.Tx, in ActInput, to string) (from, other *locked, err error) {
	var numbers []string
	err = tx.SelectContext(ctx, &numbers, `SELECT number FROM records WHERE number IN ($1, $2) ORDER BY id`, in.Number, to)
	if err != nil {
		return nil, nil, err
	}
	for _, n := range numbers {
		k := ledgerKey{}
		if n == in.Number {
			k = ledgerKey{in.Viewer.UserID, in.Key, in.ItemID}
		} else {
			k.ActorID = in.Viewer.UserID
		}
		l, err := lock(ctx, tx, n, k)
		if err != nil {
			return nil, nil, err
		}
		if n == in.Number {
			from = l
		} else {
			other = l
		}
	}
	if from == nil {
		return nil, nil, ErrNone
	}
	if other == nil {
		return nil, nil, domain.RefuseField("to", "There is no record "+to+", or you may not see it.", "不存在单据 "+to+"，或您无权查看。")
	}
	return from, other, nil
}

func convertLink(err error) error {
	if domain.CodeOf(convert(err)) == domain.Conflict {
		return domain.Refuse(domain.Conflict, "These two are linked in this way already.", "两张单据已有此关联。")
	}
	return err
}

func overlapsText(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
