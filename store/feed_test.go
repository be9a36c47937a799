package store

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"steward/testkit"
)

// row of the audit trail about a record that need not exist: nothing refers to it.
const insertAuditRow = `INSERT INTO audit (subject, record_id, seq, at, verb, hash) VALUES ($1, $2, 1, now(), 'test', '')`

func openTest(t *testing.T) (*Store, string) {
	t.Helper()
	address := testkit.DatabaseURL(t)
	s, err := Open(address, 0)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.DB.Close()) })
	return s, address
}

func readFeed(t *testing.T, s *Store, f *Feed) Batch {
	t.Helper()
	b, err := s.ReadFeed(t.Context(), f)
	require.NoError(t, err)
	return b
}

func begin(t *testing.T, s *Store) *sqlx.Tx {
	t.Helper()
	tx, err := s.DB.Beginx()
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

func TestFeed_TellsEachChangeOnceInWhateverOrderItIsCommitted(t *testing.T) {
	s, _ := openTest(t)
	f, err := s.BeginFeed(t.Context())
	require.NoError(t, err)
	slow, fails, quick := begin(t, s), begin(t, s), begin(t, s)
	slow.MustExec(insertAuditRow, "A", 1)
	fails.MustExec(insertAuditRow, "B", 2)
	quick.MustExec(insertAuditRow, "C", 3)
	require.NoError(t, quick.Commit())
	require.Equal(t, []int64{3}, readFeed(t, s, f).Records)
	require.NoError(t, fails.Rollback())
	require.Empty(t, readFeed(t, s, f).Records)
	require.NoError(t, slow.Commit())
	require.Equal(t, []int64{1}, readFeed(t, s, f).Records)
	require.Empty(t, readFeed(t, s, f).Records)
}

func TestFeed_TellsWhoHasNewNotices(t *testing.T) {
	s, _ := openTest(t)
	var user int64
	require.NoError(t, s.DB.Get(&user, `INSERT INTO users (login, name) VALUES ('wang', '王') RETURNING id`))
	f, err := s.BeginFeed(t.Context())
	require.NoError(t, err)
	s.DB.MustExec(`INSERT INTO notices (user_id, what, created_at) SELECT $1, 'assigned', now() FROM generate_series(1, 2)`, user)
	require.Equal(t, Batch{Users: []int64{user}}, readFeed(t, s, f))
}

func TestFeed_SaysThatMoreChangedThanItLists(t *testing.T) {
	s, _ := openTest(t)
	f, err := s.BeginFeed(t.Context())
	require.NoError(t, err)
	s.DB.MustExec(`INSERT INTO audit (subject, record_id, seq, at, verb, hash) SELECT 'A', n, n, now(), 'test', '' FROM generate_series(1, $1::int) n`, feedLimit)
	require.Equal(t, Batch{All: true}, readFeed(t, s, f))
	require.Equal(t, Batch{}, readFeed(t, s, f))
}

func TestCursor_ForgetsGapsThatStayAndNeverKeepsTooMany(t *testing.T) {
	var c cursor
	start := time.Now()
	c.take([]feedRow{{ID: 5, Subject: 1}}, start)
	require.ElementsMatch(t, []int64{1, 2, 3, 4}, c.missing())
	c.take([]feedRow{{ID: 7, Subject: 1}}, start.Add(gapLife))
	require.ElementsMatch(t, []int64{1, 2, 3, 4, 6}, c.missing())
	c.take(nil, start.Add(gapLife+time.Second))
	require.ElementsMatch(t, []int64{6}, c.missing())
	c.take([]feedRow{{ID: 1_000_000, Subject: 1}}, start.Add(gapLife+time.Second))
	require.Len(t, c.missing(), gapLimit)
}

// follow runs a follower and answers where its batches arrive.
func follow(t *testing.T, s *Store, address string) <-chan Batch {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	batches, ended := make(chan Batch, 100), make(chan struct{})
	go func() {
		defer close(ended)
		NewFollower(s, address).Run(ctx, func(_ context.Context, b Batch) error {
			batches <- b
			return nil
		})
	}()
	t.Cleanup(func() { cancel(); <-ended })
	require.Eventually(t, func() bool { return listeners(t, s) == 1 }, 10*time.Second, 10*time.Millisecond, "it listens")
	return batches
}

func listeners(t *testing.T, s *Store) (n int) {
	t.Helper()
	require.NoError(t, s.DB.Get(&n, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`))
	return n
}

// publish runs a publisher and answers what to call after a commit, and what stops it.
func publish(t *testing.T, address string) (mark func(Change), stop func()) {
	t.Helper()
	p, err := NewPublisher(address)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); p.Run(ctx) }()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return p.Mark, stop
}

func next(t *testing.T, batches <-chan Batch) Batch {
	t.Helper()
	select {
	case b := <-batches:
		return b
	case <-time.After(10 * time.Second):
		require.Fail(t, "nothing was told")
	}
	return Batch{}
}

func TestFeed_ReachesAFollowerInAnotherProcessAtOnce(t *testing.T) {
	s, address := openTest(t)
	batches := follow(t, s, address)
	mark, _ := publish(t, address)
	start := time.Now()
	mark(Change{Records: []int64{7}, Users: []int64{8}}) // without a row that a sweep would find
	require.Equal(t, Batch{Records: []int64{7}, Users: []int64{8}}, next(t, batches))
	require.Less(t, time.Since(start), time.Second, "told, not found by a sweep")
}

func TestFeed_SweepsFindWhatNobodyTold(t *testing.T) {
	s, address := openTest(t)
	batches := follow(t, s, address)
	s.DB.MustExec(insertAuditRow, "A", 9)
	require.Equal(t, Batch{Records: []int64{9}}, next(t, batches))
}

func TestFeed_AfterALostConnectionEverythingCounts(t *testing.T) {
	s, address := openTest(t)
	batches := follow(t, s, address)
	mark, _ := publish(t, address)
	s.DB.MustExec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	require.Equal(t, Batch{All: true}, next(t, batches))
	mark(Change{Records: []int64{3}})
	require.Equal(t, Batch{Records: []int64{3}}, next(t, batches))
}

func TestFeed_WhatCouldNotBeDeliveredComesAgain(t *testing.T) {
	s, address := openTest(t)
	f := NewFollower(s, address)
	var got []Batch
	fail := true
	deliver := func(_ context.Context, b Batch) error {
		got = append(got, b)
		if fail {
			return context.DeadlineExceeded
		}
		return nil
	}
	f.pass(t.Context(), deliver) // finds its place
	s.DB.MustExec(insertAuditRow, "A", 1)
	f.pass(t.Context(), deliver)
	s.DB.MustExec(insertAuditRow, "B", 2)
	fail = false
	f.pass(t.Context(), deliver)
	f.pass(t.Context(), deliver)
	require.Equal(t, []Batch{{Records: []int64{1}}, {Records: []int64{1, 2}}}, got)
}

func TestPublisher_TellsManyChangesInFewNotices(t *testing.T) {
	s, address := openTest(t)
	batches := follow(t, s, address)
	mark, stop := publish(t, address)
	var want []int64
	for id := int64(1); id <= 500; id++ {
		want = append(want, id)
		mark(Change{Records: []int64{id}})
	}
	stop() // tells what is left
	var got []int64
	told := 0
	for len(got) < len(want) {
		got = append(got, next(t, batches).Records...)
		told++
	}
	slices.Sort(got)
	require.Equal(t, want, got)
	require.LessOrEqual(t, told, 3)
}

func TestPublisher_LetsTheOthersLookWhenItIsTooMuchToTell(t *testing.T) {
	var many Batch
	for id := int64(1_000_000); id < 1_002_000; id++ {
		many.Records = append(many.Records, id)
	}
	require.Equal(t, []string{payloadSweep}, encodePayloads(many))
	require.Equal(t, []string{`{"r":[5],"u":[6]}`}, encodePayloads(Batch{Records: []int64{5}, Users: []int64{6}}))
}

// What stands in no table is told whole, in as many pieces as it needs.
func TestPublisher_TellsOfDraftsAndPeopleInPieces(t *testing.T) {
	var b Batch
	for n := range 200 {
		b.Here = append(b.Here, Presence{RecordID: 9_000_000_000 + int64(n), UserID: 9_000_000_000, Seat: strings.Repeat("s", 40), Doing: Replying})
		b.Drafts = append(b.Drafts, DraftChange{UserID: 9_000_000_000, Draft: uuid.NewString(), Revision: 1_000_000 + n})
	}
	got := newMerged()
	for _, text := range encodePayloads(b) {
		require.Less(t, len(text), 8000)
		got.hear(&pq.Notification{Extra: text})
	}
	require.ElementsMatch(t, b.Here, got.batch().Here)
	require.ElementsMatch(t, b.Drafts, got.batch().Drafts)
}

func TestPublisher_TriesAgainAfterALostConnection(t *testing.T) {
	s, address := openTest(t)
	batches := follow(t, s, address)
	p, err := NewPublisher(address)
	require.NoError(t, err)
	p.Mark(Change{Records: []int64{1}})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, p.send(cancelled))
	require.NoError(t, p.send(t.Context()))
	require.Equal(t, Batch{Records: []int64{1}}, next(t, batches))
	require.NoError(t, p.db.Close())
}
