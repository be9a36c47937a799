package calendar

import "time"

// mostIdle is how many days in a row may be free before counting days gives up: no end.
const mostIdle = 3700

// Office is the definition of a calendar without holidays on which Monday to Friday, 09:00 to 18:00, count.
func Office(zone string) Definition {
	return Definition{Code: "office", Name: "工作日 9–18 点", NameEn: "Weekdays 9 to 18", Zone: zone, Week: Weekly(Workdays, Hours(9, 18))}
}

// Must makes the calendar of a definition that the program itself wrote, and panics if it is none.
func Must(d Definition) *Calendar {
	c, err := New(d)
	if err != nil {
		panic(err)
	}
	return c
}

// AddDays answers the instant n working days after t: as much working time into the n-th next working day as t is into its own, or
// that day's close if it is shorter. What is not within a working day counts as the close of the one before. For n ≤ 0 it is
// t itself; with no working day in sight there is no end: the zero time.
func (c *Calendar) AddDays(t time.Time, n int) time.Time {
	if n <= 0 {
		return t
	}
	day := c.midnight(t.In(c.zone), 0)
	into := c.Between(day, t)
	for idle := 0; into == 0; idle++ {
		if idle > mostIdle {
			return c.daysFromNowhere(t, n)
		}
		day = c.midnight(day, -1)
		into = c.Between(day, c.midnight(day, 1))
	}
	return c.into(day, into, n)
}

// daysFromNowhere counts from before the first working day.
func (c *Calendar) daysFromNowhere(t time.Time, n int) time.Time {
	first := c.Add(t, 1)
	if first.IsZero() {
		return first
	}
	day := c.midnight(first.In(c.zone), 0)
	return c.into(day, c.Between(day, c.midnight(day, 1)), n-1)
}

// into answers the instant so much working time into the n-th working day after day.
func (c *Calendar) into(day time.Time, worked time.Duration, n int) time.Time {
	for idle := 0; n > 0; idle++ {
		if idle > mostIdle {
			return time.Time{}
		}
		day = c.midnight(day, 1)
		if c.Between(day, c.midnight(day, 1)) > 0 {
			n, idle = n-1, 0
		}
	}
	return c.Add(day, min(worked, c.Between(day, c.midnight(day, 1))))
}

// midnight answers the beginning of the day that is so many days from t's, by the wall clock of t's zone.
func (c *Calendar) midnight(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, c.zone)
}
