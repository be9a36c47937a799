// Package process holds what a process and the database say to each other: numbers, ids, states and logins, never texts.
package process

import "steward/domain"

// EffectsAtOnce is how many unfinished effects one answer holds at most.
const EffectsAtOnce = 50

// Shape is the newest form of processes that this build can carry, and the form of new cases.
const Shape = 2

// Life names one life of one record. A run that belongs to an earlier life, or to another record that once had the same
// number (a restored database), changes nothing.
type Life struct {
	Number string `json:"number"`
	UUID   string `json:"uuid"`
	Epoch  int    `json:"epoch"`
}

// AdvanceIn asks the database what a process should do: which stages it has open, in which round.
type AdvanceIn struct {
	Life
	First bool       `json:"first,omitempty"` // the run has just begun: answer all remembered rounds
	Open  []StageRef `json:"open"`
}

// StageRef names one round of one stage.
type StageRef struct {
	Stage string `json:"stage"`
	Round int    `json:"round"`
}

// AdvanceOut is what a process needs to know, and nothing that only people read.
type AdvanceOut struct {
	Superseded bool         `json:"superseded,omitempty"` // this run belongs to another life than the record's present one
	State      string       `json:"state"`
	Priority   int          `json:"priority"`
	Remembered []Remembered `json:"remembered,omitempty"`
	Positions  []Position   `json:"positions"`
	Effects    []Effect     `json:"effects,omitempty"`
	NextAt     string       `json:"next_at,omitempty"` // RFC 3339, empty: nothing falls due
	NextIn     int64        `json:"next_in_ms,omitempty"`
	NextLine   string       `json:"next_line,omitempty"` // what happens then
}

// Remembered is a round that has ended.
type Remembered struct {
	StageRef
	Verdict domain.Verdict `json:"verdict"`
}

// Position is where an open stage stands: its verdict, or who is waited for.
type Position struct {
	StageRef
	Verdict domain.Verdict `json:"verdict,omitempty"`
	Waiting []Waiting      `json:"waiting,omitempty"`
}

// Waiting is one open wait as operators see it: logins and codes, no names.
type Waiting struct {
	Item  int64  `db:"id" json:"item,omitempty"`
	Step  string `db:"step" json:"step"`
	Owner string `db:"owner" json:"owner"` // login, group:code or role:name
	Since string `db:"since" json:"since,omitempty"`
	Until string `db:"until" json:"until,omitempty"`
	Then  string `db:"then_what" json:"then,omitempty"`
}

// Effect is one thing that the process must carry out.
type Effect struct {
	ID      int64  `json:"id"`
	Kind    string `json:"kind"`    // Notify or Escalate
	Summary string `json:"summary"` // “tell wang: INC-000045 assigned”
}
