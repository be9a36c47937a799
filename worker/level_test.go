package worker_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"steward/cluster"
	"steward/domain/incident"
)

// quickPolicy promises at every hour of the week a solution within so many seconds, and calls the managers so many after that.
func (d *desk) quickPolicy(target, level int) {
	d.t.Helper()
	d.exec(`INSERT INTO calendars (code, name, definition) SELECT 'always', '7×24', jsonb_build_object('zone', 'UTC', 'exceptions', '[]'::jsonb, 'week',
		(SELECT jsonb_agg(jsonb_build_array(jsonb_build_object('from', '00:00', 'to', '24:00'))) FROM generate_series(1, 7)))`)
	d.exec(fmt.Sprintf(`INSERT INTO sla_policies (code, name, calendar_id, definition) SELECT 'quick', '快', id, '{"conditions": {}, "warnings": [50, 75, 90],
		"targets": [{"priority": 3, "resolution": %d}], "levels": [{"level": 1, "after": %d, "actions": [{"do": "notify", "who": "manager"}]}]}' FROM calendars`, target, level))
}

// watched is when somebody was first seen to have been told of each line, after it was crossed.
type watched struct {
	mu   sync.Mutex
	late map[string]time.Duration // by record and line
}

// watchLines looks again and again until the test ends, also while the database is away.
func (d *desk) watchLines() *watched {
	w := &watched{late: map[string]time.Duration{}}
	go func() {
		for d.t.Context().Err() == nil {
			var rows []struct {
				Line string    `db:"line"`
				At   time.Time `db:"at"`
			}
			_ = d.store.DB.Select(&rows, `
				SELECT r.number || ' ' || l.line AS line, l.at FROM clock_lines l JOIN clocks c ON c.id = l.clock_id JOIN records r ON r.id = c.record_id
				WHERE EXISTS (SELECT FROM notices n WHERE n.record_id = r.id AND n.params->>'line' = l.line)`)
			w.mu.Lock()
			for _, r := range rows {
				if _, before := w.late[r.Line]; !before {
					w.late[r.Line] = time.Since(r.At)
				}
			}
			w.mu.Unlock()
			<-time.After(50 * time.Millisecond) // as often as it looks
		}
	}()
	return w
}

func (w *watched) times() map[string]time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.late)
}

var allLines = []string{"50 %", "75 %", "90 %", "breach", "level 1"}

// Issue: two incidents breach and escalate on time while every process is killed once. L5: each line once, over crash and hold.
func TestLevels_BreachAndEscalateOnTimeWhileEverythingIsKilled(t *testing.T) {
	t.Parallel()
	d, servers := newAloneDesk(t)
	d.quickPolicy(24, 6)
	workers := []*kept{keep(t, "whole worker", d.env()...), keep(t, "whole worker", d.env()...)}
	plain, held := d.raise(), d.raise()
	for _, n := range []string{plain, held} {
		d.must(d.agent, n, incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
	}
	d.must(d.tech, held, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	seen := d.watchLines()
	rnd := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))
	kills := []func(){workers[0].kill, workers[1].kill, func() { _ = servers.Kill(cluster.Postgres) }, func() { _ = servers.Kill(cluster.Temporal) }}
	rnd.Shuffle(len(kills), func(a, b int) { kills[a], kills[b] = kills[b], kills[a] })
	next := time.NewTimer(3 * time.Second)
	defer next.Stop()
	for i, kill := range kills {
		<-next.C // the deaths fall into the time in which the lines are crossed
		kill()
		next.Reset(time.Duration(4+rnd.IntN(3)) * time.Second)
		if i == 0 {
			d.until("work on it goes on", func() bool { return d.act(d.tech, held, incident.Act{Verb: incident.Resume}) == nil })
		}
	}
	d.until("every line was told", func() bool { return len(seen.times()) == 2*len(allLines) })
	for line, late := range seen.times() {
		require.Less(t, late, 45*time.Second, line) // an activity whose worker was killed is given out again after so long
		t.Logf("%s: told %s after it was crossed", line, late.Round(10*time.Millisecond))
	}
	d.until("all effects are done", func() bool { return d.quietly(`SELECT count(*) FROM effects WHERE done_at IS NULL`) == 0 })
	require.Zero(t, d.count(`SELECT count(*) FROM (SELECT FROM notices WHERE params ? 'line' GROUP BY record_id, user_id, params->>'line' HAVING count(*) > 1) x`), "each once")
	require.Equal(t, 2*(len(allLines)+1), d.count(`SELECT count(*) FROM notices WHERE params ? 'line'`), "the breach is told two people, every other line one")
	require.Equal(t, 2*len(allLines), d.count(`SELECT count(*) FROM acts WHERE verb LIKE 'level_%'`))
	require.Zero(t, d.count(`SELECT count(*) FROM clock_lines l JOIN clocks c ON c.id = l.clock_id
		WHERE l.line = 'breach' AND l.at <> c.due_at + interval '1 microsecond'`), "by when it was crossed, not by when that was seen")
}

// quietly counts while the database may be away; -1 then.
func (d *desk) quietly(query string, args ...any) int {
	n := 0
	if d.store.DB.Get(&n, query, args...) != nil {
		return -1
	}
	return n
}

// The one timer of a case is set for the nearest line, says so, and moves with a hold.
func TestLevels_TheTimerNamesTheNearestLine(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.quickPolicy(4*3600, 1800)
	d.startWorkers()
	n := d.raise()
	d.atStage(n, incident.StageHandle)
	timers := func() []string { return d.summaries(n, enums.EVENT_TYPE_TIMER_STARTED) }
	require.Equal(t, []string{"whom it concerns is told: resolution 50 %"}, timers())
	d.step(n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	require.Len(t, timers(), 2)
	require.NotContains(t, timers()[1], "resolution", "on hold nothing of it comes by itself")
	d.letPass(5 * time.Hour)
	d.step(n, incident.Act{Verb: incident.Resume})
	d.until("a timer for the same line again", func() bool { return len(timers()) == 3 && timers()[2] == timers()[0] })
	d.letPass(2*time.Hour + time.Minute)
	d.swept("the warning is told", func() bool { return d.count(`SELECT count(*) FROM clock_lines WHERE told`) == 1 })
	d.until("the next line", func() bool { all := timers(); return all[len(all)-1] == "whom it concerns is told: resolution 75 %" })
}
