package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"steward/domain/access"
)

const (
	feedLimit = 2000        // rows of one reading; when there are more, everything counts as changed
	gapLimit  = 10_000      // ids that a cursor waits for at most
	gapLife   = time.Minute // how long: a transaction open for longer is told by its NOTIFY alone
)

// Batch is what was committed: ids of records, and of users whose notices changed. All: more than is listed. Drafts and Here come by
// NOTIFY alone: no table is swept for them.
type Batch struct {
	Records []int64
	Users   []int64
	All     bool
	Drafts  []DraftChange
	Here    []Presence
}

func (b Batch) empty() bool {
	return !b.All && len(b.Records) == 0 && len(b.Users) == 0 && len(b.Drafts) == 0 && len(b.Here) == 0
}

// Feed is a reader's place in the two tables in which every change leaves a row: audit and notices. One goroutine uses it.
type Feed struct {
	audit, notices cursor
}

// BeginFeed answers a feed that starts after what is committed now.
func (s *Store) BeginFeed(ctx context.Context) (*Feed, error) {
	var f Feed
	err := s.DB.QueryRowContext(ctx, `
		SELECT (SELECT coalesce(max(id), 0) FROM audit), (SELECT coalesce(max(id), 0) FROM notices)`).
		Scan(&f.audit.last, &f.notices.last)
	return &f, convert(err)
}

// ReadFeed answers what was committed since the last reading and moves the feed's place; after an error the place is as
// before. No row is answered twice, none is missed because it was committed after one with a higher id.
func (s *Store) ReadFeed(ctx context.Context, f *Feed) (Batch, error) {
	now := time.Now()
	changes, err := s.feedRows(ctx, f.audit, `
		(SELECT id, coalesce(record_id, 0) AS subject FROM audit WHERE id > $1 ORDER BY id LIMIT $3)
		UNION ALL (SELECT id, coalesce(record_id, 0) FROM audit WHERE id = ANY ($2)) ORDER BY id LIMIT $3`)
	if err != nil {
		return Batch{}, err
	}
	notices, err := s.feedRows(ctx, f.notices, `
		(SELECT id, user_id AS subject FROM notices WHERE id > $1 ORDER BY id LIMIT $3)
		UNION ALL (SELECT id, user_id FROM notices WHERE id = ANY ($2)) ORDER BY id LIMIT $3`)
	if err != nil {
		return Batch{}, err
	}
	if len(changes) == feedLimit || len(notices) == feedLimit {
		newest, err := s.BeginFeed(ctx)
		if err != nil {
			return Batch{}, err
		}
		*f = *newest
		return Batch{All: true}, nil
	}
	return Batch{Records: f.audit.take(changes, now), Users: f.notices.take(notices, now)}, nil
}

// feedRow is a row of a followed table: its id, and whom or what it is about (0: nothing that is watched).
type feedRow struct {
	ID      int64
	Subject int64
}

func (s *Store) feedRows(ctx context.Context, c cursor, query string) ([]feedRow, error) {
	var rows []feedRow
	err := s.DB.SelectContext(ctx, &rows, query, c.last, pq.Array(c.missing()), feedLimit)
	return rows, convert(err)
}

// cursor is a place in a table whose ids rise but are committed in any order: every id up to last was seen, except the
// gaps. A gap belongs to a transaction that is still open, or was rolled back.
type cursor struct {
	last int64
	gaps map[int64]time.Time // id → when it was first missing
}

func (c cursor) missing() []int64 {
	ids := make([]int64, 0, len(c.gaps))
	for id := range c.gaps {
		ids = append(ids, id)
	}
	return ids
}

// take moves the cursor over rows, which are in order of id, and answers whom they are about, each once.
func (c *cursor) take(rows []feedRow, now time.Time) []int64 {
	if c.gaps == nil {
		c.gaps = map[int64]time.Time{}
	}
	var subjects []int64
	seen := map[int64]bool{0: true}
	for _, r := range rows {
		if !seen[r.Subject] {
			seen[r.Subject] = true
			subjects = append(subjects, r.Subject)
		}
		delete(c.gaps, r.ID)
		for id := max(c.last+1, r.ID-gapLimit); id < r.ID; id++ {
			c.gaps[id] = now
		}
		c.last = max(c.last, r.ID)
	}
	for id, since := range c.gaps {
		if now.Sub(since) > gapLife || id < c.last-gapLimit {
			delete(c.gaps, id)
		}
	}
	return subjects
}

// WatchedFacts are what decides who may be told that a record changed, and the number it is told by.
type WatchedFacts struct {
	ID     int64  `db:"id"`
	Number string `db:"number"`
	access.Facts
	Watchers pq.Int64Array `db:"watchers"` // of the users asked about, who watches it
}

// FactsOf answers the facts of the records with these ids, in order of id, and which of the users watch each.
func (s *Store) FactsOf(ctx context.Context, records, users []int64) ([]WatchedFacts, error) {
	var facts []WatchedFacts
	const nobody = 0 // Watches is not asked for one viewer here
	err := s.DB.SelectContext(ctx, &facts, `
		SELECT r.id, r.number, `+factsColumns+`,
			ARRAY(SELECT user_id FROM watchers WHERE record_id = r.id AND user_id = ANY($3)) AS watchers
		FROM records r WHERE r.id = ANY($1) ORDER BY r.id`, pq.Array(records), nobody, pq.Array(users))
	return facts, convert(err)
}
