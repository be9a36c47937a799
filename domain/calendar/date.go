package calendar

import (
	"fmt"
	"math"
	"time"
)

// Date is a day without a time or zone: the days since 1970-01-01. In JSON it is "2026-02-14"; the zero Date is "", not given.
type Date int32

// NoDate is what a text that is no date becomes: Validate refuses it with the path of its field, which a decoder cannot.
const NoDate Date = math.MinInt32

// DateOf answers the day on which t falls in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Civil(y, m, d)
}

// Civil answers the date of a year, month and day; days beyond the month's end run on as in time.Date.
func Civil(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads "2026-02-14".
func ParseDate(text string) (Date, bool) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return NoDate, false
	}
	return DateOf(t), true
}

// Midnight answers the date's first instant in UTC.
func (d Date) Midnight() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Weekday answers the date's day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) } // 1970-01-01 was a Thursday

func (d Date) String() string {
	if d == 0 || d == NoDate {
		return ""
	}
	return d.Midnight().Format(time.DateOnly)
}

// MarshalText answers the date as "2026-02-14".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date; "" is not given, anything else that is no date is NoDate.
func (d *Date) UnmarshalText(raw []byte) error {
	*d = 0
	if len(raw) > 0 {
		*d, _ = ParseDate(string(raw))
	}
	return nil
}

// TimeOfDay is a local wall-clock time in minutes since midnight, to 24:00. In JSON it is "09:30".
type TimeOfDay int16

// NoTime is what a text that is no time of day becomes: Validate refuses it with the path of its field.
const NoTime TimeOfDay = -1

const midnight = TimeOfDay(24 * 60)

// ParseTimeOfDay reads "00:00" to "24:00".
func ParseTimeOfDay(text string) (TimeOfDay, bool) {
	if len(text) != 5 || text[2] != ':' {
		return NoTime, false
	}
	n := [4]int{int(text[0] - '0'), int(text[1] - '0'), int(text[3] - '0'), int(text[4] - '0')}
	for _, digit := range n {
		if digit > 9 { // a byte below '0' has wrapped around to above 9
			return NoTime, false
		}
	}
	m := TimeOfDay((n[0]*10+n[1])*60 + n[2]*10 + n[3])
	if n[2] > 5 || m > midnight {
		return NoTime, false
	}
	return m, true
}

func (t TimeOfDay) String() string {
	if t < 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", int(t)/60, int(t)%60)
}

// MarshalText answers the time as "09:30".
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a time of day; anything that is none is NoTime.
func (t *TimeOfDay) UnmarshalText(raw []byte) error {
	*t, _ = ParseTimeOfDay(string(raw))
	return nil
}

// Interval is working time of one day by the local clock: from From until just before To.
type Interval struct {
	From TimeOfDay `json:"from"`
	To   TimeOfDay `json:"to"`
}

// Hours makes an interval of whole hours.
func Hours(from, to int) Interval { return Interval{TimeOfDay(from * 60), TimeOfDay(to * 60)} }
