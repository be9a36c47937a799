package calendar_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/calendar/data"
)

// zones change their clocks in every way there is: by an hour, by half, by twenty-four, at midnight, in winter, for Ramadan,
// for good; and some never do.
var zones = []string{
	"Africa/Cairo", "Africa/Casablanca", "Africa/El_Aaiun", "Africa/Johannesburg", "Africa/Juba", "Africa/Tripoli", "Africa/Tunis", "Africa/Windhoek",
	"America/Adak", "America/Anchorage", "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Bogota", "America/Caracas", "America/Chicago",
	"America/Denver", "America/Goose_Bay", "America/Halifax", "America/Havana", "America/Los_Angeles", "America/Mexico_City", "America/Montevideo",
	"America/New_York", "America/Nuuk", "America/Port-au-Prince", "America/Santiago", "America/Sao_Paulo", "America/Scoresbysund", "America/St_Johns",
	"America/Tijuana", "America/Whitehorse", "Antarctica/Casey", "Antarctica/Troll", "Asia/Amman", "Asia/Baghdad", "Asia/Baku", "Asia/Beirut",
	"Asia/Damascus", "Asia/Dhaka", "Asia/Famagusta", "Asia/Gaza", "Asia/Hebron", "Asia/Hong_Kong", "Asia/Hovd", "Asia/Irkutsk", "Asia/Jerusalem",
	"Asia/Karachi", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Novosibirsk", "Asia/Pyongyang", "Asia/Shanghai", "Asia/Tehran", "Asia/Tokyo",
	"Asia/Ulaanbaatar", "Asia/Vladivostok", "Asia/Yerevan", "Atlantic/Azores", "Atlantic/Reykjavik", "Atlantic/Stanley", "Australia/Adelaide",
	"Australia/Lord_Howe", "Australia/Perth", "Australia/Sydney", "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin", "Europe/Istanbul",
	"Europe/Kaliningrad", "Europe/Lisbon", "Europe/London", "Europe/Minsk", "Europe/Moscow", "Europe/Samara", "Europe/Volgograd", "Pacific/Apia",
	"Pacific/Auckland", "Pacific/Bougainville", "Pacific/Chatham", "Pacific/Easter", "Pacific/Fakaofo", "Pacific/Fiji", "Pacific/Norfolk",
	"Pacific/Tongatapu",
}

// prove tells whether every case is run (STEWARD_PROVE=1) instead of a fixed sample.
func prove() bool { return os.Getenv("STEWARD_PROVE") != "" }

// counts looks at one minute as a person would: at the wall clock and at the entries for the day.
func counts(d calendar.Definition, zone *time.Location, at time.Time) bool {
	l := at.In(zone)
	hours := d.Week[l.Weekday()]
	for _, e := range d.Exceptions {
		if e.Date.String() == l.Format(time.DateOnly) {
			hours = e.Intervals
		}
	}
	for _, h := range hours {
		if m := calendar.TimeOfDay(l.Hour()*60 + l.Minute()); m >= h.From && m < h.To {
			return true
		}
	}
	return false
}

// hold compares the calendar with the oracle over a window: the sum from its beginning to every 97th minute, the instants at
// which a few spans end, and the segments.
func hold(t *testing.T, d calendar.Definition, from time.Time, days int) {
	c := made(t, d)
	from = from.Truncate(time.Minute)
	var sum time.Duration
	ends := []time.Time{} // ends[n]: the instant at which n+1 minutes have passed
	at := from
	for i := range days * 24 * 60 {
		if i%97 == 0 {
			require.Equal(t, sum, c.Between(from, at), "%s from %s to %s", d.Zone, from.In(c.Zone()), at.In(c.Zone()))
		}
		yes := counts(d, c.Zone(), at)
		at = at.Add(time.Minute)
		if yes {
			sum += time.Minute
			ends = append(ends, at)
		}
	}
	for n := 0; n < len(ends); n += 1 + len(ends)/23 {
		span := time.Duration(n+1) * time.Minute
		require.Equal(t, ends[n].Unix(), c.Add(from, span).Unix(), "%s from %s + %s", d.Zone, from.In(c.Zone()), span)
		require.Equal(t, ends[n].Add(-time.Second).Unix(), c.Add(from, span-time.Second).Unix())
	}
	var counted time.Duration
	last := from
	for _, s := range c.Segments(from, at) {
		require.True(t, s.From.Equal(last), "no gaps")
		require.Equal(t, s.Counted, counts(d, c.Zone(), s.From), "%s %v", d.Zone, s)
		require.Equal(t, s.Counted, counts(d, c.Zone(), s.To.Add(-time.Minute)), "%s %v", d.Zone, s)
		if last = s.To; s.Counted {
			counted += s.Length()
		}
	}
	require.True(t, last.Equal(at))
	require.Equal(t, sum, counted)
}

// randomDay makes zero to three intervals, some of them touching, some to 24:00.
func randomDay(r *rand.Rand) []calendar.Interval {
	var day []calendar.Interval
	at := r.IntN(6 * 60)
	for range r.IntN(4) {
		to := at + 1 + r.IntN(9*60)
		if to >= 24*60 || r.IntN(8) == 0 {
			return append(day, calendar.Interval{From: calendar.TimeOfDay(at), To: 24 * 60})
		}
		day = append(day, calendar.Interval{From: calendar.TimeOfDay(at), To: calendar.TimeOfDay(to)})
		if at = to; r.IntN(2) == 0 {
			at += 1 + r.IntN(120)
		}
		if at >= 24*60 {
			break
		}
	}
	return day
}

