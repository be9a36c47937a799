package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"steward/domain/access"
	"steward/domain/ledger"
)

// Once makes a creation beside records happen once: the caller's key, and the body by which another request under the same key
// is told from a repeat. The zero Once protects from nothing.
type Once struct {
	Key  string
	Body any
}

// made answers the id of what the viewer made under the key already, 0 if nothing; it refuses another body or another noun.
func (o Once) made(ctx context.Context, tx *sqlx.Tx, v access.Viewer, n noun) (int64, error) {
	if o.Key == "" {
		return 0, nil
	}
	var done struct {
		Hash    []byte `db:"body_hash"`
		Subject string `db:"subject"`
	}
	err := tx.GetContext(ctx, &done, `SELECT body_hash, subject FROM creations WHERE actor_id = $1 AND key = $2`, v.UserID, o.Key)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	word, id, _ := strings.Cut(done.Subject, ":")
	if word != n.word {
		done.Hash = nil
	}
	if err := sameBody(done.Hash, ledger.Digest(o.Body)); err != nil {
		return 0, err
	}
	return strconv.ParseInt(id, 10, 64)
}

// remember notes what was made under the key.
func (o Once) remember(ctx context.Context, tx *sqlx.Tx, v access.Viewer, n noun, id int64) error {
	if o.Key == "" {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO creations (actor_id, key, body_hash, subject) VALUES ($1, $2, $3, $4)`,
		v.UserID, o.Key, ledger.Digest(o.Body), n.subject(id))
	return err
}
