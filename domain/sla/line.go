package sla

import (
	"cmp"
	"slices"
	"strconv"
)

// DefaultWarnings is the percent of a target at which people are warned if the policy does not say.
var DefaultWarnings = []int{50, 75, 90}

// Level is one step of escalation: at a percent of the target, or so much working time after the breach.
type Level struct {
	Level   int      `json:"level"`             // from 1; names the level
	Percent int      `json:"percent,omitempty"` // 1 to 100, where 100 is the breach; not with After
	After   Seconds  `json:"after,omitempty"`   // working time after the breach
	Kinds   []Kind   `json:"kinds,omitempty"`   // of these targets only; empty: of all
	Actions []Action `json:"actions"`
}

// Do is what an action does.
type Do string

// The actions of a level.
const (
	Notify        Do = "notify"
	RaisePriority Do = "raise_priority"
	AddWatcher    Do = "add_watcher"
	MoveQueue     Do = "move_queue"
)

// Who is whom an action tells.
type Who string

// The people that a level tells. A unit head is that of the assignee's unit, or of one so many levels above it.
const (
	Assignee Who = "assignee"
	Group    Who = "group"
	UnitHead Who = "unit_head"
	Manager  Who = "manager"
)

// Action is one thing that happens at a level.
type Action struct {
	Do    Do     `json:"do"`
	Who   Who    `json:"who,omitempty"`   // notify
	Up    int    `json:"up,omitempty"`    // notify unit_head: 0 is the own unit's head
	Login string `json:"login,omitempty"` // add_watcher
	Queue string `json:"queue,omitempty"` // move_queue: its code
}

// Line is an amount of a target at which something happens: a warning, the breach, or a level.
type Line struct {
	Height
	Level   int      `json:"level,omitempty"` // 0: a warning or the breach
	Actions []Action `json:"actions,omitempty"`
}

// Height is where a line lies: at a percent of the target and so much working time after that.
type Height struct {
	Percent int     `json:"percent"`
	After   Seconds `json:"after,omitempty"`
}

const breachPercent = 100

func (h Height) compare(o Height) int {
	return cmp.Or(cmp.Compare(h.Percent, o.Percent), cmp.Compare(h.After, o.After))
}

// Name answers the line's name, one of its kind in a clock: "75 %", "breach", "level 1".
func (l Line) Name() string {
	switch {
	case l.Level > 0:
		return "level " + strconv.Itoa(l.Level)
	case l.Percent == breachPercent:
		return "breach"
	}
	return strconv.Itoa(l.Percent) + " %"
}

// Lines answers the lines of a kind of target, lowest first: its warnings, the breach and its levels.
func (p Policy) Lines(k Kind) []Line {
	warnings := p.Warnings
	if warnings == nil {
		warnings = DefaultWarnings
	}
	lines := []Line{}
	for _, w := range warnings {
		lines = append(lines, Line{Height: Height{Percent: w}})
	}
	lines = append(lines, Line{Height: Height{Percent: breachPercent}})
	for _, l := range p.Levels {
		if len(l.Kinds) > 0 && !slices.Contains(l.Kinds, k) {
			continue
		}
		h := Height{Percent: l.Percent, After: l.After}
		if h.Percent == 0 {
			h.Percent = breachPercent
		}
		lines = append(lines, Line{Height: h, Level: l.Level, Actions: l.Actions})
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return a.compare(b.Height) })
	return lines
}
