package calendar_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/calendar"
	"steward/domain/calendar/data"
)

func made(t testing.TB, d calendar.Definition) *calendar.Calendar {
	t.Helper()
	c, err := calendar.New(d)
	require.NoError(t, err)
	return c
}

func local(t testing.TB, c *calendar.Calendar, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, c.Zone())
	require.NoError(t, err)
	return at
}

func weekdays(zone string, from, to int) calendar.Definition {
	return calendar.Definition{Zone: zone, Week: calendar.Weekly(calendar.Workdays, calendar.Hours(from, to))}
}

func TestAdd_GoldenNumbers(t *testing.T) {
	daily := calendar.Definition{Zone: "Asia/Shanghai", Week: calendar.Weekly(calendar.EveryDay, calendar.Hours(8, 18))}
	split := calendar.Definition{Zone: "Asia/Shanghai", Week: calendar.Weekly(calendar.Workdays, calendar.Hours(9, 12), calendar.Hours(13, 18))}
	berlin, china, always := weekdays("Europe/Berlin", 9, 17), data.ChinaOffice(), calendar.AllHours()
	for _, c := range []struct {
		name string
		def  calendar.Definition
		from string
		d    time.Duration
		want string
	}{
		{"over a night", daily, "2026-03-03 16:00:00", 4 * time.Hour, "2026-03-04 10:00:00"},
		{"over a weekend", berlin, "2026-11-20 16:30:00", time.Hour, "2026-11-23 09:30:00"},
		{"begins on a make-up Sunday", china, "2024-02-04 17:00:00", 4 * time.Hour, "2024-02-05 12:00:00"},
		{"over Spring Festival to a make-up Sunday", china, "2024-02-09 17:00:00", 4 * time.Hour, "2024-02-18 12:00:00"},
		{"24/7", always, "2026-03-28 12:34:56", 48 * time.Hour, "2026-03-30 12:34:56"},
		{"ends exactly at the close", china, "2026-11-20 17:00:00", time.Hour, "2026-11-20 18:00:00"},
		{"one second more", china, "2026-11-20 17:00:00", time.Hour + time.Second, "2026-11-23 09:00:01"},
		{"over a break", split, "2026-11-20 11:00:00", 2 * time.Hour, "2026-11-20 14:00:00"},
		{"nothing to pass", china, "2026-11-21 11:00:00", 0, "2026-11-21 11:00:00"},
		{"over New Year, which is another index", china, "2025-12-31 17:00:00", 2 * time.Hour, "2026-01-04 10:00:00"},
	} {
		k := made(t, c.def)
		from, want := local(t, k, c.from), local(t, k, c.want)
		require.Equal(t, want.UTC(), k.Add(from, c.d).UTC(), c.name)
		require.Equal(t, c.d, k.Between(from, want), c.name)
	}
}

func TestBetween_BusinessAndActual(t *testing.T) {
	k := made(t, weekdays("Asia/Shanghai", 8, 17))
	opened, now := local(t, k, "2026-11-20 21:00:00"), local(t, k, "2026-11-23 09:30:00")
	require.Equal(t, 90*time.Minute, k.Between(opened, now))
	require.Equal(t, 60*time.Hour+30*time.Minute, now.Sub(opened))
	require.Zero(t, k.Between(now, opened))
}

func TestAllHours_48HoursOverDaylightSaving(t *testing.T) {
	d := calendar.AllHours()
	d.Zone = "Europe/Berlin"
	k := made(t, d)
	for _, s := range []string{"2026-03-28 12:00:00", "2026-10-24 12:00:00"} {
		from := local(t, k, s)
		require.Equal(t, 48*time.Hour, k.Add(from, 48*time.Hour).Sub(from))
	}
}

// 01:00-04:00 is two hours long when 02:00-03:00 is skipped, and four when it is repeated.
func TestDaylightSaving_IntervalsAreWallClockTime(t *testing.T) {
	k := made(t, calendar.Definition{Zone: "Europe/Berlin", Week: calendar.Weekly(calendar.EveryDay, calendar.Hours(1, 4))})
	for day, hours := range map[string]time.Duration{"2026-03-28": 3, "2026-03-29": 2, "2026-10-24": 3, "2026-10-25": 4} {
		from := local(t, k, day+" 00:00:00")
		require.Equal(t, hours*time.Hour, k.Between(from, from.AddDate(0, 0, 1)), day)
	}
}

func TestSegments_NameTheCause(t *testing.T) {
	k := made(t, data.ChinaOffice())
	type row struct {
		from, to string
		counted  bool
		text     string
	}
	var rows []row
	for _, s := range k.Segments(local(t, k, "2024-02-09 17:00:00"), local(t, k, "2024-02-18 10:00:00")) {
		rows = append(rows, row{s.From.In(k.Zone()).Format("01-02 15:04"), s.To.In(k.Zone()).Format("01-02 15:04"), s.Counted, s.Cause.Text().En})
	}
	require.Equal(t, []row{
		{"02-09 17:00", "02-09 18:00", true, "Working time"},
		{"02-09 18:00", "02-10 00:00", false, "Outside working hours"},
		{"02-10 00:00", "02-18 00:00", false, "Holiday: Spring Festival"},
		{"02-18 00:00", "02-18 09:00", false, "Outside working hours"},
		{"02-18 09:00", "02-18 10:00", true, "Make-up working day: for Spring Festival"},
	}, rows)
	require.Equal(t, "节假日：春节", calendar.Cause{Kind: calendar.HolidayOff, Name: "春节"}.Text().Zh)
	whole := made(t, calendar.AllHours()).Segments(local(t, k, "2024-02-09 17:00:00"), local(t, k, "2026-02-18 10:00:00"))
	require.Len(t, whole, 1, "neighbours of one cause are one")
}

