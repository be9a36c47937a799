package holidays_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/domain/calendar/holidays"
)

var hours = []calendar.Interval{calendar.Hours(9, 12), calendar.Hours(13, 18)}

func shown(list []calendar.Exception) []string {
	out := []string{}
	for _, e := range list {
		s := e.Date.String() + " " + e.Name
		for _, v := range e.Intervals {
			s += " " + v.From.String() + "-" + v.To.String()
		}
		out = append(out, s)
	}
	return out
}

func wrong(list []holidays.Problem) map[int]string {
	out := map[int]string{}
	for _, p := range list {
		out[p.Line] = p.Text.En
	}
	return out
}

func TestCSV(t *testing.T) {
	list, problems := holidays.CSV(strings.NewReader("\ufeff2026-02-15,春节,holiday\r\n2026-02-14,春节调休,workday\r\n2026-12-24,\"Christmas Eve, half\",workday,09:00,12:30\r\n"), hours)
	require.Empty(t, problems)
	require.Equal(t, []string{"2026-02-14 春节调休 09:00-12:00 13:00-18:00", "2026-02-15 春节", "2026-12-24 Christmas Eve, half 09:00-12:30"}, shown(list))

	list, problems = holidays.CSV(strings.NewReader("Name;Kind;Date;name_en\n元旦;休;2026-01-01;New Year's Day\n元旦调休;班;2026-01-04;\n"), hours)
	require.Empty(t, problems)
	require.Equal(t, []string{"2026-01-01 元旦", "2026-01-04 元旦调休 09:00-12:00 13:00-18:00"}, shown(list))
	require.Equal(t, "New Year's Day", list[0].NameEn)

	list, problems = holidays.CSV(strings.NewReader("日期,名称,类型,开始,结束\r\n2027/1/1,元旦,休,,\r\n2027/2/14,春节调休,班,09:00,12:00\r\n"), hours)
	require.Empty(t, problems, "as a spreadsheet saves it")
	require.Equal(t, []string{"2027-01-01 元旦", "2027-02-14 春节调休 09:00-12:00"}, shown(list))
}

func TestCSV_ProblemsNameTheirLine(t *testing.T) {
	list, problems := holidays.CSV(strings.NewReader(strings.Join([]string{
		"date,name,kind,from,to",
		"2026-02-30,x,holiday",      // 2
		"2026-01-01,,holiday",       // 3
		"2026-01-02,x,maybe",        // 4
		"2026-01-03,x,workday,9,18", // 5
		"2026-01-04,x,workday,18:00,09:00",
		"2026-01-05,x,holiday,09:00,18:00",
		"2026-01-06,good,holiday", // 8
		"2026-01-06,again,holiday",
		`2026-01-07,"torn" x,holiday`, // 10
		"2026-01-08,good too,holiday",
		"",
		"1899-12-31,x,holiday", // 13
	}, "\n")), hours)
	require.Equal(t, []string{"2026-01-06 good", "2026-01-08 good too"}, shown(list))
	w := wrong(problems)
	require.Len(t, w, 9)
	for line, part := range map[int]string{2: "2026-02-30", 3: "name is missing", 4: "maybe", 5: "both times", 6: "both times", 7: "no times", 9: "line 8", 10: "no CSV", 13: "1899"} {
		require.Contains(t, w[line], part)
	}
	_, problems = holidays.CSV(strings.NewReader("2026-02-14,x,workday"), nil)
	require.Len(t, problems, 1, "no hours to work")
	_, problems = holidays.CSV(strings.NewReader("2026-02-14,\xb4\xba\xbd\xda,holiday"), nil)
	require.Contains(t, wrong(problems)[1], "UTF-8")
	_, problems = holidays.CSV(strings.NewReader(strings.Repeat("x", 2<<20)), nil)
	require.Contains(t, wrong(problems)[1], "1 MB")
}

func ics(lines ...string) *strings.Reader {
	return strings.NewReader("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCALENDAR\r\n")
}

