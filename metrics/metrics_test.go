package metrics

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/stretchr/testify/require"

	"steward/store"
	"steward/testkit"
)

func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{}).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	require.Equal(t, 200, w.Code, w.Body)
	return w.Body.String()
}

func TestMetrics_TellWhetherFactsReachTheirProcesses(t *testing.T) {
	s := &store.Store{DB: testkit.DB(t)}
	m, err := New(s, "1.2.3")
	require.NoError(t, err)
	page := scrape(t, m)
	require.Contains(t, page, `steward_build_info{version="1.2.3"} 1`)
	for _, line := range []string{"steward_outbox_depth 0", "steward_outbox_oldest_seconds 0", "steward_processes_behind 0", "steward_processes_stuck 0", "steward_processes_late 0"} {
		require.Contains(t, page, line+"\n")
	}
	s.DB.MustExec(`INSERT INTO users (login, name) VALUES ('anna', 'Anna')`)
	s.DB.MustExec(`
		INSERT INTO records (number, kind, title, state, priority, requester_id, created_by, created_at, updated_at)
		SELECT 'INC-' || n, 'incident', 'x', 'new', 3, u.id, u.id, now(), now() FROM users u, generate_series(1, 5) n`)
	s.DB.MustExec(`
		INSERT INTO processes (record_id, workflow, shape, needs, advanced, next_at, stuck, ended_at) SELECT id, 'Incident', 2, 2,
			CASE WHEN number IN ('INC-1', 'INC-5') THEN 1 ELSE 2 END,
			CASE WHEN number IN ('INC-2', 'INC-5') THEN now() - interval '1 minute' WHEN number = 'INC-3' THEN now() - interval '1 second' ELSE now() + interval '1 hour' END,
			CASE WHEN number IN ('INC-3', 'INC-4', 'INC-5') THEN 'why' END,
			CASE WHEN number = 'INC-5' THEN now() END FROM records`)
	s.DB.MustExec(`INSERT INTO outbox (record_id, signal, created_at) SELECT id, 'Woken', clock_timestamp() - interval '100 seconds' FROM records LIMIT 3`)
	page = scrape(t, m)
	for _, line := range []string{"steward_outbox_depth 3", "steward_processes_behind 1", "steward_processes_stuck 2", "steward_processes_late 1"} {
		require.Contains(t, page, line+"\n")
	}
	require.Regexp(t, `steward_outbox_oldest_seconds 10\d\.`, page)
}

func TestMetrics_CountWhatTemporalsClientDoesInSeconds(t *testing.T) {
	m, err := New(&store.Store{DB: testkit.DB(t)}, "")
	require.NoError(t, err)
	h := m.Temporal().WithTags(map[string]string{"task_queue": "steward"})
	h.Counter("temporal_workflow_completed").Inc(2)
	h.Timer("temporal_request_latency").Record(30 * time.Millisecond)
	page := scrape(t, m)
	require.Contains(t, page, `temporal_workflow_completed_total{task_queue="steward"} 2`)
	require.Contains(t, page, `temporal_request_latency_seconds_bucket{task_queue="steward",le="0.025"} 0`)
	require.Contains(t, page, `temporal_request_latency_seconds_bucket{task_queue="steward",le="0.05"} 1`)
}

func TestMetrics_TellHowLateTimersAre(t *testing.T) {
	m, err := New(&store.Store{DB: testkit.DB(t)}, "")
	require.NoError(t, err)
	m.Late([]time.Duration{300 * time.Millisecond, time.Minute})
	page := scrape(t, m)
	require.Contains(t, page, `steward_timer_late_seconds_bucket{le="0.25"} 0`)
	require.Contains(t, page, `steward_timer_late_seconds_bucket{le="0.5"} 1`)
	require.Contains(t, page, "steward_timer_late_seconds_count 2")
}

func TestMetrics_AnswerWhileTheDatabaseDoesNot(t *testing.T) {
	s, err := store.Open("postgres://127.0.0.1:1/nowhere?sslmode=disable&connect_timeout=1", 1)
	require.NoError(t, err)
	m, err := New(s, "")
	require.NoError(t, err)
	page := scrape(t, m)
	require.Contains(t, page, "go_goroutines")
	require.NotContains(t, page, "steward_outbox_depth ")
}
