package seed

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/incident"
)

// numbered is a directory in which everything has an id, without a database.
func numbered(t *testing.T) directory {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	d := directory{
		people: map[string]int64{}, groups: map[string]int64{}, places: map[string]int64{}, categories: map[string]int64{}, services: map[string]int64{},
		rules: incident.Rules{Calendar: calendar.Must(calendar.Office(zone.String())), AcceptDays: 5, ReopenDays: 10, RemindDays: 3, EscalationHours: 4, Matrix: incident.DefaultMatrix},
	}
	for i, h := range humans {
		d.people[h.login] = int64(i + 1)
	}
	for i, team := range teams {
		d.groups[team.code] = int64(i + 1)
	}
	return d
}

// Whenever the demo is loaded, at night, on a Sunday or at noon, its histories are legal, end before now and leave incidents in
// every state, on hold for every reason.
func TestTell_AtAnyTime(t *testing.T) {
	d := numbered(t)
	for hours := range 40 {
		now := time.Date(2026, 11, 20, 0, 30, 0, 0, time.UTC).Add(time.Duration(hours*7) * time.Hour)
		states, holds := map[incident.Status]int{}, map[string]int{}
		for _, c := range callings(tellings, now, d.rules.Calendar) {
			h := d.tell(rand.New(rand.NewPCG(2, uint64(c.nth))), c, now)
			require.True(t, h.BeganAt.Before(now))
			past := make([]incident.Past, len(h.Facts))
			for i, f := range h.Facts {
				require.True(t, f.At.Before(now))
				past[i] = f.Past
				past[i].Act.ByRequester = f.Act.ActorID == h.Begin.RequesterID || f.OnBehalf != ""
			}
			moments, refusal := incident.Retell(h.Begin, h.BeganBy, h.BeganAt, past, d.rules)
			require.Nil(t, refusal, "%s: %v", h.Title, refusal)
			last := moments[len(moments)-1].State
			states[last.Status]++
			holds[last.HoldReason]++
		}
		require.Len(t, states, len(incident.Statuses), "%s: %v", now, states)
		require.Len(t, holds, len(incident.HoldReasons)+1, "%s: %v", now, holds)
		require.Greater(t, states[incident.Closed], 150)
		require.Greater(t, states[incident.New], 3, "%s", now)
	}
}
