package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/domain/access"
	"steward/domain/ledger"
)

// auditEntry is one change as the audit trail keeps it: who, what, why, and each field's value before and after.
type auditEntry struct {
	Subject       string // noun:id, such as user:12
	Viewer        access.Viewer
	Verb          string // past or imperative, such as create, update, disable
	Why           string
	Changes       map[string][2]any // field: before, after; never secrets
	Before, After any               // the whole subject for its digests; nil where there was or is none
}

// appendAudit adds a row to the chain of a subject that is not a record, inside the caller's transaction.
func appendAudit(ctx context.Context, tx *sqlx.Tx, e auditEntry) error {
	var head struct {
		Head []byte    `db:"head"`
		Seq  int       `db:"seq"`
		At   time.Time `db:"at"`
	}
	err := tx.GetContext(ctx, &head, `
		INSERT INTO audit_heads (subject, seq) VALUES ($1, 1)
		ON CONFLICT (subject) DO UPDATE SET seq = audit_heads.seq + 1
		RETURNING head, seq, steward_now() AS at`, e.Subject)
	if err != nil {
		return err
	}
	row, err := e.row(head.Seq, head.At)
	if err != nil {
		return err
	}
	hash := ledger.Hash(head.Head, row)
	if err := insertAudit(ctx, tx, 0, row, hash); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE audit_heads SET head = $2 WHERE subject = $1`, e.Subject, hash)
	return err
}

func (e auditEntry) row(seq int, at time.Time) (ledger.Row, error) {
	if e.Changes == nil {
		e.Changes = map[string][2]any{}
	}
	changes, err := json.Marshal(e.Changes)
	if err != nil {
		return ledger.Row{}, err
	}
	return ledger.Row{
		Subject: e.Subject, Seq: seq, At: inMicroseconds(at), ActorID: e.Viewer.UserID, ImpersonatorID: e.Viewer.ImpersonatorID,
		Verb: e.Verb, Why: e.Why, Changes: changes, Before: digest(e.Before), After: digest(e.After),
	}, nil
}

// inMicroseconds answers the instant as the database can keep it: it rounds what is finer, and another instant makes another hash.
func inMicroseconds(at time.Time) time.Time { return at.Truncate(time.Microsecond) }

func digest(v any) []byte {
	if v == nil {
		return []byte{}
	}
	return ledger.Digest(v)
}

func insertAudit(ctx context.Context, tx *sqlx.Tx, recordID int64, r ledger.Row, hash []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO audit (subject, record_id, seq, at, actor_id, impersonator_id, verb, why, changes, before, after, hash)
		VALUES ($1, NULLIF($2::bigint, 0), $3, $4, NULLIF($5::bigint, 0), NULLIF($6::bigint, 0), $7, $8, $9, $10, $11, $12)`,
		r.Subject, recordID, r.Seq, r.At, r.ActorID, r.ImpersonatorID, r.Verb, r.Why, r.Changes, r.Before, r.After, hash)
	return err
}
