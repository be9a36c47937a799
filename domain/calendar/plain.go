package calendar

import "time"

// Day is the working time of one working day.
const Day = 9 * time.Hour

const opens = 9 // o'clock, local time

// Plain is the calendar Mon-Fri 09:00-18:00 without holidays in a zone.
type Plain struct{ Zone *time.Location }

// After answers the instant at which d of working time has passed since t; for d ≤ 0 it is t itself. A span that ends
// exactly at the close of a day ends there, not at the next morning.
func (p Plain) After(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	day := t.In(p.Zone)
	for {
		start, end := p.hours(day)
		if t.After(start) {
			start = t
		}
		if left := end.Sub(start); left > 0 {
			if d <= left {
				return start.Add(d).UTC()
			}
			d -= left
		}
		day = time.Date(day.Year(), day.Month(), day.Day()+1, 12, 0, 0, 0, p.Zone)
	}
}

// hours answers the working interval of the day that holds t; start equals end on a weekend.
func (p Plain) hours(t time.Time) (start, end time.Time) {
	start = time.Date(t.Year(), t.Month(), t.Day(), opens, 0, 0, 0, p.Zone)
	if w := t.Weekday(); w == time.Saturday || w == time.Sunday {
		return start, start
	}
	return start, time.Date(t.Year(), t.Month(), t.Day(), opens+int(Day/time.Hour), 0, 0, 0, p.Zone)
}
