package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	feedChannel  = "steward_changed"     // the NOTIFY channel
	feedPause    = 50 * time.Millisecond // between two NOTIFYs
	feedRetry    = time.Second           // after one that failed
	payloadLimit = 7900                  // PostgreSQL takes less than 8000 bytes
	payloadSweep = "sweep"               // instead of ids, when they are too many: look at the tables
)

// payload is the content of a NOTIFY: ids only.
type payload struct {
	Records []int64 `json:"r,omitempty"`
	Users   []int64 `json:"u,omitempty"`
}

// Publisher tells every process what was committed, outside the transactions: a NOTIFY inside one takes an instance-wide lock at
// commit. The first change is told at once, then at most one NOTIFY in 50 ms. What it loses, the readers' sweeps find.
type Publisher struct {
	db      *sql.DB
	wake    chan struct{}
	mu      sync.Mutex
	records map[int64]struct{}
	users   map[int64]struct{}
}

// NewPublisher makes a publisher with its own connection to the database at address.
func NewPublisher(address string) (*Publisher, error) {
	dsn, err := withLockTimeout(address)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, fmt.Errorf("store: open: %w", err)
	}
	db.SetMaxOpenConns(1)
	return &Publisher{db: db, wake: make(chan struct{}, 1), records: map[int64]struct{}{}, users: map[int64]struct{}{}}, nil
}

// Mark notes what a commit changed and returns at once; it is what Store.Changed calls.
func (p *Publisher) Mark(c Change) {
	if len(c.Records) == 0 && len(c.Users) == 0 {
		return
	}
	p.mu.Lock()
	for _, id := range c.Records {
		p.records[id] = struct{}{}
	}
	for _, id := range c.Users {
		p.users[id] = struct{}{}
	}
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Run sends until ctx ends, then what is left, and closes the connection.
func (p *Publisher) Run(ctx context.Context) {
	defer func() { _ = p.db.Close() }()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), feedRetry)
			defer cancel()
			_ = p.send(last) // the readers' sweeps find what could not be told
			return
		case <-p.wake:
		}
		pause := feedPause
		if err := p.send(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("cannot tell the others what changed; trying again", "error", err)
			pause = feedRetry
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// send tells what is marked. After an error all of it is marked again.
func (p *Publisher) send(ctx context.Context) error {
	p.mu.Lock()
	records, users := p.records, p.users
	p.records, p.users = map[int64]struct{}{}, map[int64]struct{}{}
	p.mu.Unlock()
	if len(records) == 0 && len(users) == 0 {
		return nil
	}
	if _, err := p.db.ExecContext(ctx, `SELECT pg_notify($1, $2)`, feedChannel, encodePayload(records, users)); err != nil {
		p.Mark(Change{Records: keys(records), Users: keys(users)})
		return err
	}
	return nil
}

func encodePayload(records, users map[int64]struct{}) string {
	b, err := json.Marshal(payload{Records: keys(records), Users: keys(users)})
	if err != nil || len(b) > payloadLimit {
		return payloadSweep
	}
	return string(b)
}

func keys(set map[int64]struct{}) []int64 { return slices.Sorted(maps.Keys(set)) }
