// Package store remembers: every fact's SQL, one file per noun, beside the function that runs it.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the PostgreSQL driver
)

// Store is the database as the product uses it. Changed, if set, is called after every commit with what changed.
type Store struct {
	DB      *sqlx.DB
	Changed func(Change)

	strangers strangers
}

// Change names what a transaction changed, for those who watch: browsers, and the relay if Wake is set.
type Change struct {
	Records []int64         // ids of records whose page or row looks different now
	Users   []int64         // ids of users who have new notices
	Drafts  []DraftChange   // drafts that were saved, sent or discarded, for their owners' other windows
	Here    []Presence      // who is at which record now
	Wake    bool            // an outbox row was written
	Late    []time.Duration // of each thing that fell due by itself: how long after its instant it was applied
}

// Open connects to the database at address (a postgres:// URL) with at most max connections (0: 20).
func Open(address string, max int) (*Store, error) {
	if max == 0 {
		max = 20
	}
	c, err := NewConnector(address)
	if err != nil {
		return nil, err
	}
	db := sqlx.NewDb(sql.OpenDB(c), "postgres")
	db.SetMaxOpenConns(max)
	db.SetMaxIdleConns(max)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &Store{DB: db}, nil
}

// withLockTimeout bounds every wait for a lock; a longer wait becomes Unavailable.
func withLockTimeout(raw string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme == "" {
		return "", fmt.Errorf("store: the database address must be a URL such as postgres://user@host:5432/steward")
	}
	q := u.Query()
	q.Set("lock_timeout", "3000")
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// Tx runs f in one transaction. A deadlock, a serialization failure (40P01, 40001) or a kept statement that its table outgrew
// runs the whole of f again, three times at most; other errors come back as typed domain errors where they are refusals.
func (s *Store) Tx(ctx context.Context, f func(*sqlx.Tx) error) error {
	var err error
	for range 4 {
		err = s.once(ctx, f)
		if !retryable(err) {
			break
		}
	}
	return convert(err)
}

func (s *Store) once(ctx context.Context, f func(*sqlx.Tx) error) error {
	tx, err := s.DB.BeginTxx(ctx, &sql.TxOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Store) changed(c Change) {
	if s.Changed != nil && (c.Wake || len(c.Records) > 0 || len(c.Users) > 0 || len(c.Drafts) > 0 || len(c.Here) > 0) {
		s.Changed(c)
	}
}

// Now answers the product's clock.
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	var now time.Time
	err := s.DB.GetContext(ctx, &now, `SELECT steward_now()`)
	return now, convert(err)
}
