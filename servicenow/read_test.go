package servicenow

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// broken answers the excerpt's first incident (lines 2 to 5) with values of one line replaced.
func broken(t *testing.T, line int, pairs ...string) string {
	t.Helper()
	lines := strings.SplitAfterN(string(excerpt(t)), "\n", 6)[:5]
	was := lines[line-1]
	lines[line-1] = strings.NewReplacer(pairs...).Replace(was)
	require.NotEqual(t, was, lines[line-1], "nothing was replaced")
	return strings.Join(lines, "")
}

func TestRead_NamesLineAndColumnOfWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		line  int
		pairs []string
		want  LineError
	}{
		{3, []string{"29-02-2016 08:53", "30-02-2016 08:53"}, LineError{3, "sys_updated_at", `"30-02-2016 08:53" is not a time as dd-mm-yyyy hh:mm`}},
		{2, []string{"29-02-2016 01:16", "yesterday"}, LineError{2, "opened_at", `"yesterday" is not a time as dd-mm-yyyy hh:mm`}},
		{4, []string{",Resolved,", ",Parked,"}, LineError{4, "incident_state", `"Parked" is not a known state`}},
		{2, []string{"INC0000045", "?"}, LineError{2, "number", "is missing"}},
		{3, []string{"Resolved,TRUE,0", "Resolved,TRUE,-1"}, LineError{3, "reassignment_count", `"-1" is not a whole number from 0`}},
		{3, []string{"3 - Moderate", "Moderate"}, LineError{3, "priority", `"Moderate" does not begin with a figure from 1 to 5`}},
		{3, []string{"Group 56", "Group !"}, LineError{3, "assignment_group", `"Group !" does not end in a word of letters and figures`}},
		{3, []string{"Group 56", "Group 57"}, LineError{3, "reassignment_count", "does not rise although the group changes"}},
		{3, []string{"Resolved,TRUE,0,0", "Resolved,TRUE,0,1"}, LineError{3, "reopen_count", "is 1 after 0, but the states say 0 more"}},
		{5, []string{",Closed,", ",New,"}, LineError{5, "incident_state", "no act makes an incident new again"}},
		{5, []string{",Closed,", ",Active,"}, LineError{5, "reopen_count", "is 0 after 0, but the states say 1 more"}},
		{4, []string{",Symptom 72", ""}, LineError{4, "", "has 35 values, the first line names 36 columns"}},
		{4, []string{"Location 143", `Location "143`}, LineError{4, "", `bare " in non-quoted-field`}},
	} {
		_, err := Read(strings.NewReader(broken(t, c.line, c.pairs...)))
		require.Contains(t, ErrorsOf(err), c.want, "%v", err)
	}
}

func TestRead_CounterThatFalls(t *testing.T) {
	text := strings.ReplaceAll(broken(t, 3, "Resolved,TRUE,0", "Resolved,TRUE,2"), "Resolved,TRUE,0,0,3", "Resolved,TRUE,1,0,3")
	_, err := Read(strings.NewReader(text))
	require.Contains(t, ErrorsOf(err), LineError{4, "reassignment_count", "falls from 2 to 1"})
}

func TestRead_CollectsEveryError(t *testing.T) {
	text := strings.ReplaceAll(broken(t, 3, "29-02-2016 08:53", "?", "2 - Medium", "9"), "05-03-2016 12:00,Phone", "never,Phone")
	_, err := Read(strings.NewReader(text))
	lines := []string{}
	for _, e := range ErrorsOf(err) {
		lines = append(lines, e.Error())
	}
	require.Equal(t, []string{
		`line 3, sys_updated_at: "?" is not a time as dd-mm-yyyy hh:mm`, `line 3, impact: "9" does not begin with a figure from 1 to 3`,
		`line 3, urgency: "9" does not begin with a figure from 1 to 3`, `line 5, sys_updated_at: "never" is not a time as dd-mm-yyyy hh:mm`,
	}, lines)
}

func TestRead_MissingColumnsAndEmptyFile(t *testing.T) {
	_, err := Read(strings.NewReader("number,incident_state\nINC1,New\n"))
	require.Len(t, ErrorsOf(err), len(columns)-2)
	_, err = Read(strings.NewReader(""))
	require.Equal(t, "line 1: the file is empty; it must begin with the line of column names", err.Error())
}

func TestRead_ByteOrderMarkAndWindowsLines(t *testing.T) {
	raw := append([]byte("\ufeff"), bytes.ReplaceAll(excerpt(t), []byte("\n"), []byte("\r\n"))...)
	log, err := Read(bytes.NewReader(raw))
	require.NoError(t, err)
	require.Equal(t, 130, log.Rows)
}

// The whole life of one number counts, wherever its lines stand: the order of the file is the order.
func TestRead_IncidentsMayInterleave(t *testing.T) {
	lines := strings.SplitAfter(string(excerpt(t)), "\n")
	mixed := append([]string{lines[0], lines[5]}, lines[1:5]...)
	log, err := Read(strings.NewReader(strings.Join(append(mixed, lines[6:]...), "")))
	require.NoError(t, err)
	require.Equal(t, lines[5][:10], log.Incidents[0].Number)
	require.Equal(t, 130, log.Rows)
}
