package store

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/lib/pq"
)

// feedSweep is how often a follower looks at the tables although nobody told it to.
const feedSweep = 2 * time.Second

// Follower learns what every process commits: told by their NOTIFYs, and by sweeps where one was lost.
type Follower struct {
	store   *Store
	address string
	feed    *Feed
	pending merged
}

// NewFollower makes a follower that listens on its own connection to the database at address.
func NewFollower(s *Store, address string) *Follower {
	return &Follower{store: s, address: address, pending: newMerged()}
}

// Run calls deliver, one call at a time, with what was committed, until ctx ends. When deliver answers an error its batch
// comes again with the next one.
func (f *Follower) Run(ctx context.Context, deliver func(context.Context, Batch) error) {
	f.pass(ctx, deliver) // finds its place; only then does it listen, so that nothing falls between
	listener := pq.NewListener(f.address, 100*time.Millisecond, 5*time.Second, nil)
	defer func() { _ = listener.Close() }()
	go func() {
		// It waits for the first connection, and is ended by Close.
		if err := listener.Listen(feedChannel); err != nil && ctx.Err() == nil {
			slog.Error("cannot listen for changes; sweeps alone will find them", "error", err)
		}
	}()
	go keepAlive(ctx, listener)
	tick := time.NewTicker(feedSweep)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-listener.NotificationChannel():
			f.pending.hear(n)
			for more := true; more; { // what has come meanwhile is one batch
				select {
				case n := <-listener.NotificationChannel():
					f.pending.hear(n)
				default:
					more = false
				}
			}
		case <-tick.C:
		}
		f.pass(ctx, deliver)
	}
}

// keepAlive uses the connection now and then: that it is dead is noticed in no other way.
func keepAlive(ctx context.Context, listener *pq.Listener) {
	tick := time.NewTicker(30 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_ = listener.Ping() // a failure makes it connect again
		}
	}
}

// pass reads the tables, adds what was told, and delivers both as one batch.
func (f *Follower) pass(ctx context.Context, deliver func(context.Context, Batch) error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := f.read(ctx); err != nil {
		if ctx.Err() == nil {
			slog.Warn("cannot read what changed; trying again", "error", err)
		}
		return
	}
	b := f.pending.batch()
	if b.empty() {
		return
	}
	if err := deliver(ctx, b); err != nil {
		if ctx.Err() == nil {
			slog.Warn("cannot tell the browsers what changed; trying again", "error", err)
		}
		return
	}
	f.pending = newMerged()
}

func (f *Follower) read(ctx context.Context) error {
	if f.feed == nil {
		feed, err := f.store.BeginFeed(ctx)
		if err != nil {
			return err
		}
		f.feed = feed
		return nil
	}
	b, err := f.store.ReadFeed(ctx, f.feed)
	if err != nil {
		return err
	}
	f.pending.add(b)
	return nil
}

// merged is several batches as one: of each draft and each open page what was said last.
type merged struct {
	records, users map[int64]struct{}
	drafts         map[string]DraftChange
	here           map[seat]Presence
	all            bool
}

// seat is one open page at one record.
type seat struct {
	record, user int64
	name         string
}

func newMerged() merged {
	return merged{records: map[int64]struct{}{}, users: map[int64]struct{}{}, drafts: map[string]DraftChange{}, here: map[seat]Presence{}}
}

func (m *merged) add(b Batch) {
	for _, id := range b.Records {
		m.records[id] = struct{}{}
	}
	for _, id := range b.Users {
		m.users[id] = struct{}{}
	}
	for _, d := range b.Drafts {
		m.drafts[d.Draft] = d
	}
	for _, p := range b.Here {
		m.here[seat{p.RecordID, p.UserID, p.Seat}] = p
	}
	m.all = m.all || b.All
}

// hear adds what a NOTIFY says. nil: the connection was lost for a while, and with it changes that leave no row.
func (m *merged) hear(n *pq.Notification) {
	if n == nil {
		m.all = true
		return
	}
	var p payload
	if n.Extra != payloadSweep && json.Unmarshal([]byte(n.Extra), &p) == nil {
		m.add(Batch{Records: p.Records, Users: p.Users, Drafts: p.Drafts, Here: p.Here})
	}
}

func (m *merged) batch() Batch {
	return Batch{Records: keys(m.records), Users: keys(m.users), All: m.all,
		Drafts: slices.Collect(maps.Values(m.drafts)), Here: slices.Collect(maps.Values(m.here))}
}
