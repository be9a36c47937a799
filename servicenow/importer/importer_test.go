package importer

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/servicenow"
	"steward/store"
	"steward/testkit"
)

func excerpt(t *testing.T) servicenow.Log {
	t.Helper()
	f, err := os.Open("../testdata/excerpt.csv")
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	log, err := servicenow.Read(f)
	require.NoError(t, err)
	return log
}

func bring(t *testing.T, st *store.Store, log servicenow.Log) Result {
	t.Helper()
	ids, err := Prepare(t.Context(), st, log.Directory(), 4)
	require.NoError(t, err)
	told := make(chan int, len(log.Incidents))
	r, err := Import(t.Context(), st, log, ids, 4, func(n int) { told <- n })
	require.NoError(t, err)
	require.Len(t, told, len(log.Incidents))
	return r
}

// stored is how a record stands, in the log's terms.
type stored struct {
	Ref string `db:"external_ref"`
	servicenow.Standing
}

func standings(t *testing.T, st *store.Store) map[string]servicenow.Standing {
	t.Helper()
	var rows []stored
	require.NoError(t, st.DB.Select(&rows, `
		SELECT r.external_ref, r.state, COALESCE(i.hold_reason, '') AS hold, i.reassignments, i.reopens, r.priority, i.impact, i.urgency,
			COALESCE(g.code, '') AS group, COALESCE(u.login, '') AS person, COALESCE(c.code, '') AS category, COALESCE(p.code, '') AS place
		FROM records r JOIN incidents i ON i.record_id = r.id LEFT JOIN groups g ON g.id = r.group_id LEFT JOIN users u ON u.id = r.assignee_id
		LEFT JOIN categories c ON c.id = i.category_id LEFT JOIN places p ON p.id = i.place_id`))
	m := map[string]servicenow.Standing{}
	for _, r := range rows {
		m[r.Ref] = r.Standing
	}
	return m
}

func requireStands(t *testing.T, st *store.Store, log servicenow.Log) {
	t.Helper()
	there := standings(t, st)
	require.Len(t, there, len(log.Incidents))
	for _, inc := range log.Incidents {
		require.Equal(t, inc.Rows[len(inc.Rows)-1].Standing(), there[inc.Number], inc.Number)
	}
}

func TestImport_StandsAsTheLogStoodAtEveryDay(t *testing.T) {
	log := excerpt(t)
	for _, day := range []int{0, 6, 300} {
		t.Run(time.Date(2016, 2, 29+day, 12, 0, 0, 0, time.UTC).Format(time.DateOnly), func(t *testing.T) {
			t.Parallel()
			st := &store.Store{DB: testkit.DB(t)}
			cut := log.Until(time.Date(2016, 2, 29+day, 12, 0, 0, 0, time.UTC))
			r := bring(t, st, cut)
			require.Equal(t, Result{Added: len(cut.Incidents)}, r)
			requireStands(t, st, cut)
			counts, err := st.ImportedStates(t.Context(), servicenow.Source)
			require.NoError(t, err)
			total := 0
			for _, c := range counts {
				total += c.Count
			}
			require.Equal(t, len(cut.Incidents), total)
		})
	}
}

func TestImport_ASecondTimeChangesNothing(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	log := excerpt(t)
	early := log.Until(time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC))
	bring(t, st, early)
	digest := func() (s string) {
		require.NoError(t, st.DB.Get(&s, `SELECT md5(string_agg(x::text, '' ORDER BY x::text)) FROM (
			SELECT to_jsonb(r) AS x FROM records r UNION ALL SELECT to_jsonb(a) FROM audit a UNION ALL SELECT to_jsonb(u) FROM users u
			UNION ALL SELECT to_jsonb(o) FROM outbox o UNION ALL SELECT to_jsonb(g) FROM group_members g) y`))
		return s
	}
	before := digest()
	require.Equal(t, Result{There: len(early.Incidents)}, bring(t, st, early))
	require.Equal(t, before, digest())
}

func TestImport_OpenCasesRunAndClosedOnesDoNot(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	log := excerpt(t).Until(time.Date(2016, 3, 5, 12, 0, 0, 0, time.UTC))
	bring(t, st, log)
	var open, running, wakes, notices int
	for _, inc := range log.Incidents {
		if inc.Rows[len(inc.Rows)-1].State != "closed" {
			open++
		}
	}
	require.Positive(t, open)
	require.Less(t, open, len(log.Incidents))
	require.NoError(t, st.DB.Get(&running, `SELECT count(*) FROM processes WHERE ended_at IS NULL`))
	require.NoError(t, st.DB.Get(&wakes, `SELECT count(*) FROM outbox WHERE signal = 'Imported'`))
	require.NoError(t, st.DB.Get(&notices, `SELECT count(*) FROM notices`))
	require.Equal(t, []int{open, open, 0}, []int{running, wakes, notices})
}

// What one incident's rules refuse leaves nothing of it, and all of the others.
func TestImport_RefusedIncidentIsNotHalfThere(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	log := excerpt(t)
	ids, err := Prepare(t.Context(), st, log.Directory(), 4)
	require.NoError(t, err)
	ids["caller-2403"] = 0 // the caller of INC0000045 is nobody
	r, err := Import(t.Context(), st, log, ids, 4, func(int) {})
	require.NoError(t, err)
	require.Equal(t, len(log.Incidents)-len(r.Refused), r.Added)
	require.Equal(t, 2, r.Refused[0].Line)
	require.Contains(t, r.Refused[0].Text, "INC0000045 was not imported")
	_, there := standings(t, st)["INC0000045"]
	require.False(t, there)
}

func TestPrepare_KeepsWhoIsInAGroup(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	log := excerpt(t)
	_, err := Prepare(t.Context(), st, log.Directory(), 4)
	require.NoError(t, err)
	_, err = st.DB.Exec(`INSERT INTO users (login, name, roles) VALUES ('wang', 'Wang', '{technician}')`)
	require.NoError(t, err)
	_, err = st.DB.Exec(`INSERT INTO group_members SELECT g.id, u.id FROM groups g, users u WHERE g.code = 'group-70' AND u.login = 'wang'`)
	require.NoError(t, err)
	_, err = st.DB.Exec(`DELETE FROM group_members USING users u WHERE u.id = user_id AND u.login <> 'wang'`)
	require.NoError(t, err)
	_, err = Prepare(t.Context(), st, log.Directory(), 4)
	require.NoError(t, err)
	var members []string
	require.NoError(t, st.DB.Select(&members, `SELECT u.login FROM group_members m JOIN users u ON u.id = m.user_id JOIN groups g ON g.id = m.group_id
		WHERE g.code = 'group-70' ORDER BY 1`))
	require.Contains(t, members, "wang")
	require.Greater(t, len(members), 1)
}
