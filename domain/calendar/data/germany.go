package data

import (
	"time"

	"steward/domain/calendar"
)

// feast is a German holiday: a fixed day, or one so many days after Easter Sunday when month is 0.
type feast struct {
	name, nameEn string
	month        time.Month
	day          int
}

// german holds the holidays of all sixteen states; each state has more of its own.
var german = []feast{
	{"元旦", "New Year's Day", time.January, 1},
	{"耶稣受难日", "Good Friday", 0, -2},
	{"复活节星期一", "Easter Monday", 0, 1},
	{"劳动节", "Labour Day", time.May, 1},
	{"耶稣升天节", "Ascension Day", 0, 39},
	{"圣灵降临节星期一", "Whit Monday", 0, 50},
	{"德国统一日", "German Unity Day", time.October, 3},
	{"圣诞节", "Christmas Day", time.December, 25},
	{"圣诞节次日", "Boxing Day", time.December, 26},
}

// Germany answers the holidays of all German states in the years from first to last, in order.
func Germany(first, last int) []calendar.Exception {
	var list []calendar.Exception
	for y := first; y <= last; y++ {
		for _, f := range german {
			d := calendar.Civil(y, f.month, f.day)
			if f.month == 0 {
				d = Easter(y) + calendar.Date(f.day)
			}
			list = append(list, calendar.Exception{Date: d, Name: f.name, NameEn: f.nameEn})
		}
	}
	return calendar.InOrder(list)
}

// GermanOffice is Monday to Friday, 08:00 to 17:00 in Berlin, with the nationwide holidays of 2024 to 2027.
func GermanOffice() calendar.Definition {
	return calendar.Definition{Code: "german-office", Name: "德国办公时间（周一至周五 08:00–17:00）", NameEn: "German office hours (Mon-Fri 08:00-17:00)",
		Zone: "Europe/Berlin", Week: calendar.Weekly(calendar.Workdays, calendar.Hours(8, 17)), Exceptions: Germany(2024, 2027),
		EnteredUntil: calendar.Civil(2027, time.December, 31)}
}

// Easter answers Easter Sunday of a Gregorian year, by the anonymous algorithm of 1876.
func Easter(year int) calendar.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return calendar.Civil(year, time.Month(n/31), n%31+1)
}
