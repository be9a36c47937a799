package calendar

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAddDays_Table(t *testing.T) {
	china := Office("Asia/Shanghai")
	for _, e := range []struct {
		date, name string
		hours      []Interval
	}{{"2024-02-04", "调休", []Interval{Hours(9, 18)}}, {"2024-02-12", "春节", nil}, {"2024-02-13", "春节", nil}, {"2024-02-18", "调休", []Interval{Hours(9, 12)}}} {
		d, ok := ParseDate(e.date)
		require.True(t, ok)
		china.Exceptions = append(china.Exceptions, Exception{Date: d, Name: e.name, Intervals: e.hours})
	}
	c := Must(china)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, c.Zone())
		require.NoError(t, err)
		return v
	}
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20 17:00", 5, "2026-11-27 17:00"},
		{"2026-11-20 22:00", 1, "2026-11-23 18:00"}, // after the close
		{"2026-11-21 12:00", 5, "2026-11-27 18:00"}, // a Saturday
		{"2026-11-23 06:00", 1, "2026-11-23 18:00"}, // before the opening: all of today is left
		{"2026-11-20 17:00", 0, "2026-11-20 17:00"},
		{"2024-02-02 15:00", 1, "2024-02-04 15:00"}, // a make-up Sunday counts
		{"2024-02-09 15:00", 1, "2024-02-14 15:00"}, // over the holiday
		{"2024-02-16 15:00", 1, "2024-02-18 12:00"}, // a short day ends earlier
	} {
		require.Equal(t, at(x.want).UTC(), c.AddDays(at(x.from), x.n).UTC(), "%s + %d", x.from, x.n)
	}
	require.Equal(t, at("2026-11-25 03:00").UTC(), Must(Definition{Code: "x", Name: "x", Zone: "Asia/Shanghai", Week: Weekly(EveryDay, Hours(0, 24))}).AddDays(at("2026-11-23 03:00"), 2).UTC())
}

// Where all working days are nine hours long, n days are nine n hours.
func TestAddDays_EqualsHoursWhereDaysAreEqual(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for _, zone := range []string{"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"} {
		c := Must(Office(zone))
		for range 200 {
			from := time.Unix(1_700_000_000+r.Int64N(60_000_000), 0)
			n := r.IntN(12)
			require.Equal(t, c.Add(from, time.Duration(n)*9*time.Hour).Unix(), c.AddDays(from, n).Unix(), "%s %s %d", zone, from.In(c.Zone()), n)
		}
	}
}