func randomWeek(r *rand.Rand, zone string) calendar.Definition {
	d := calendar.Definition{Zone: zone, Week: make([][]calendar.Interval, 7)}
	for i := range d.Week {
		d.Week[i] = randomDay(r)
	}
	d.Week[r.IntN(7)] = []calendar.Interval{calendar.Hours(r.IntN(3), 3+r.IntN(21))}
	return d
}

// Every change of every zone's clock from 2000 to 2037: on hours that hold the change, and on a random week.
func TestOracle_ChangesOfTheClock(t *testing.T) {
	require.GreaterOrEqual(t, len(zones), 60)
	r := rand.New(rand.NewPCG(1, 3))
	seen, all := 0, 0
	for _, name := range zones {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		end := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
		for at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); {
			_, change := at.In(zone).ZoneBounds()
			if change.IsZero() || change.After(end) {
				break
			}
			at = change
			if all++; !prove() && all%12 != 0 {
				continue
			}
			seen++
			d := randomWeek(r, name)
			if seen%2 == 0 {
				d.Week = calendar.Weekly(calendar.EveryDay, calendar.Interval{From: 0, To: calendar.TimeOfDay(150)}, calendar.Interval{From: 150, To: calendar.TimeOfDay(190 + r.IntN(1200))})
			}
			d.Exceptions = []calendar.Exception{{Date: calendar.DateOf(change.In(zone)) + calendar.Date(r.IntN(5)-2), Name: "x", Intervals: randomDay(r)}}
			hold(t, d, change.Add(-time.Duration(30*60+r.IntN(600))*time.Minute), 4)
		}
	}
	require.Greater(t, all, 3500, "the zones do change their clocks")
	t.Logf("%d of %d changes", seen, all)
}

func TestOracle_AllSetsOfWeekdays(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	for set := 1; set < 128; set++ {
		var days []time.Weekday
		for d := time.Sunday; d <= time.Saturday; d++ {
			if set&(1<<d) != 0 {
				days = append(days, d)
			}
		}
		from := time.Unix(946_684_800+r.Int64N(1_190_000_000), 0)
		hold(t, calendar.Definition{Zone: zones[r.IntN(len(zones))], Week: calendar.Weekly(days, calendar.Hours(9, 12), calendar.Hours(13, 18))}, from, 8)
	}
}

func TestOracle_RandomWeeks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	n := 60
	if prove() {
		n = 3000
	}
	for range n {
		from := time.Unix(946_684_800+r.Int64N(1_190_000_000), 0)
		hold(t, randomWeek(r, zones[r.IntN(len(zones))]), from, 9)
	}
}

func TestOracle_AroundHolidays(t *testing.T) {
	for _, d := range []calendar.Definition{data.ChinaOffice(), data.GermanOffice()} {
		step := 7
		if prove() {
			step = 1
		}
		for i := 0; i < len(d.Exceptions); i += step {
			near := d // the oracle reads the exceptions minute by minute: only those of the window
			near.Exceptions = nil
			for _, e := range d.Exceptions {
				if diff := e.Date - d.Exceptions[i].Date; diff > -6 && diff < 12 {
					near.Exceptions = append(near.Exceptions, e)
				}
			}
			hold(t, near, d.Exceptions[i].Date.Midnight().Add(-59*time.Hour), 9)
		}
	}
}

// Spans of random seconds: what Add adds, Between finds, and not a nanosecond earlier.
func TestAdd_IsTheFirstInstant(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 3))
	for range 3000 {
		c := made(t, randomWeek(r, zones[r.IntN(len(zones))]))
		from := time.Unix(946_684_800+r.Int64N(1_190_000_000), r.Int64N(1e9))
		d := time.Duration(1 + r.Int64N(int64(300*time.Hour)))
		end := c.Add(from, d)
		require.Equal(t, d, c.Between(from, end))
		require.Less(t, c.Between(from, end.Add(-time.Nanosecond)), d)
	}
}

func BenchmarkAdd(b *testing.B) {
	c := made(b, data.ChinaOffice())
	from := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	for name, d := range map[string]time.Duration{"4h": 4 * time.Hour, "month": 180 * time.Hour, "year": 2000 * time.Hour} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c.Add(from, d)
			}
		})
	}
}

func BenchmarkBetween_Year(b *testing.B) {
	c := made(b, data.ChinaOffice())
	from := time.Date(2025, 7, 5, 1, 0, 0, 0, time.UTC)
	to := from.AddDate(1, 0, 0)
	for b.Loop() {
		c.Between(from, to)
	}
}

// What the first deadline on a changed calendar costs: the index of its year.
func BenchmarkNewAndFirstAdd(b *testing.B) {
	d := data.ChinaOffice()
	from := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	for b.Loop() {
		made(b, d).Add(from, 4*time.Hour)
	}
}

func BenchmarkSegments_Year(b *testing.B) {
	c := made(b, data.ChinaOffice())
	from := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	for b.Loop() {
		c.Segments(from, from.AddDate(1, 0, 0))
	}
}