func TestCalendar_NoEnd(t *testing.T) {
	k := made(t, weekdays("UTC", 9, 17))
	at := local(t, k, "2026-11-20 17:00:00")
	require.True(t, k.Add(at, 100*366*24*time.Hour).IsZero(), "a span of working time beyond the year 2199")
	require.True(t, k.Add(at, 1<<63-1).IsZero())
	require.Equal(t, "1900-01-01 09:01:00", k.Add(time.Time{}, time.Minute).Format(time.DateTime), "before 1900 nothing counts")
	require.Zero(t, k.Between(local(t, k, "2300-01-01 00:00:00"), local(t, k, "2301-01-01 00:00:00")))
}

func TestCalendar_ManyAtOnce(t *testing.T) {
	k := made(t, data.ChinaOffice())
	from := local(t, k, "2026-01-05 09:00:00")
	want := made(t, data.ChinaOffice()).Add(from, 5000*time.Hour)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() { assert.Equal(t, want, k.Add(from, 5000*time.Hour)) })
	}
	all.Wait()
}

func TestCalendar_KeepsWhatItWasMadeOf(t *testing.T) {
	d := data.ChinaOffice()
	k := made(t, d)
	d.Week[1][0].To = 0
	k.Definition().Exceptions[0].Name = "x"
	require.Equal(t, data.ChinaOffice(), k.Definition())
}

func TestValidate_NamesTheField(t *testing.T) {
	good := func() calendar.Definition { return data.ChinaOffice() }
	for field, spoil := range map[string]func(d *calendar.Definition){
		"zone":            func(d *calendar.Definition) { d.Zone = "Asia/Nowhere" },
		"week":            func(d *calendar.Definition) { d.Week = calendar.Weekly(nil) },
		"week[1][0].from": func(d *calendar.Definition) { d.Week[1] = []calendar.Interval{{From: calendar.NoTime, To: 60}} },
		"week[1][0].to":   func(d *calendar.Definition) { d.Week[1] = []calendar.Interval{calendar.Hours(9, 25)} },
		"week[2][0].to":   func(d *calendar.Definition) { d.Week[2] = []calendar.Interval{calendar.Hours(9, 9)} },
		"week[3][1].from": func(d *calendar.Definition) {
			d.Week[3] = []calendar.Interval{calendar.Hours(9, 12), calendar.Hours(11, 18)}
		},
		"week[4][1].from": func(d *calendar.Definition) {
			d.Week[4] = []calendar.Interval{calendar.Hours(13, 18), calendar.Hours(9, 12)}
		},
		"exceptions[0].date": func(d *calendar.Definition) { d.Exceptions[0].Date = calendar.NoDate },
		"exceptions[3].date": func(d *calendar.Definition) { d.Exceptions[3].Date = d.Exceptions[2].Date },
		"exceptions[1].name": func(d *calendar.Definition) { d.Exceptions[1].Name = " " },
		"exceptions[1].intervals[0].to": func(d *calendar.Definition) {
			d.Exceptions[1].Intervals = []calendar.Interval{calendar.Hours(12, 9)}
		},
		"entered_until": func(d *calendar.Definition) { d.EnteredUntil = calendar.NoDate },
	} {
		d := good()
		spoil(&d)
		_, err := calendar.New(d)
		requireField(t, err, field)
	}
	for _, zone := range []string{"", "Local"} {
		d := good()
		d.Zone = zone
		requireField(t, d.Validate(), "zone")
	}
}

func requireField(t *testing.T, err error, field string) {
	t.Helper()
	var e *domain.Error
	require.True(t, errors.As(err, &e), "a typed error for %s: %v", field, err)
	require.Equal(t, field, e.Field)
	require.Equal(t, domain.Invalid, e.Code)
	require.NotEmpty(t, e.Text.Zh)
}

func TestDecode(t *testing.T) {
	d := data.ChinaOffice()
	raw, err := json.Marshal(d)
	require.NoError(t, err)
	back, err := calendar.Decode(raw)
	require.NoError(t, err)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.JSONEq(t, string(raw), string(again))
	require.Contains(t, string(raw), `{"date":"2024-02-10","name":"春节","name_en":"Spring Festival"}`)
	require.Contains(t, string(raw), `{"from":"09:00","to":"18:00"}`)
	for _, c := range []struct{ from, to, field string }{
		{`"09:00"`, `"9:00"`, "week[1][0].from"},
		{`"18:00"`, `"24:01"`, "week[1][0].to"},
		{`"18:00"`, `"18:60"`, "week[1][0].to"},
		{`"2024-02-10"`, `"2024-02-30"`, "exceptions[2].date"},
		{`"Asia/Shanghai"`, `"Shanghai"`, "zone"},
		{`"zone"`, `"zoon"`, ""},
		{`"Asia/Shanghai"`, `8`, "zone"},
		{`"2026-12-31"`, `"soon"`, "entered_until"},
	} {
		_, err := calendar.Decode([]byte(strings.Replace(string(raw), c.from, c.to, 1)))
		requireField(t, err, c.field)
	}
	_, err = calendar.Decode(append(raw, '1'))
	requireField(t, err, "")
}
