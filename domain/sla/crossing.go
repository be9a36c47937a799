package sla

import "time"

// Crossing is a line of a clock and the instant at which the clock crossed or will cross it.
type Crossing struct {
	Line
	At     time.Time `json:"at"`     // zero: not while the clock is on hold, or never, it ended before
	Passed bool      `json:"passed"` // At is now or earlier
	Tell   bool      `json:"tell"`   // whether people are told of it and its actions done; false: it is history
}

// Thresholds answers every line of the clock, lowest first, by what is known now. What is told of a line that has passed does not
// change later, so a line stored once as passed is done with, under the key of clock, target version and name.
func (c Clock) Thresholds(now time.Time) []Crossing {
	list := make([]Crossing, 0, len(c.Lines))
	var highest Height // of the lines that the last change of the target put behind the clock
	for _, l := range c.Lines {
		x := Crossing{Line: l, Tell: true}
		if at, ok := c.cross(l); ok {
			if c.RetargetedAt != nil && !at.After(*c.RetargetedAt) {
				at = *c.RetargetedAt
				if l.compare(highest) > 0 {
					highest = l.Height
				}
			}
			x.At, x.Passed = at, !at.After(now)
		}
		list = append(list, x)
	}
	for i := range list {
		x := &list[i]
		if x.At.IsZero() {
			continue
		}
		if c.RetargetedAt != nil && x.At.Equal(*c.RetargetedAt) {
			x.Tell = x.Height == highest && x.compare(c.Told) > 0
		}
		if c.QuietUntil != nil && !x.At.After(*c.QuietUntil) {
			x.Tell = false
		}
	}
	return list
}

// cross answers when the line is crossed: the instant at which so much has elapsed, and for the breach the first that is late.
func (c Clock) cross(l Line) (time.Time, bool) {
	const percent = time.Second / breachPercent
	at, ok := c.reach(time.Duration(c.Seconds)*time.Duration(l.Percent)*percent + l.After.Duration())
	if ok && l.Percent == breachPercent && l.After == 0 {
		at = at.Add(Tick)
	}
	if ok && c.StoppedAt != nil && at.After(*c.StoppedAt) {
		return time.Time{}, false
	}
	return at, ok
}

// Next answers the earliest instant after now at which one of the clocks crosses a line by itself, and what it is, such as
// "resolution 75 %". The zero time says that nothing happens by itself.
func Next(clocks []Clock, now time.Time) (at time.Time, what string) {
	for _, c := range clocks {
		if c.State != Running {
			continue
		}
		for _, x := range c.Thresholds(now) {
			if !x.Passed && !x.At.IsZero() && (at.IsZero() || x.At.Before(at)) {
				at, what = x.At, c.label()+" "+x.Name()
			}
		}
	}
	return at, what
}

// label names a clock to operators: its kind, and of a task the step.
func (c Clock) label() string {
	if c.Task != nil {
		return string(c.Kind) + " " + c.Task.Step
	}
	return string(c.Kind)
}
