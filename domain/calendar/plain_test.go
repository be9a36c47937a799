package calendar

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func TestAfter_Table(t *testing.T) {
	z := zone(t, "Asia/Shanghai")
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04:05", s, z)
		require.NoError(t, err)
		return v
	}
	for _, c := range []struct {
		from string
		d    time.Duration
		want string
	}{
		{"2026-11-20 17:00:00", time.Hour, "2026-11-20 18:00:00"},               // Friday, exactly the close
		{"2026-11-20 17:00:00", time.Hour + time.Second, "2026-11-23 09:00:01"}, // over the weekend
		{"2026-11-21 12:00:00", 30 * time.Minute, "2026-11-23 09:30:00"},        // begins on a Saturday
		{"2026-11-23 06:00:00", 2 * time.Hour, "2026-11-23 11:00:00"},           // before opening
		{"2026-11-23 22:00:00", time.Hour, "2026-11-24 10:00:00"},               // after closing
		{"2026-11-20 17:00:00", 5 * Day, "2026-11-27 17:00:00"},                 // five working days
		{"2026-11-20 17:00:00", 0, "2026-11-20 17:00:00"},
	} {
		require.Equal(t, at(c.want).UTC(), Plain{z}.After(at(c.from), c.d).UTC(), c.from)
	}
}

// The slow twin counts second by second; both agree for random instants, also around daylight saving.
func TestAfter_EqualsSlowTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, name := range []string{"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"} {
		z := zone(t, name)
		for range 10 {
			from := time.Unix(1_700_000_000+r.Int64N(60_000_000), 0)
			d := time.Duration(1+r.IntN(40*3600)) * time.Second
			require.Equal(t, slow(z, from, d).Unix(), Plain{z}.After(from, d).Unix(), "%s %s %s", name, from.In(z), d)
		}
	}
}

func slow(z *time.Location, t time.Time, d time.Duration) time.Time {
	for d > 0 {
		l := t.In(z)
		if w := l.Weekday(); w != time.Saturday && w != time.Sunday && l.Hour() >= 9 && l.Hour() < 18 {
			d -= time.Second
		}
		t = t.Add(time.Second)
	}
	return t
}
