package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// formWords answers by which words of its form a record is found: those that everybody may read who sees the record.
func formWords(ctx context.Context, tx *sqlx.Tx, recordID int64) ([]string, error) {
	f, err := readRecordForm(ctx, tx, recordID)
	if err != nil || f == nil {
		return nil, err
	}
	w := &formWorld{ctx: ctx, q: tx, requester: f.Requester}
	words := f.definition.Words(f.values, w)
	return words, w.err
}

// reindex makes the record's words those of what it says now.
func reindex(ctx context.Context, tx *sqlx.Tx, recordID int64) error {
	var r struct {
		Number      string `db:"number"`
		Title       string `db:"title"`
		Description string `db:"description"`
		Serial      string `db:"serial_number"`
		ExternalRef string `db:"external_ref"`
	}
	err := tx.GetContext(ctx, &r, `
		SELECT r.number, r.title, COALESCE(i.description, a.description, '') AS description, COALESCE(i.serial_number, '') AS serial_number, COALESCE(r.external_ref, '') AS external_ref
		FROM records r LEFT JOIN incidents i ON i.record_id = r.id LEFT JOIN approvals a ON a.record_id = r.id WHERE r.id = $1`, recordID)
	if err != nil {
		return err
	}
	return indexText(ctx, tx, recordID, r.Number, r.Title, r.Description, r.Serial, r.ExternalRef)
}
