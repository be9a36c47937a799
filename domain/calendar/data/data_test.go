package data

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
)

func TestChina_IsWhatWasPublished(t *testing.T) {
	list := China(calendar.Hours(9, 18))
	off, work := map[int]int{}, map[int]int{}
	for i, e := range list {
		require.Positive(t, int(e.Date), "a date: %v", e)
		if i > 0 {
			require.Greater(t, e.Date, list[i-1].Date, "in order, none twice")
		}
		y := e.Date.Midnight().Year()
		if e.Holiday() {
			off[y]++
			continue
		}
		work[y]++
		w := e.Date.Weekday()
		require.True(t, w == time.Saturday || w == time.Sunday, "%s is a weekend day", e.Date)
	}
	// Counted in the notices: days off written in them, and days worked for them.
	require.Equal(t, map[int]int{2024: 1 + 8 + 3 + 5 + 1 + 3 + 7, 2025: 1 + 8 + 3 + 5 + 3 + 8, 2026: 3 + 9 + 3 + 5 + 3 + 3 + 7}, off)
	require.Equal(t, map[int]int{2024: 8, 2025: 5, 2026: 6}, work)
}

// The days worked in a year, as the labour offices count them: 366 or 365 days less weekends and holidays, plus make-up days.
func TestChina_WorkingDaysOfAYear(t *testing.T) {
	c, err := calendar.New(ChinaOffice())
	require.NoError(t, err)
	for y, days := range map[int]int{2024: 251, 2025: 248, 2026: 248} {
		from := time.Date(y, 1, 1, 0, 0, 0, 0, c.Zone())
		require.Equal(t, time.Duration(days)*9*time.Hour, c.Between(from, from.AddDate(1, 0, 0)), y)
	}
}

func TestEaster(t *testing.T) {
	for _, s := range []string{"1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"} {
		d := date(s)
		require.Equal(t, s, Easter(d.Midnight().Year()).String())
	}
}

func TestGermany(t *testing.T) {
	var days []string
	for _, e := range Germany(2026, 2026) {
		days = append(days, e.Date.String())
		require.True(t, e.Holiday())
	}
	require.Equal(t, []string{"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03", "2026-12-25", "2026-12-26"}, days)
	c, err := calendar.New(GermanOffice())
	require.NoError(t, err)
	require.False(t, c.Beyond(time.Date(2027, 12, 31, 23, 59, 59, 0, c.Zone())))
	require.True(t, c.Beyond(time.Date(2028, 1, 1, 0, 0, 0, 0, c.Zone())))
}