func TestICal(t *testing.T) {
	list, problems := holidays.ICal(ics(
		"BEGIN:VEVENT", `DTSTART;X-NOTE="a:b";VALUE=DATE:20260215`, "DTEND;VALUE=DATE:20260218", "SUMMARY;LANGUAGE=zh:春节（休）",
		"BEGIN:VALARM", "SUMMARY:an alarm", "DTSTART:20260101", "END:VALARM", "END:VEVENT",
		"BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260214", "SUMMARY:春节（班）", "END:VEVENT",
		"BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260228", "X-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY", "SUMMARY:Make-up\\, for", "  the festival", "END:VEVENT",
		"BEGIN:VEVENT", "DTSTART;VALUE=DATE:20261225", "DURATION:P2D", "SUMMARY:Weihnachten", "END:VEVENT",
		"BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260606", "STATUS:CANCELLED", "SUMMARY:off", "END:VEVENT",
	), hours)
	require.Empty(t, problems)
	require.Equal(t, []string{"2026-02-14 春节 09:00-12:00 13:00-18:00", "2026-02-15 春节", "2026-02-16 春节", "2026-02-17 春节",
		"2026-02-28 Make-up, for the festival 09:00-12:00 13:00-18:00", "2026-12-25 Weihnachten", "2026-12-26 Weihnachten"}, shown(list))
}

func TestICal_ProblemsNameTheirLine(t *testing.T) {
	list, problems := holidays.ICal(ics(
		"BEGIN:VEVENT", "DTSTART:20260215T090000Z", "SUMMARY:a meeting", "END:VEVENT", // 3-6
		"BEGIN:VEVENT", "DTSTART:20260101", "RRULE:FREQ=YEARLY", "SUMMARY:New Year", "END:VEVENT", // 7-11
		"BEGIN:VEVENT", "DTSTART:20260103", "DTEND:20260102", "SUMMARY:backwards", "END:VEVENT", // 12-16
		"BEGIN:VEVENT", "DTSTART:20260104", "END:VEVENT", // 17-19
		"BEGIN:VEVENT", "SUMMARY:when?", "END:VEVENT", // 20-22
		"BEGIN:VEVENT", "DTSTART:20260105", "SUMMARY:good", "END:VEVENT", // 23-26
		"BEGIN:VEVENT", "DTSTART:20260105", "SUMMARY:twice", "END:VEVENT", // 27-30
		"BEGIN:VEVENT", "DTSTART:20260107", "DURATION:PT5H", "SUMMARY:hours", "END:VEVENT", // 31-35
		"BEGIN:VEVENT", "DTSTART:20260106", // 36
		"BEGIN:VEVENT", "DTSTART:20260108", "SUMMARY:torn too", // 38
	), hours)
	require.Equal(t, []string{"2026-01-05 good"}, shown(list))
	w := wrong(problems)
	require.Len(t, w, 9)
	for line, part := range map[int]string{4: "whole days", 7: "repeats", 14: "end", 17: "SUMMARY", 20: "whole days", 27: "line 23", 33: "end", 36: "no end", 38: "no end"} {
		require.Contains(t, w[line], part, line)
	}
	_, problems = holidays.ICal(strings.NewReader("<html>"), hours)
	require.Contains(t, wrong(problems)[1], "BEGIN:VCALENDAR")
}

func TestMerge(t *testing.T) {
	entered := data.China(calendar.Hours(9, 18))
	same, changes := holidays.Merge(entered, entered[:5])
	require.Equal(t, entered, same)
	require.Empty(t, changes)
	read, problems := holidays.CSV(strings.NewReader("2024-02-10,除夕,holiday\n2027-01-01,元旦,holiday\n"), hours)
	require.Empty(t, problems)
	all, changes := holidays.Merge(entered, read)
	require.Len(t, all, len(entered)+1)
	require.Len(t, changes, 2)
	require.Equal(t, "春节", changes[0].Before.Name)
	require.Equal(t, "除夕", changes[0].After.Name)
	require.Nil(t, changes[1].Before)
	require.NoError(t, calendar.Definition{Zone: "Asia/Shanghai", Week: calendar.Weekly(calendar.Workdays, hours...), Exceptions: all}.Validate())
	require.Equal(t, "春节", entered[2].Name, "what was entered stays as it was")
}

func FuzzICal(f *testing.F) {
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nDURATION:P1D\nSUMMARY:x（班）\nEND:VEVENT\n")
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nDURATION:W\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := holidays.ICal(strings.NewReader(text), hours)
		require.NoError(t, calendar.Definition{Zone: "UTC", Week: calendar.Weekly(calendar.Workdays, hours...), Exceptions: list}.Validate())
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("date,name,kind\n2026-01-01,x,holiday\n")
	f.Add("2026-01-01;x;workday;09:00;24:00\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		list, _ := holidays.CSV(strings.NewReader(text), hours)
		require.NoError(t, calendar.Definition{Zone: "UTC", Week: calendar.Weekly(calendar.Workdays, hours...), Exceptions: list}.Validate())
	})
}
