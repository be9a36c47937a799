package servicenow

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/incident"
)

var rules = incident.Rules{Calendar: calendar.Must(calendar.Office("UTC")), AcceptDays: 5, ReopenDays: 10, RemindDays: 3, EscalationHours: 4, Matrix: incident.DefaultMatrix}

func excerpt(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("testdata/excerpt.csv")
	require.NoError(t, err)
	return raw
}

func read(t *testing.T) Log {
	t.Helper()
	log, err := Read(bytes.NewReader(excerpt(t)))
	require.NoError(t, err)
	return log
}

func find(t *testing.T, l Log, number string) Incident {
	t.Helper()
	for _, inc := range l.Incidents {
		if inc.Number == number {
			return inc
		}
	}
	require.Fail(t, "no such incident", number)
	return Incident{}
}

func verbs(t *testing.T, inc Incident) []string {
	t.Helper()
	var rows []string
	for i := range inc.Rows {
		acts, err := inc.Acts(i)
		require.Nil(t, err)
		var vs []string
		for _, a := range acts {
			vs = append(vs, a.Verb)
		}
		rows = append(rows, strings.Join(vs, "+"))
	}
	return rows
}

func TestRead_Excerpt(t *testing.T) {
	log := read(t)
	require.Equal(t, 130, log.Rows)
	require.Len(t, log.Incidents, 18)
	r := log.Incidents[0].Rows[0]
	require.Equal(t, Row{
		Line: 2, Number: "INC0000045", State: "new", Channel: "phone",
		OpenedAt: time.Date(2016, 2, 29, 1, 16, 0, 0, time.UTC), UpdatedAt: time.Date(2016, 2, 29, 1, 23, 0, 0, time.UTC),
		Caller: Ref{"caller-2403", "Caller 2403"}, OpenedBy: Ref{"opener-8", "Opened by 8"}, UpdatedBy: Ref{"updater-21", "Updated by 21"},
		Group: Ref{"group-56", "Group 56"}, Place: Ref{"location-143", "Location 143"},
		Category: Ref{"category-55-subcategory-170", "Subcategory 170"}, Parent: Ref{"category-55", "Category 55"},
		Impact: 2, Urgency: 2, Priority: 3,
		Other: []Field{{"symptom", "Symptom 72"}, {"problem", ""}, {"change", ""}, {"vendor", ""}, {"caused by", ""}, {"configuration item", ""}},
	}, r)
	require.Equal(t, "code 5", log.Incidents[0].ClosedCode)
}

// The rules of the product, played over the log, stand after every row as the log says.
func TestCheck_EveryRowIsEqual(t *testing.T) {
	log := read(t)
	rows, differences, errs := log.Check(rules)
	require.Empty(t, errs)
	require.Empty(t, differences)
	require.Equal(t, log.Rows, rows)
}

func TestCheck_SeesAnotherRule(t *testing.T) {
	log := read(t)
	other := rules
	other.Matrix[1][1] = 1
	rows, differences, _ := log.Check(other)
	require.Less(t, rows, log.Rows)
	require.Equal(t, RowDifference{2, "INC0000045", Difference{"priority", "3", "1"}}, differences[0])
}

func TestActs_PlainLife(t *testing.T) {
	log := read(t)
	require.Equal(t, []string{"create", "resolve", "note", "close"}, verbs(t, find(t, log, "INC0000045")))
	acts, err := find(t, log, "INC0000045").Acts(3)
	require.Nil(t, err)
	require.Equal(t, "Closed with code 5.", acts[0].Comment)
	require.Equal(t, "caller-2403", acts[0].OnBehalf)
	require.Equal(t, "updater-908", acts[0].By.Code)
}

func TestActs_RejectedResolutionReopens(t *testing.T) {
	inc := find(t, read(t), "INC0000102")
	require.Contains(t, verbs(t, inc), "reject")
	require.Equal(t, 1, inc.Rows[len(inc.Rows)-1].Reopens)
}

