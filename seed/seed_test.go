package seed

import (
	"context"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/incident"
	"steward/store"
	"steward/testkit"
)

func TestLoad_TellsThreeMonthsOnce(t *testing.T) {
	ctx := context.Background()
	st := &store.Store{DB: testkit.DB(t)}
	report, err := Load(ctx, st)
	require.NoError(t, err)
	t.Logf("loaded in %s", report.Took)
	require.Equal(t, 300, report.Incidents)
	require.Equal(t, len(humans), report.People)

	var states []struct {
		State string `db:"state"`
		Kinds int    `db:"kinds"`
		N     int    `db:"n"`
	}
	require.NoError(t, st.DB.Select(&states, `
		SELECT state, count(*) AS n, count(DISTINCT i.kind) AS kinds FROM records r JOIN incidents i ON i.record_id = r.id GROUP BY state`))
	t.Log(states)
	require.Len(t, states, len(incident.Statuses))
	counts := count(t, st, `SELECT
		(SELECT count(DISTINCT kind) FROM incidents) AS kinds, (SELECT count(DISTINCT hold_reason) FROM incidents) AS holds,
		(SELECT count(*) FROM incidents WHERE escalated_at IS NOT NULL) AS escalated, (SELECT count(*) FROM incidents WHERE reopens > 0) AS reopened,
		(SELECT count(*) FROM messages WHERE internal) AS notes, (SELECT count(*) FROM messages WHERE NOT internal) AS messages,
		(SELECT count(*) FROM work_log) AS work, (SELECT count(*) FROM records WHERE created_at > steward_now()) AS future,
		(SELECT count(DISTINCT title) FROM records) AS titles,
		(SELECT count(*) FROM processes p JOIN records r ON r.id = p.record_id WHERE r.closed_at IS NULL AND (p.ended_at IS NOT NULL OR NOT EXISTS (
			SELECT FROM outbox o WHERE o.record_id = r.id))) AS asleep,
		(SELECT count(*) FROM calendars) AS calendars, (SELECT count(calendar_id) FROM services) AS services, (SELECT count(calendar_id) FROM desk_settings) AS desk,
		(SELECT count(*) FROM sla_policies) AS policies, (SELECT count(*) FROM plan_templates WHERE version = 1) AS templates, (SELECT count(*) FROM deputies) AS deputies,
		(SELECT count(template_id) FROM services) AS planned, (SELECT count(*) FROM forms WHERE version = 1) AS forms, (SELECT count(*) FROM record_forms) AS filled,
		(SELECT count(*) FROM notices) AS notices`)
	t.Log(counts)
	require.EqualValues(t, 4, counts["kinds"])
	require.EqualValues(t, 5, counts["holds"])
	require.EqualValues(t, 3, counts["calendars"])
	require.EqualValues(t, 2, counts["services"], "by a calendar of their own")
	require.Zero(t, counts["desk"], "the desk keeps the plain one")
	require.EqualValues(t, len(policies), counts["policies"])
	require.EqualValues(t, len(templates)+len(documentTypes), counts["templates"])
	require.EqualValues(t, len(drafted), count(t, st, `SELECT count(*) AS n FROM documents`)["n"])
	require.EqualValues(t, 1, counts["deputies"])
	require.EqualValues(t, 2, counts["planned"], "services whose incidents follow a plan")
	require.EqualValues(t, len(forms)+len(documentTypes), counts["forms"])
	require.EqualValues(t, len(filledIn)+len(drafted), counts["filled"])
	for _, some := range []string{"escalated", "reopened", "notes", "messages", "work"} {
		require.Positive(t, counts[some], some)
	}
	require.Greater(t, counts["titles"], int64(150))
	for _, none := range []string{"future", "asleep", "notices"} {
		require.Zero(t, counts[none], none)
	}

	again, err := Load(ctx, st)
	require.NoError(t, err)
	require.Equal(t, Report{}, again)
}

func count(t *testing.T, st *store.Store, query string) map[string]any {
	t.Helper()
	row := map[string]any{}
	require.NoError(t, st.DB.QueryRowx(query).MapScan(row))
	return row
}

// What an interrupted load left behind is completed by the next.
func TestLoad_CompletesWhatWasInterrupted(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	st.Changed = func(store.Change) {
		if count(t, st, `SELECT count(*) AS n FROM incidents`)["n"] == int64(20) {
			cancel()
		}
	}
	_, err := load(ctx, st, 30)
	require.Error(t, err)
	st.Changed = nil
	report, err := load(context.Background(), st, 30)
	require.NoError(t, err)
	require.Equal(t, 10, report.Incidents)
	require.Zero(t, report.People)
}

func TestLoad_OnlyIntoAPrivateCluster(t *testing.T) {
	st := &store.Store{DB: testkit.DB(t)}
	st.DB.SetMaxOpenConns(1)
	_, err := st.DB.Exec(`SET steward.private = off`)
	require.NoError(t, err)
	_, err = Load(context.Background(), st)
	require.ErrorContains(t, err, "private cluster")
	var people int
	require.NoError(t, st.DB.Get(&people, `SELECT count(*) FROM users`))
	require.Zero(t, people)
}

func TestSignIns_KnowTheirPassword(t *testing.T) {
	for _, login := range SignIns {
		found := false
		for _, h := range humans {
			found = found || h.login == login
		}
		require.True(t, found, login)
	}
	require.Len(t, humans, 47)
}

var slotMark = regexp.MustCompile(`\{[a-z]*\}`)

// Every story is whole in both languages, and each {…} in it is one that fill knows.
func TestStories_AreWhole(t *testing.T) {
	require.GreaterOrEqual(t, len(stories), 40)
	known := map[string]bool{}
	for name := range fill(rand.New(rand.NewPCG(1, 1)), humans[40]) {
		known["{"+name+"}"] = true
	}
	groups, names := map[string]bool{}, map[string]bool{}
	for _, team := range teams {
		groups[team.code] = true
	}
	for _, c := range categories {
		names[c.code] = true
	}
	for _, s := range stories {
		require.True(t, groups[s.group], s.group)
		require.True(t, names[s.category], s.category)
		require.Contains(t, incident.ResolutionCodes, s.code)
		texts := append([]step{{text: s.title}, {text: s.text}, {text: s.fix}}, s.steps...)
		held := ""
		for _, step := range texts {
			require.Equal(t, step.text.En == "", step.text.Zh == "", s.title.En)
			require.Equal(t, slotSet(step.text.Zh), slotSet(step.text.En), step.text.En)
			for mark := range slotSet(step.text.En) {
				require.True(t, known[mark], "%s in %s", mark, s.title.En)
			}
			switch {
			case step.verb == incident.Hold:
				held = step.reason
			case step.verb == incident.Resume:
				require.NotEmpty(t, held, s.title.En)
				held = ""
			case step.asker && held == "customer":
				held = ""
			}
		}
	}
}

func slotSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, mark := range slotMark.FindAllString(text, -1) {
		set[strings.ToLower(mark)] = true
	}
	return set
}
