package store

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
)

// A hundred thousand records of three years, each with six acts and two clocks, half of them rated.
const manyRecords = `
INSERT INTO customers (code, name) SELECT 'c' || n, 'Customer ' || n FROM generate_series(1, 200) n;
INSERT INTO services (code, name) SELECT 's' || n, 'Service ' || n FROM generate_series(1, 30) n;
INSERT INTO records (number, kind, title, state, priority, requester_id, customer_id, queue_id, created_by, created_at, updated_at)
	SELECT 'X-' || n, 'incident', 'x', 'closed', 1 + n % 4, 1, 1 + n % 200, 1, 1, now() - n * interval '15 minutes', now() FROM generate_series(1, 100000) n;
INSERT INTO incidents (record_id, kind, impact, urgency, service_id, description) SELECT id, 'incident', 2, 2, 1 + id % 30, repeat('words ', 40) FROM records;
INSERT INTO acts (record_id, verb, outcome, at) SELECT r.id, 'x', jsonb_build_object('state', s.state[n], 'changes', jsonb_build_object('state', jsonb_build_array(s.state[n-1], s.state[n]),
		'resolution_text', jsonb_build_array('', repeat('words ', 20)))), r.created_at + n * r.id % 70 * interval '1 hour'
	FROM (SELECT ARRAY['new', 'active', 'on_hold', 'active', 'resolved', 'closed'] AS state) s, generate_series(1, 6) n, records r;
INSERT INTO clocks (record_id, kind, state, policy, policy_version, started_at, stopped_at, due_at, facts)
	SELECT id, k, CASE WHEN id % 5 = 0 THEN 'breached' ELSE 'met' END, 'all', 1, created_at, created_at + interval '1 day', created_at + interval '23 hours', jsonb_build_object('words', repeat('x', 400))
	FROM records, unnest(ARRAY['first_response', 'resolution']) k;
INSERT INTO clock_lines (clock_id, target_version, line, at, told) SELECT c.id, 1, l, c.due_at, true FROM clocks c, unnest(ARRAY['50 %', '75 %', 'breach']) l WHERE l <> 'breach' OR c.state = 'breached';
INSERT INTO ratings (record_id, stars, rated_by, rated_at, changed_at) SELECT id, 1 + id % 5, 1, created_at + interval '5 days', created_at FROM records WHERE id % 2 = 0;`

// I19: a second for a hundred thousand records. It is told by STEWARD_PROVE=1.
func TestReport_IsFast(t *testing.T) {
	if os.Getenv("STEWARD_PROVE") == "" {
		t.Skip("STEWARD_PROVE=1 measures it")
	}
	d := newLevelsDesk(t)
	d.s.DB.MustExec(manyRecords)
	d.s.DB.MustExec(`VACUUM ANALYZE`)
	tech, err := d.s.ViewerOf(t.Context(), domain.ByID(d.tech.UserID))
	require.NoError(t, err)
	for name, v := range map[string]access.Viewer{"everything": d.top, "the desk's part": tech} {
		for _, by := range []string{"customer", "month", "week", "priority"} {
			for what, ask := range map[string]func() error{
				"tickets": func() error { _, err := d.s.ReportTickets(t.Context(), v, ReportQuery{By: by}); return err },
				"levels":  func() error { _, err := d.s.ReportLevels(t.Context(), v, ReportQuery{By: by}); return err },
			} {
				began := time.Now()
				require.NoError(t, ask())
				took := time.Since(began)
				t.Log(name, what, by, took.Round(time.Millisecond))
				require.Less(t, took, time.Second, "%s of %s by %s", what, name, by)
			}
		}
	}
}
