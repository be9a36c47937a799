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

	"github.com/lib/pq"
)

const (
	feedChannel  = "steward_changed"     // the NOTIFY channel
	feedPause    = 50 * time.Millisecond // between two NOTIFYs
	feedRetry    = time.Second           // after one that failed
	payloadLimit = 7900                  // PostgreSQL takes less than 8000 bytes
	payloadSweep = "sweep"               // instead of ids, when they are too many: look at the tables
)

// payload is the content of a NOTIFY: ids, and what leaves no row in a table.
type payload struct {
	Records []int64       `json:"r,omitempty"`
	Users   []int64       `json:"u,omitempty"`
	Drafts  []DraftChange `json:"d,omitempty"`
	Here    []Presence    `json:"h,omitempty"`
}

// Publisher tells every process what was committed, outside the transactions: a NOTIFY inside one takes an instance-wide lock at
// commit. The first change is told at once, then at most one NOTIFY in 50 ms. What it loses, the readers' sweeps find.
type Publisher struct {
	db   *sql.DB
	wake chan struct{}

	mu     sync.Mutex
	marked merged
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
	return &Publisher{db: db, wake: make(chan struct{}, 1), marked: newMerged()}, nil
}

// Mark notes what a commit changed and returns at once; it is what Store.Changed calls.
func (p *Publisher) Mark(c Change) {
	b := Batch{Records: c.Records, Users: c.Users, Drafts: c.Drafts, Here: c.Here}
	if b.empty() {
		return
	}
	p.mu.Lock()
	p.marked.add(b)
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

// send tells what is marked. After an error all of it is marked again, but for who is where: that is said anew soon.
func (p *Publisher) send(ctx context.Context) error {
	p.mu.Lock()
	b := p.marked.batch()
	p.marked = newMerged()
	p.mu.Unlock()
	if b.empty() {
		return nil
	}
	_, err := p.db.ExecContext(ctx, `SELECT pg_notify($1, said) FROM unnest($2::text[]) said`, feedChannel, pq.Array(encodePayloads(b)))
	if err != nil {
		p.Mark(Change{Records: b.Records, Users: b.Users, Drafts: b.Drafts})
	}
	return err
}

// encodePayloads renders a batch as one NOTIFY, or as several where one cannot hold it: ids that are too many become a sweep.
func encodePayloads(b Batch) []string {
	whole := payload{b.Records, b.Users, b.Drafts, b.Here}
	if text, fits := whole.encode(); fits {
		return []string{text}
	}
	ids, fits := payload{Records: b.Records, Users: b.Users}.encode()
	if !fits {
		ids = payloadSweep
	}
	said := []string{ids}
	for some := range slices.Chunk(b.Drafts, mostInPayload) {
		text, _ := payload{Drafts: some}.encode()
		said = append(said, text)
	}
	for some := range slices.Chunk(b.Here, mostInPayload) {
		text, _ := payload{Here: some}.encode()
		said = append(said, text)
	}
	return said
}

// mostInPayload is how many drafts or presences, each of at most 120 bytes, are told at once.
const mostInPayload = 60

func (p payload) encode() (text string, fits bool) {
	b, err := json.Marshal(p)
	return string(b), err == nil && len(b) <= payloadLimit
}

func keys(set map[int64]struct{}) []int64 { return slices.Sorted(maps.Keys(set)) }
