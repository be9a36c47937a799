// Package calendar counts working time: weekly intervals by the local clock of a zone, with holidays and make-up days.
//
// An instant counts when the zone's clock on the wall shows a time inside an interval of its day. So an interval that holds
// an hour skipped by daylight saving is an hour shorter, and one that holds a repeated hour is an hour longer.
package calendar

import (
	"slices"
	"sync/atomic"
	"time"
)

// A calendar counts the years from firstYear to lastYear (UTC); outside them no time is working time.
const (
	firstYear = 1900
	lastYear  = 2199
)

// longest is a span that no working time is: beyond it the sums of a year might run over.
const longest = 250 * 366 * 24 * time.Hour

// Calendar is a definition made ready to count. It never changes and may be used by many at once.
type Calendar struct {
	def        Definition
	zone       *time.Location
	exceptions map[Date]int // index into def.Exceptions
	years      [lastYear - firstYear + 1]atomic.Pointer[year]
}

// year is the working time of one UTC year as instants in nanoseconds: piece i begins at starts[i] and is
// sums[i+1]-sums[i] long, and sums[i] of the year's working time lies before it.
type year struct{ starts, sums []int64 }

// New makes the calendar of a definition, or answers the domain.Error of its Validate.
func New(d Definition) (*Calendar, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	zone, err := d.location()
	if err != nil {
		return nil, err
	}
	c := &Calendar{def: d.clone(), zone: zone, exceptions: make(map[Date]int, len(d.Exceptions))}
	for i, e := range d.Exceptions {
		c.exceptions[e.Date] = i
	}
	return c, nil
}

func (d Definition) clone() Definition {
	d.Week = slices.Clone(d.Week)
	for i := range d.Week {
		d.Week[i] = slices.Clone(d.Week[i])
	}
	d.Exceptions = slices.Clone(d.Exceptions)
	for i := range d.Exceptions {
		d.Exceptions[i].Intervals = slices.Clone(d.Exceptions[i].Intervals)
	}
	return d
}

// Definition answers a copy of what the calendar was made of.
func (c *Calendar) Definition() Definition { return c.def.clone() }

// Code answers the calendar's code.
func (c *Calendar) Code() string { return c.def.Code }

// Version answers the version of the definition that the calendar was made of.
func (c *Calendar) Version() int { return c.def.Version }

// Zone answers the zone by whose wall clock the calendar counts.
func (c *Calendar) Zone() *time.Location { return c.zone }

// Beyond tells whether t is later than the last date whose holidays are entered: a deadline there is not to be relied on.
func (c *Calendar) Beyond(t time.Time) bool {
	return c.def.EnteredUntil != 0 && DateOf(t.In(c.zone)) > c.def.EnteredUntil
}

// Add answers the first instant at which d of working time has passed since t, so a span that ends exactly at a close ends
// there; for d ≤ 0 it is t itself. A span that does not end before the year 2200 has no end: the zero time.
func (c *Calendar) Add(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	if d > longest {
		return time.Time{}
	}
	y, at := place(t)
	for ; y <= lastYear; y++ {
		w := c.year(y)
		want := w.before(at) + int64(d)
		if i, _ := slices.BinarySearch(w.sums, want); i < len(w.sums) {
			return time.Unix(0, w.starts[i-1]+want-w.sums[i-1]).UTC()
		}
		d = time.Duration(want - w.total())
		at = yearStart(y + 1)
	}
	return time.Time{}
}

// Between answers the working time from a to b; none if b is not later than a.
func (c *Calendar) Between(a, b time.Time) time.Duration {
	if !b.After(a) {
		return 0
	}
	ya, from := place(a)
	yb, to := place(b)
	var sum int64
	for y := ya; y < yb; y++ {
		w := c.year(y)
		sum += w.total() - w.before(from)
		from = yearStart(y + 1)
	}
	w := c.year(yb)
	return time.Duration(sum + w.before(to) - w.before(from))
}

// place answers the year and the nanosecond of t, moved into the years that a calendar counts.
func place(t time.Time) (y int, at int64) {
	switch y = t.UTC().Year(); {
	case y < firstYear:
		return firstYear, yearStart(firstYear)
	case y > lastYear:
		return lastYear, yearStart(lastYear + 1)
	}
	return y, t.UnixNano()
}

func yearStart(y int) int64 { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano() }

// year answers a year's working time. Two who ask at once both make it, and keep the same.
func (c *Calendar) year(y int) *year {
	slot := &c.years[y-firstYear]
	if w := slot.Load(); w != nil {
		return w
	}
	w := &year{sums: []int64{0}}
	var end int64
	c.walk(yearStart(y), yearStart(y+1), func(from, to int64, counted bool, _ Cause) {
		if !counted {
			return
		}
		last := len(w.sums) - 1
		if last > 0 && end == from { // 24:00 is the next day's 00:00
			w.sums[last] += to - from
		} else {
			w.starts = append(w.starts, from)
			w.sums = append(w.sums, w.sums[last]+to-from)
		}
		end = to
	})
	slot.Store(w)
	return w
}

func (w *year) total() int64 { return w.sums[len(w.sums)-1] }

// before answers the year's working time before an instant of it.
func (w *year) before(at int64) int64 {
	i, _ := slices.BinarySearch(w.starts, at)
	if i == 0 {
		return 0
	}
	return min(w.sums[i-1]+at-w.starts[i-1], w.sums[i])
}
