package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/access"
	"steward/store"
)

// withLevels gives the desk a calendar on which all time counts and a policy for everybody.
func (d *desk) withLevels(admin string) {
	d.t.Helper()
	all := []any{m{"from": "00:00", "to": "24:00"}}
	read[store.Calendar](d, http.StatusCreated, post, "/api/v1/calendars", admin,
		m{"code": "always", "name": "7×24", "zone": "UTC", "week": []any{all, all, all, all, all, all, all}, "exceptions": []any{}})
	read[store.Policy](d, http.StatusCreated, post, "/api/v1/policies", admin, m{"code": "all", "name": "全部", "name_en": "Everybody", "calendar": "always",
		"targets": []any{m{"priority": 4, "first_response": 3600, "resolution": 28800}, m{"priority": 3, "first_response": 3600, "resolution": 28800}}})
}

func TestClocks_AreShownToTheDeskAndExplained(t *testing.T) {
	d := newDesk(t)
	admin, agent, anna := d.person("root", access.Admin), d.person("ben", access.Manager), d.person("anna", "customer")
	d.withLevels(admin)
	n := d.raise(anna, "Printer")
	path := "/api/v1/records/" + n
	require.Empty(t, read[store.Record](d, http.StatusOK, get, path, anna, nil).Clocks, "whoever raised it sees no stopwatch")
	refused(d, http.StatusNotFound, "", get, path+"/clocks", anna, nil)

	r := read[store.Record](d, http.StatusOK, get, path, agent, nil)
	require.Len(t, r.Clocks, 2)
	require.Equal(t, []any{"first_response", "running", "Everybody", int64(3600), false}, []any{r.Clocks[0].Kind, r.Clocks[0].State, r.Clocks[0].PolicyNameEn, r.Clocks[0].Target, r.Clocks[0].Late})
	page := read[incidentList](d, http.StatusOK, get, "/api/v1/incidents?sort=due", agent, nil)
	require.WithinDuration(t, r.CreatedAt.Add(time.Hour), *page.Items[0].DueAt, time.Second)
	require.Equal(t, "first_response", page.Items[0].DueKind)

	read[store.Record](d, http.StatusOK, post, path+"/acts", agent, m{"verb": "hold", "hold_reason": "vendor"})
	d.Store.DB.MustExec(`UPDATE clock_shift SET shift = interval '2 hours'`)
	e := read[explainedClocks](d, http.StatusOK, get, path+"/clocks", agent, nil, "Accept-Language", "en")
	require.Equal(t, "Everybody", e.Choice.Policy.NameEn)
	require.Contains(t, e.Choice.Tried[0].Text, "it has no conditions")
	held := e.Clocks[1]
	require.Equal(t, []any{"resolution", "paused", "vendor"}, []any{held.Kind, held.State, held.HoldReason})
	last := held.Segments[len(held.Segments)-1]
	require.Equal(t, []any{"on_hold", "On hold: waiting for the vendor", false}, []any{string(last.Cause), last.Text, last.Counted})
	require.InDelta(t, 7200, last.To.Sub(last.From).Seconds(), 5)
	var counted time.Duration
	for _, g := range held.Segments {
		if g.Counted {
			counted += g.To.Sub(g.From)
		}
	}
	require.Equal(t, held.Elapsed, int64(counted/time.Second))
	require.True(t, e.Clocks[0].Late)
	require.Equal(t, []string{"50 %", "75 %", "90 %", "breach"}, []string{held.Lines[0].Name, held.Lines[1].Name, held.Lines[2].Name, held.Lines[3].Name})
}

// Rows without a running clock come last in the order of deadlines, and the pages of it miss and repeat none.
func TestClocks_OrderAListByDeadline(t *testing.T) {
	d := newDesk(t)
	admin, agent, anna := d.person("root", access.Admin), d.person("ben", access.Manager), d.person("anna", "customer")
	none := d.raise(anna, "Before there was a policy")
	d.withLevels(admin)
	var want []string
	for range 5 {
		want = append(want, d.raise(anna, "Printer"))
	}
	want = append(want, none)
	var got []string
	cursor := ""
	for {
		page := read[incidentList](d, http.StatusOK, get, "/api/v1/incidents?sort=due&limit=2&cursor="+cursor, agent, nil)
		for _, r := range page.Items {
			got = append(got, r.Number)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Equal(t, want, got)
}

func TestLevelJobs_AreAskedForByAdministrators(t *testing.T) {
	d := newDesk(t)
	admin, agent := d.person("root", access.Admin), d.person("ben", access.Agent)
	refused(d, http.StatusForbidden, "", post, "/api/v1/level-jobs", agent, m{"dry": true})
	j := read[store.LevelJob](d, http.StatusOK, post, "/api/v1/level-jobs", admin, m{"dry": true})
	refused(d, http.StatusConflict, "", post, "/api/v1/level-jobs", admin, m{"dry": false})
	worked, err := (&store.LevelRunner{Store: d.Store}).Step(t.Context())
	require.NoError(t, err)
	require.True(t, worked)
	require.NotNil(t, read[store.LevelJob](d, http.StatusOK, get, "/api/v1/level-jobs/1", admin, nil).FinishedAt)
	require.Equal(t, j.ID, read[list[store.LevelJob]](d, http.StatusOK, get, "/api/v1/level-jobs", admin, nil).Items[0].ID)
}
