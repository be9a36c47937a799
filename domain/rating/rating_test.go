package rating

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/incident"
)

func TestMay_TheRequesterOnceClosedForTwelveHours(t *testing.T) {
	given := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	for _, status := range incident.Statuses {
		want := domain.Conflict
		if status == incident.Closed {
			want = ""
		}
		require.Equal(t, want, code(May(true, status, nil, given)), status)
		require.Equal(t, domain.Forbidden, code(May(false, status, nil, given)), status)
	}
	require.Equal(t, domain.Code(""), code(May(true, incident.Closed, &given, given.Add(Window-time.Microsecond))))
	require.Equal(t, domain.Closed, code(May(true, incident.Closed, &given, given.Add(Window))))
	require.Equal(t, domain.Conflict, code(May(true, incident.Active, &given, given)), "reopened")
}

func TestClean_NamesTheField(t *testing.T) {
	for _, stars := range []int{-1, 0, 6} {
		_, err := Input{Stars: stars}.Clean()
		require.Equal(t, "stars", err.Field)
	}
	_, err := Input{Stars: 1, Comment: strings.Repeat("好", MostComment+1)}.Clean()
	require.Equal(t, "comment", err.Field)
	in, err := Input{Stars: 5, Comment: "\n " + strings.Repeat("好", MostComment) + " "}.Clean()
	require.Nil(t, err)
	require.Equal(t, strings.Repeat("好", MostComment), in.Comment)
}

func code(err *domain.Error) domain.Code {
	if err == nil {
		return ""
	}
	return err.Code
}
