package calendar

import (
	"time"

	"steward/domain"
)

// CauseKind says why time counts or does not.
type CauseKind string

// The causes that a calendar knows. Others may add their own, as service levels add time on hold.
const (
	Working      CauseKind = "working"
	MakeUpDay    CauseKind = "make_up_day" // worked although its weekday is free
	SpecialDay   CauseKind = "special_day" // worked at other hours than its weekday
	OutsideHours CauseKind = "outside_hours"
	Weekend      CauseKind = "weekend"
	DayOff       CauseKind = "day_off" // a free weekday from Monday to Friday
	HolidayOff   CauseKind = "holiday"
)

// Cause is why time counts or does not, with the name of the holiday or make-up day.
type Cause struct {
	Kind   CauseKind `json:"kind"`
	Name   string    `json:"name,omitempty"`
	NameEn string    `json:"name_en,omitempty"`
}

var causeWords = map[CauseKind]domain.Text{
	Working:      {En: "Working time", Zh: "工作时间"},
	MakeUpDay:    {En: "Make-up working day", Zh: "调休上班"},
	SpecialDay:   {En: "Special working hours", Zh: "特殊工作时间"},
	OutsideHours: {En: "Outside working hours", Zh: "非工作时间"},
	Weekend:      {En: "Weekend", Zh: "周末"},
	DayOff:       {En: "Day off", Zh: "休息日"},
	HolidayOff:   {En: "Holiday", Zh: "节假日"},
}

// Text answers the cause in words, such as "Holiday: Spring Festival".
func (c Cause) Text() domain.Text { return c.Words(causeWords[c.Kind]) }

// Words puts the cause's name behind words for its kind.
func (c Cause) Words(t domain.Text) domain.Text {
	if c.Name != "" || c.NameEn != "" {
		name := domain.Text{En: c.NameEn, Zh: c.Name}
		if name.En == "" {
			name.En = c.Name
		}
		t.En += ": " + name.En
		t.Zh += "：" + name.In("zh")
	}
	return t
}

// Segment is a stretch of time that counts or does not, and why.
type Segment struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Counted bool      `json:"counted"`
	Cause   Cause     `json:"cause"`
}

// Length answers how long the segment is on the clock.
func (s Segment) Length() time.Duration { return s.To.Sub(s.From) }

// Segments answers the time from a to b without gaps, neighbours of the same cause as one; the counted ones sum to
// Between(a, b).
func (c *Calendar) Segments(a, b time.Time) []Segment {
	var list []Segment
	_, from := place(a)
	_, to := place(b)
	c.walk(from, to, func(from, to int64, counted bool, cause Cause) {
		s := Segment{From: time.Unix(0, from).UTC(), To: time.Unix(0, to).UTC(), Counted: counted, Cause: cause}
		list = Join(list, s)
	})
	return list
}

// Join puts a segment behind the others; one of the same cause that touches the last prolongs it, and an empty one is left out.
func Join(list []Segment, s Segment) []Segment {
	if !s.To.After(s.From) {
		return list
	}
	if n := len(list); n > 0 && list[n-1].Counted == s.Counted && list[n-1].Cause == s.Cause && list[n-1].To.Equal(s.From) {
		list[n-1].To = s.To
		return list
	}
	return append(list, s)
}

const (
	minuteLong = int64(time.Minute)
	dayLong    = 24 * 60 * minuteLong
)

// walk tells every stretch of time from one instant to another, in order. It goes by the periods in which the zone's offset
// is the same: inside one, wall-clock time is plain arithmetic.
func (c *Calendar) walk(at, to int64, tell func(from, to int64, counted bool, cause Cause)) {
	for at < to {
		t := time.Unix(0, at).In(c.zone)
		_, seconds := t.Zone()
		offset := int64(seconds) * int64(time.Second)
		period := to
		if _, change := t.ZoneBounds(); !change.IsZero() && change.Before(time.Unix(0, to)) {
			period = change.UnixNano()
		}
		for at < period {
			day := floorDiv(at+offset, dayLong)
			start := day*dayLong - offset
			end := min(start+dayLong, period)
			hours, on, off := c.day(Date(day))
			for _, h := range hours {
				opens := max(at, start+int64(h.From)*minuteLong)
				closes := min(end, start+int64(h.To)*minuteLong)
				if opens >= closes {
					continue
				}
				if at < opens {
					tell(at, opens, false, off)
				}
				tell(opens, closes, true, on)
				at = closes
			}
			if at < end {
				tell(at, end, false, off)
			}
			at = end
		}
	}
}

// day answers a day's intervals and the causes of time inside and outside them.
func (c *Calendar) day(d Date) (hours []Interval, on, off Cause) {
	weekday := d.Weekday()
	usual := c.def.Week[weekday]
	if i, ok := c.exceptions[d]; ok {
		e := c.def.Exceptions[i]
		if e.Holiday() {
			return nil, on, Cause{HolidayOff, e.Name, e.NameEn}
		}
		on = Cause{SpecialDay, e.Name, e.NameEn}
		if len(usual) == 0 {
			on.Kind = MakeUpDay
		}
		return e.Intervals, on, Cause{Kind: OutsideHours}
	}
	off.Kind = OutsideHours
	if len(usual) == 0 {
		off.Kind = DayOff
		if weekday == time.Saturday || weekday == time.Sunday {
			off.Kind = Weekend
		}
	}
	return usual, Cause{Kind: Working}, off
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
