// Package data holds official holidays as they were published, for calendars to begin with.
package data

import (
	"time"

	"steward/domain/calendar"
)

// rest is one festival of a year's official notice: the days off, first to last, and the weekend days worked for them.
type rest struct {
	name, nameEn string
	from, to     string
	work         []string
}

// chinese holds the notices of the State Council's General Office for 2024, 2025 and 2026.
var chinese = []rest{
	{"元旦", "New Year's Day", "2024-01-01", "2024-01-01", nil},
	{"春节", "Spring Festival", "2024-02-10", "2024-02-17", []string{"2024-02-04", "2024-02-18"}},
	{"清明节", "Qingming Festival", "2024-04-04", "2024-04-06", []string{"2024-04-07"}},
	{"劳动节", "Labour Day", "2024-05-01", "2024-05-05", []string{"2024-04-28", "2024-05-11"}},
	{"端午节", "Dragon Boat Festival", "2024-06-10", "2024-06-10", nil},
	{"中秋节", "Mid-Autumn Festival", "2024-09-15", "2024-09-17", []string{"2024-09-14"}},
	{"国庆节", "National Day", "2024-10-01", "2024-10-07", []string{"2024-09-29", "2024-10-12"}},

	{"元旦", "New Year's Day", "2025-01-01", "2025-01-01", nil},
	{"春节", "Spring Festival", "2025-01-28", "2025-02-04", []string{"2025-01-26", "2025-02-08"}},
	{"清明节", "Qingming Festival", "2025-04-04", "2025-04-06", nil},
	{"劳动节", "Labour Day", "2025-05-01", "2025-05-05", []string{"2025-04-27"}},
	{"端午节", "Dragon Boat Festival", "2025-05-31", "2025-06-02", nil},
	{"国庆节、中秋节", "National Day and Mid-Autumn Festival", "2025-10-01", "2025-10-08", []string{"2025-09-28", "2025-10-11"}},

	{"元旦", "New Year's Day", "2026-01-01", "2026-01-03", []string{"2026-01-04"}},
	{"春节", "Spring Festival", "2026-02-15", "2026-02-23", []string{"2026-02-14", "2026-02-28"}},
	{"清明节", "Qingming Festival", "2026-04-04", "2026-04-06", nil},
	{"劳动节", "Labour Day", "2026-05-01", "2026-05-05", []string{"2026-05-09"}},
	{"端午节", "Dragon Boat Festival", "2026-06-19", "2026-06-21", nil},
	{"中秋节", "Mid-Autumn Festival", "2026-09-25", "2026-09-27", nil},
	{"国庆节", "National Day", "2026-10-01", "2026-10-07", []string{"2026-09-20", "2026-10-10"}},
}

// ChinaUntil is the last date of the notices that China holds.
var ChinaUntil = calendar.Civil(2026, time.December, 31)

// China answers the holidays and make-up days of 2024 to 2026 in order; on a make-up day the given hours are worked.
func China(hours ...calendar.Interval) []calendar.Exception {
	var list []calendar.Exception
	for _, r := range chinese {
		for d := date(r.from); d <= date(r.to); d++ {
			list = append(list, calendar.Exception{Date: d, Name: r.name, NameEn: r.nameEn})
		}
		for _, w := range r.work {
			list = append(list, calendar.Exception{Date: date(w), Name: r.name + "调休", NameEn: "for " + r.nameEn, Intervals: hours})
		}
	}
	return calendar.InOrder(list)
}

// ChinaOffice is Monday to Friday, 09:00 to 18:00 in Shanghai, with the holidays and make-up days of 2024 to 2026.
func ChinaOffice() calendar.Definition {
	day := calendar.Hours(9, 18)
	return calendar.Definition{Code: "china-office", Name: "中国办公时间（周一至周五 09:00–18:00）", NameEn: "China office hours (Mon-Fri 09:00-18:00)",
		Zone: "Asia/Shanghai", Week: calendar.Weekly(calendar.Workdays, day), Exceptions: China(day), EnteredUntil: ChinaUntil}
}

// date reads a date of the tables above, which a test holds to be dates.
func date(text string) calendar.Date {
	d, _ := calendar.ParseDate(text)
	return d
}
