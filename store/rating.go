package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/rating"
)

// Rating is what the requester thought of a closed record.
type Rating struct {
	Stars     int       `db:"stars" json:"stars" minimum:"1" maximum:"5"`
	Comment   string    `db:"comment" json:"comment"`
	By        *Ref      `db:"by" json:"by"`
	RatedAt   time.Time `db:"rated_at" json:"rated_at"`
	ChangedAt time.Time `db:"changed_at" json:"changed_at"`
	Until     time.Time `db:"-" json:"until" doc:"from then on it is final"`
}

// Scan reads a rating from the JSON object that ratingSQL rendered.
func (r *Rating) Scan(src any) error {
	err := scanJSON(src, r)
	r.Until = rating.Until(r.RatedAt)
	return err
}

// ratingSQL renders the rating of a record r as JSON; null where there is none.
var ratingSQL = `(SELECT json_build_object('stars', x.stars, 'comment', x.comment, 'by', ` + personSQL("u") + `, 'rated_at', x.rated_at, 'changed_at', x.changed_at)
	FROM ratings x JOIN users u ON u.id = x.rated_by WHERE x.record_id = r.id)`

// mayRate tells whether such a person may rate the record, or change its rating, now.
func (r Record) mayRate(who incident.Who) bool {
	if r.Type != KindIncident {
		return false
	}
	var given *time.Time
	if r.Rating != nil {
		given = &r.Rating.RatedAt
	}
	return rating.May(who.Requester, incident.Status(r.State), given, r.Now) == nil
}

// Rate writes what the requester's side thinks of a closed record; the same again changes nothing.
func (s *Store) Rate(ctx context.Context, v access.Viewer, number string, in rating.Input) error {
	in, refusal := in.Clean()
	if refusal != nil {
		return refusal
	}
	return s.onRecord(ctx, number, ledgerKey{ActorID: v.UserID}, func(l *locked) error {
		if l.row.RecordKind != KindIncident {
			return domain.Refuse(domain.Conflict, "Tickets are rated, not requests for approval.", "评价仅适用于工单，不适用于审批申请。")
		}
		if !access.May(v, l.facts()) {
			return ErrNone
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		return l.rate(ctx, v, in)
	})
}

func (l *locked) rate(ctx context.Context, v access.Viewer, in rating.Input) error {
	var was struct {
		Stars   int        `db:"stars"`
		Comment string     `db:"comment"`
		RatedAt *time.Time `db:"rated_at"`
	}
	err := l.tx.GetContext(ctx, &was, `SELECT stars, comment, rated_at FROM ratings WHERE record_id = $1`, l.row.ID)
	if errors.Is(err, sql.ErrNoRows) {
		was.RatedAt = nil // sqlx has made it ready for a row that did not come
	} else if err != nil {
		return err
	}
	who := whoIs(v, l.row.RequesterID, l.row.CustomerID, l.row.AssigneeID)
	if who.Requester && was.RatedAt != nil && was.Stars == in.Stars && was.Comment == in.Comment {
		return nil
	}
	if refusal := rating.May(who.Requester, l.row.Status, was.RatedAt, l.now); refusal != nil {
		return refusal
	}
	_, err = l.tx.ExecContext(ctx, `
		INSERT INTO ratings (record_id, stars, comment, rated_by, rated_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5)
		ON CONFLICT (record_id) DO UPDATE SET stars = excluded.stars, comment = excluded.comment, rated_by = excluded.rated_by, changed_at = excluded.changed_at`,
		l.row.ID, in.Stars, in.Comment, v.UserID, l.now)
	if err != nil {
		return err
	}
	var before any // none
	if was.RatedAt != nil {
		before = was.Stars
	}
	f := fact{viewer: v, verb: "rate", at: l.now, why: in.Comment, extra: map[string][2]any{"stars": {before, in.Stars}}, body: json.RawMessage(`{}`)}
	if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
		return err
	}
	return l.save(ctx)
}
