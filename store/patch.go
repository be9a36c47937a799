package store

import (
	"context"
	"encoding/json"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/incident"
)

// SetWatching puts the viewer on the record's list of watchers, or takes them off.
func (s *Store) SetWatching(ctx context.Context, v access.Viewer, number string, watching bool) error {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return err
	}
	verb, query, change := "unwatch", `DELETE FROM watchers WHERE record_id = $1 AND user_id = $2`, [2]any{number, nil}
	if watching {
		verb, query, change = "watch", `INSERT INTO watchers (record_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [2]any{nil, number}
	}
	return s.Tx(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, query, id, v.UserID)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err // it was so already
		}
		return appendAudit(ctx, tx, auditEntry{Subject: userSubject(v.UserID), Viewer: v, Verb: verb, Changes: map[string][2]any{"watching": change}})
	})
}

// RecordPatch changes fields that move no process; nil keeps a field.
type RecordPatch struct {
	Title        *string
	Description  *string
	SerialNumber *string
	Place        domain.Key
	Amount       *float64 // of a request for approval that is returned; zero: none
}

// PatchRecord changes fields of the record if its revision still is the one that the caller has seen; ErrStale if not.
func (s *Store) PatchRecord(ctx context.Context, v access.Viewer, number string, revision int, p RecordPatch) error {
	place, err := places.id(ctx, s.DB, "place", p.Place)
	if err != nil {
		return convert(err)
	}
	return s.onRecord(ctx, number, ledgerKey{ActorID: v.UserID}, func(l *locked) error {
		if !access.May(v, l.facts()) {
			return ErrNone
		}
		who := whoIs(v, l.row.RequesterID, l.row.CustomerID, l.row.AssigneeID)
		if askedFor(l.row.RecordKind) {
			if err := l.mayEditApproval(v); err != nil {
				return err
			}
		} else if refusal := incident.MayPerson(who, incident.Classify); refusal != nil {
			return refusal
		}
		if err := l.mayWrite(); err != nil {
			return err
		}
		if l.row.Revision != revision {
			return ErrStale
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
		if askedFor(l.row.RecordKind) {
			return l.patchApproval(ctx, v, p)
		}
		return l.patch(ctx, v, p, place)
	})
}

// ErrStale is the refusal of a change to a record that somebody else changed meanwhile.
var ErrStale = &domain.Error{Code: domain.Conflict, Field: "if_match", Text: domain.Text{
	En: "Somebody changed this since you read it; read it again and repeat your change.", Zh: "您读取之后他人已修改此内容，请重新读取后再修改。"}}

func (l *locked) patch(ctx context.Context, v access.Viewer, p RecordPatch, place int64) error {
	if _, err := l.newAmount(p, 0); err != nil {
		return err
	}
	var was struct {
		Title        string `db:"title"`
		Description  string `db:"description"`
		SerialNumber string `db:"serial_number"`
		PlaceID      int64  `db:"place_id"`
		ExternalRef  string `db:"external_ref"`
	}
	err := l.tx.GetContext(ctx, &was, `
		SELECT r.title, i.description, i.serial_number, COALESCE(i.place_id, 0) AS place_id, COALESCE(r.external_ref, '') AS external_ref
		FROM records r JOIN incidents i ON i.record_id = r.id WHERE r.id = $1`, l.row.ID)
	if err != nil {
		return err
	}
	now, changes := was, map[string][2]any{}
	setText := func(field string, to *string, value *string) {
		if value != nil && *value != *to {
			changes[field] = [2]any{*to, *value}
			*to = *value
		}
	}
	setText("title", &now.Title, p.Title)
	setText("description", &now.Description, p.Description)
	setText("serial_number", &now.SerialNumber, p.SerialNumber)
	if p.Place.Given && place != now.PlaceID {
		changes["place"] = [2]any{now.PlaceID, place}
		now.PlaceID = place
	}
	if len(changes) == 0 {
		return nil
	}
	_, err = l.tx.ExecContext(ctx, `
		WITH r AS (UPDATE records SET title = $2 WHERE id = $1)
		UPDATE incidents SET description = $3, serial_number = $4, place_id = NULLIF($5::bigint, 0) WHERE record_id = $1`,
		l.row.ID, now.Title, now.Description, now.SerialNumber, now.PlaceID)
	if err != nil {
		return err
	}
	if err := indexText(ctx, l.tx, l.row.ID, l.row.Number, now.Title, now.Description, now.SerialNumber, now.ExternalRef); err != nil {
		return err
	}
	f := fact{viewer: v, verb: "edit", at: l.now, told: changes, body: json.RawMessage(`{}`)}
	if err := l.record(ctx, &f, l.row.State, l.row.State); err != nil {
		return err
	}
	return l.save(ctx)
}
