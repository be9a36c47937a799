package worker_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/incident"
	"steward/store"
)

// Issue: Temporal away during 100 creates and acts. Facts are taken as ever; the processes catch up when it is back.
func TestAway_TemporalDuringAHundredCreatesAndActs(t *testing.T) {
	t.Parallel()
	d, servers := newAloneDesk(t)
	d.startWorkers()
	before := d.raise()
	d.atStage(before, incident.StageHandle)
	require.NoError(t, servers.StopTemporal())
	var mu sync.Mutex
	var numbers []string
	var slowest time.Duration
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for range 10 {
				began := time.Now()
				n := d.raise()
				d.must(d.tech, n, incident.Act{Verb: incident.Take})
				d.resolve(n)
				mu.Lock()
				numbers, slowest = append(numbers, n), max(slowest, time.Since(began))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	d.resolve(before)
	require.Less(t, slowest, 10*time.Second, "no answer to a person waits for the engine")
	require.Equal(t, 101, d.count(`SELECT count(*) FROM records WHERE state = 'resolved'`))
	d.until("the relay has tried", func() bool { return d.count(`SELECT count(*) FROM outbox WHERE last_error <> ''`) > 0 })
	require.NoError(t, servers.StartTemporal(d.ctx()))
	d.until("all have caught up", func() bool {
		d.exec(`UPDATE outbox SET due_at = clock_timestamp() WHERE leased_until IS NULL`) // pauses grow to half a minute while it is away
		return d.count(`SELECT count(*) FROM records r JOIN processes p ON p.record_id = r.id WHERE r.stage = 'accept' AND p.needs = p.advanced`) == 101
	})
	for _, n := range append(numbers, before) {
		require.Equal(t, []string{"handle 1 done", "accept 1"}, d.rounds(n, 1))
	}
	require.Equal(t, 101, d.count(`SELECT count(*) FROM processes WHERE epoch = 1`))
}

// Issue: a time-out due while Temporal is away, then an act that would contradict it. FLOW 3.
func TestAway_ATimeOutThenAnActThatWouldContradictIt(t *testing.T) {
	t.Parallel()
	d, servers := newAloneDesk(t)
	d.startWorkers()
	late, early := d.raise(), d.raise()
	for _, n := range []string{late, early} {
		d.resolve(n)
		d.atStage(n, incident.StageAccept)
	}
	require.NoError(t, servers.StopTemporal())
	d.letPass(time.Until(d.acceptBy(early)) - time.Minute)
	d.must(d.customer, early, incident.Act{Verb: incident.Reject, Comment: "In time"})
	d.letPass(2 * time.Minute)
	require.Equal(t, domain.Closed, domain.CodeOf(d.act(d.customer, late, incident.Act{Verb: incident.Reject, Comment: "Too late"})))
	d.must(d.agent, late, incident.Act{Verb: incident.Note, Comment: "They called, too late."}) // settles what fell due
	require.Equal(t, "closed", d.process(late).State)
	require.NoError(t, servers.StartTemporal(d.ctx()))
	d.until("the closing is heard of", func() bool {
		d.exec(`UPDATE outbox SET due_at = clock_timestamp() WHERE leased_until IS NULL`)
		return d.process(late).Stage == incident.StageReopen
	})
	d.atStage(early, incident.StageHandle)
	require.Equal(t, []string{"create", "resolve", "auto_closed", "note"}, d.verbs(late), "closed once, at its instant, before the note")
	require.Equal(t, []string{"create", "resolve", "reject"}, d.verbs(early))
	d.told(late, "auto_closed", "carla", 1)
}

// Issue: PostgreSQL restarted under everything. Who was not answered repeats with the same key; nothing is lost or doubled.
func TestAway_PostgresRestarted(t *testing.T) {
	t.Parallel()
	d, servers := newAloneDesk(t)
	d.startWorkers()
	numbers := []string{}
	for range 5 {
		numbers = append(numbers, d.raise())
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	acknowledged := make([][]string, len(numbers))
	var broken atomic.Int64
	for i, n := range numbers {
		wg.Go(func() {
			for k := 0; ; k++ {
				select {
				case <-stop:
					return
				default:
				}
				key := fmt.Sprintf("%s-%d", n, k)
				in := store.ActInput{Number: n, Viewer: d.tech, Key: key, BodyHash: []byte(key), Act: incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID}}
				for d.store.Act(d.ctx(), in) != nil {
					broken.Add(1)
				}
				acknowledged[i] = append(acknowledged[i], key)
			}
		})
	}
	require.NoError(t, servers.RestartPostgres(d.ctx()))
	d.until("people go on", func() bool { return d.store.DB.Ping() == nil })
	close(stop)
	wg.Wait()
	require.Positive(t, broken.Load(), "the restart was noticed")
	for i, n := range numbers {
		var keys []string
		require.NoError(t, d.store.DB.Select(&keys, `SELECT key FROM acts JOIN records r ON r.id = record_id WHERE r.number = $1 AND key IS NOT NULL ORDER BY acts.id`, n))
		require.Equal(t, acknowledged[i], keys, "every acknowledged act exactly once, in order")
		require.True(t, slices.IsSortedFunc(keys, func(a, b string) int { return len(a) - len(b) }))
		d.resolve(n)
	}
	for _, n := range numbers {
		d.atStage(n, incident.StageAccept)
	}
	report, err := d.store.VerifyAudit(d.ctx())
	require.NoError(t, err)
	require.Empty(t, report.Broken)
}
