package drive

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/api"
	"steward/client"
	"steward/domain/access"
	"steward/servicenow"
	"steward/store"
	"steward/testkit"
)

// server is the real API on a database of its own, with an administrator's token. Every request passes through it first.
func server(t *testing.T, before func(http.ResponseWriter, *http.Request) bool) (*client.Client, *store.Store) {
	t.Helper()
	st := &store.Store{DB: testkit.DB(t)}
	a, err := api.New(api.Deps{Store: st, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Version: "test"})
	require.NoError(t, err)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before == nil || before(w, r) {
			a.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() { a.Stop(); s.Close() })
	var admin int64
	require.NoError(t, st.DB.Get(&admin, `INSERT INTO users (login, name, roles) VALUES ('root', 'Root', '{admin}') RETURNING id`))
	_, token, err := st.CreateToken(t.Context(), access.Viewer{UserID: admin, Login: "root", Roles: []string{access.Admin}},
		store.TokenInput{Name: "drive", Scopes: []string{"read", "write", "admin", "impersonate"}, Days: 1})
	require.NoError(t, err)
	return client.New(s.URL, token), st
}

func excerpt(t *testing.T) servicenow.Log {
	t.Helper()
	f, err := os.Open("../testdata/excerpt.csv")
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	log, err := servicenow.Read(f)
	require.NoError(t, err)
	return log
}

// some is the log's first incidents: enough where it is not the log that matters.
func some(t *testing.T) servicenow.Log {
	t.Helper()
	log := excerpt(t)
	log.Incidents, log.Rows = log.Incidents[:4], 0
	for _, inc := range log.Incidents {
		log.Rows += len(inc.Rows)
	}
	return log
}

func prepare(t *testing.T, c *client.Client, log servicenow.Log) {
	t.Helper()
	var steps atomic.Int32
	require.NoError(t, Prepare(t.Context(), c, log.Directory(), 4, func(n int) { steps.Add(int32(n)) }))
	require.EqualValues(t, Count(log.Directory()), steps.Load())
}

func TestPlay_EveryRowIsEqual(t *testing.T) {
	c, st := server(t, nil)
	log := excerpt(t)
	prepare(t, c, log)
	prepare(t, c, log) // a second time changes nothing
	r := Play(t.Context(), c, log, Options{Workers: 4, Run: "one"})
	require.Empty(t, r.Failures)
	require.Empty(t, r.Differences)
	require.True(t, r.Equal())
	require.Equal(t, log.Rows, r.EqualRows)
	for _, what := range r.Compared {
		require.Equal(t, Compared{what.What, log.Rows, log.Rows}, what)
	}
	var out strings.Builder
	r.Print(&out)
	require.Contains(t, out.String(), "130 of 130 rows equal\n18 of 18 equal\n")

	again := Play(t.Context(), c, some(t), Options{Workers: 4, Run: "two"})
	require.True(t, again.Equal(), "a second run is a run of its own")
	var records, own int
	require.NoError(t, st.DB.Get(&records, `SELECT count(*) FROM records`))
	require.Equal(t, 18+4, records)
	require.NoError(t, st.DB.Get(&own, `SELECT count(*) FROM audit a JOIN users u ON u.id = a.actor_id JOIN users i ON i.id = a.impersonator_id
		WHERE a.record_id IS NOT NULL AND i.login = 'root' AND u.login <> 'root'`))
	var all int
	require.NoError(t, st.DB.Get(&all, `SELECT count(*) FROM audit WHERE record_id IS NOT NULL`))
	require.Equal(t, all, own, "each act is that of the row's person, with the impersonation in the audit")
}

func TestPlay_ResumedRunDoesNothingTwice(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var acts atomic.Int32
	c, st := server(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/acts") && acts.Add(1) == 60 {
			stop() // the driver dies while this act is on its way: nobody hears the answer
		}
		return true
	})
	log := excerpt(t)
	prepare(t, c, log)
	first := Play(ctx, c, log, Options{Workers: 3, Run: "run"})
	require.True(t, first.Interrupted)
	require.False(t, first.Equal())

	second := Play(t.Context(), c, log, Options{Workers: 3, Run: "run", Resume: true})
	require.Empty(t, second.Failures)
	require.Empty(t, second.Differences)
	require.True(t, second.Equal())
	require.Positive(t, second.Before)

	want, got := 0, 0
	for _, inc := range log.Incidents {
		for i := range inc.Rows {
			acts, bad := inc.Acts(i)
			require.Nil(t, bad)
			want += len(acts)
		}
	}
	require.NoError(t, st.DB.Get(&got, `SELECT count(*) FROM acts`))
	require.Equal(t, want, got)
}

func TestPlay_SaysWhatIsOtherwise(t *testing.T) {
	c, st := server(t, nil)
	log := some(t)
	prepare(t, c, log)
	_, err := st.DB.Exec(`UPDATE priority_matrix SET priority = 5 WHERE impact = 2 AND urgency = 2`)
	require.NoError(t, err)
	r := Play(t.Context(), c, log, Options{Workers: 4, Run: "one"})
	require.False(t, r.Equal())
	require.Equal(t, Difference{2, "INC0000045", r.Differences[0].Record, "priority", "3", "5"}, r.Differences[0])
	var out strings.Builder
	r.Print(&out)
	require.Contains(t, out.String(), `priority: the log says "3", here it is "5"`)
}

func TestPlay_ARefusedActEndsItsIncidentOnly(t *testing.T) {
	c, st := server(t, nil)
	log := some(t)
	prepare(t, c, log)
	_, err := st.DB.Exec(`UPDATE users SET disabled_at = now() WHERE login = 'updater-642'`) // resolves INC0000045 on line 3
	require.NoError(t, err)
	r := Play(t.Context(), c, log, Options{Workers: 4, Run: "one"})
	require.Len(t, r.Failures, 1)
	require.Equal(t, 3, r.Failures[0].Line)
	require.Contains(t, r.Failures[0].Error, "resolve by updater-642")
	require.Equal(t, 3, r.EqualIncidents)
	require.Equal(t, log.Rows-3, r.EqualRows)
}

func TestPlay_WaitsForABusyServer(t *testing.T) {
	var n atomic.Int32
	c, _ := server(t, func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/acts") && n.Add(1)%3 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return false
		}
		return true
	})
	log := some(t)
	prepare(t, c, log)
	require.True(t, Play(t.Context(), c, log, Options{Workers: 4, Run: "one"}).Equal())
}

func TestPercentile(t *testing.T) {
	var ts []time.Duration
	for i := range 100 {
		ts = append(ts, time.Duration(i+1))
	}
	require.Equal(t, []time.Duration{50, 99, 1, 0}, []time.Duration{percentile(ts, 50), percentile(ts, 99), percentile(ts[:1], 99), percentile(nil, 50)})
}

func TestNewRun_IsUniqueAndReadable(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	require.Regexp(t, `^20260301-080000-[a-z2-7]{6}$`, NewRun(at))
	require.NotEqual(t, NewRun(at), NewRun(at))
}
