package seed

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/store"
	"steward/testkit"
)

// Whenever the demo is loaded there is something to do: about a third of what is open is due within the next working day, some
// of it warned of already, some is late, and some on hold.
func TestLoad_LeavesTimeToAct(t *testing.T) {
	for _, at := range []string{"2026-11-25 15:00", "2026-11-29 23:00"} {
		st := &store.Store{DB: testkit.DB(t)}
		_, err := st.DB.Exec(`UPDATE clock_shift SET shift = $1::timestamptz - clock_timestamp()`, at+"+08")
		require.NoError(t, err)
		_, err = Load(context.Background(), st)
		require.NoError(t, err)
		counts := count(t, st, `
			WITH open AS (SELECT r.state, c.due_at AS due, EXISTS (SELECT FROM clock_lines l WHERE l.clock_id = c.id AND l.line = '75 %') AS warned
				FROM records r LEFT JOIN LATERAL (SELECT id, due_at FROM clocks WHERE record_id = r.id AND state = 'running' ORDER BY due_at LIMIT 1) c ON true
				WHERE r.state IN ('new', 'active', 'on_hold'))
			SELECT count(*) AS open, count(*) FILTER (WHERE due < steward_now()) AS late, count(*) FILTER (WHERE state = 'on_hold') AS held,
				count(*) FILTER (WHERE due BETWEEN steward_now() AND steward_now() + interval '36 hours') AS soon,
				count(*) FILTER (WHERE warned AND due > steward_now()) AS warned FROM open`)
		t.Log(at, counts)
		n := func(what string) int { return int(counts[what].(int64)) }
		require.InDelta(t, n("open")*2/5, n("soon"), float64(n("open"))/8, "due within the next working day")
		require.InDelta(t, n("open")/5, n("late"), float64(n("open"))/8, "late")
		require.Greater(t, n("warned"), 3)
		require.Greater(t, n("held"), 10)
	}
}