func TestActs_CounterRisesWithTheGroupUnchanged(t *testing.T) {
	inc := find(t, read(t), "INC0000173")
	for i, r := range inc.Rows[1:] {
		if r.Reassignments > inc.Rows[i].Reassignments && r.Group == inc.Rows[i].Group {
			acts, err := inc.Acts(i + 1)
			require.Nil(t, err)
			require.Equal(t, "assign", acts[0].Verb)
			require.Equal(t, r.Group.Code, acts[0].Group.Code)
			require.False(t, acts[0].Assignee.Given)
			return
		}
	}
	require.Fail(t, "the excerpt has lost its case")
}

func TestActs_GroupOfTheResolvingRowIsAssignedFirst(t *testing.T) {
	require.Contains(t, verbs(t, find(t, read(t), "INC0000687")), "classify+patch+assign+resolve")
}

func TestActs_GroupAndPersonAreOneAct_AndMayBecomeEmpty(t *testing.T) {
	inc := find(t, read(t), "INC0000171")
	emptied := 0
	for i := range inc.Rows {
		acts, err := inc.Acts(i)
		require.Nil(t, err)
		for _, a := range acts {
			if a.Verb == "assign" && a.Group.Given && a.Group.Empty() {
				emptied++
			}
		}
	}
	require.Equal(t, 1, emptied)
}

func TestActs_BeginsFurtherAlong(t *testing.T) {
	log := read(t)
	for number, state := range map[string]string{"INC0000093": "resolved", "INC0000333": "on_hold", "INC0000121": "active"} {
		acts, err := find(t, log, number).Acts(0)
		require.Nil(t, err)
		require.Len(t, acts, 1)
		require.Equal(t, state, acts[0].State)
	}
}

func TestActs_UnknownOpenerIsTheFirstUpdater(t *testing.T) {
	inc := find(t, read(t), "INC0000597")
	require.Empty(t, inc.Rows[0].OpenedBy)
	acts, err := inc.Acts(0)
	require.Nil(t, err)
	require.Equal(t, inc.Rows[0].UpdatedBy, acts[0].By)
}

func TestActs_NoteOnAClosedIncident(t *testing.T) {
	v := verbs(t, find(t, read(t), "INC0000358"))
	require.Equal(t, "note", v[len(v)-1])
}

func TestRead_TimesNeverStepBack(t *testing.T) {
	rows := find(t, read(t), "INC0000137").Rows
	require.Equal(t, rows[0].UpdatedAt, rows[1].UpdatedAt) // the file says 11:10, then 09:52
}

func TestUntil_IncludesTheInstantItself(t *testing.T) {
	log := read(t)
	at := time.Date(2016, 3, 5, 12, 0, 0, 0, time.UTC)
	closed := find(t, log.Until(at), "INC0000045") // closes at that very minute
	require.Equal(t, "closed", closed.Rows[len(closed.Rows)-1].State)
	require.Equal(t, "code 5", closed.ClosedCode)
	before := find(t, log.Until(at.Add(-time.Minute)), "INC0000045")
	require.Equal(t, "resolved", before.Rows[len(before.Rows)-1].State)
	require.Empty(t, before.ClosedCode, "what the end will be is not known yet")
	require.Empty(t, log.Until(at.AddDate(-1, 0, 0)).Incidents)
}

func TestDirectory_NameSpacesStayApart(t *testing.T) {
	d := read(t).Directory()
	require.Contains(t, d.Customers, Ref{"caller-2403", "Caller 2403"})
	require.Contains(t, d.Staff, Ref{"updater-908", "Updated by 908"})
	require.Contains(t, d.Staff, Ref{"opener-8", "Opened by 8"})
	require.Contains(t, d.Categories, Category{Ref{"category-55-subcategory-170", "Subcategory 170"}, "category-55"})
	seen := map[string]bool{"": true}
	for _, c := range d.Categories {
		require.True(t, seen[c.Parent], "parents come first")
		seen[c.Code] = true
	}
	for _, refs := range [][]Ref{d.Customers, d.Staff, d.Places} {
		for _, r := range refs {
			require.NotContains(t, r.Code, "unknown")
			require.NotEmpty(t, r.Code)
		}
	}
}
