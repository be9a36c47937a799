package plan

import (
	"encoding/json"
	"slices"
	"time"

	"steward/domain"
)

// Form is the version of a State's JSON that this build writes.
const Form = 1

// State is a plan as it stands: its steps in order, and every item that it ever had.
type State struct {
	Form    int            `json:"form"`
	Limit   Limit          `json:"limit,omitzero"`
	Steps   []Step         `json:"steps"`
	Items   []Item         `json:"items"`
	Verdict domain.Verdict `json:"verdict,omitempty"` // empty while it runs
	EndedAt time.Time      `json:"ended_at,omitzero"`
	UrgedAt time.Time      `json:"urged_at,omitzero"`
	Acts    int            `json:"acts,omitempty"`  // and time-outs that touched an item
	Added   int            `json:"added,omitempty"` // steps added while it runs, for their ids
}

// Status is where a step stands.
type Status string

// The statuses of a step.
const (
	Waiting Status = "waiting"
	Open    Status = "open"
	Done    Status = "done"
	Refused Status = "refused" // rejected
	Skipped Status = "skipped"
)

// Passed tells whether what comes after may begin.
func (s Status) Passed() bool { return s == Done || s == Refused || s == Skipped }

// Step is a step with how far it is.
type Step struct {
	StepDef
	Status   Status    `json:"status"`
	Round    int       `json:"round,omitempty"`  // how often it was opened
	Places   []Place   `json:"places,omitempty"` // of the present round
	Extra    []int64   `json:"extra,omitempty"`  // people who were added before it opened
	Back     []string  `json:"back,omitempty"`   // returned to by a jump: it waits for them as well
	Touched  bool      `json:"touched,omitempty"`
	OpenedAt time.Time `json:"opened_at,omitzero"`
	EndedAt  time.Time `json:"ended_at,omitzero"`
	AddedBy  int64     `json:"added_by,omitempty"` // while the plan ran
}

// Place is one vote of an open step: the signers who give it, in order.
type Place struct {
	Weight int   `json:"weight"`
	Chain  []int `json:"chain"` // ids of items
	Handed int   `json:"handed,omitempty"`
}

// ItemStatus is where an item stands.
type ItemStatus string

// The statuses of an item.
const (
	ItemQueued  ItemStatus = "queued"
	ItemOpen    ItemStatus = "open"
	ItemYes     ItemStatus = "yes"
	ItemNo      ItemStatus = "no"
	ItemAdvised ItemStatus = "advised"
	ItemClosed  ItemStatus = "closed"
)

// Live tells whether the item still waits or will.
func (s ItemStatus) Live() bool { return s == ItemQueued || s == ItemOpen }

// Decided tells whether it was answered.
func (s ItemStatus) Decided() bool { return s == ItemYes || s == ItemNo || s == ItemAdvised }

// Pool is a group or a role that claims an item; the zero value is none.
type Pool struct {
	Group int64  `json:"group,omitempty"`
	Role  string `json:"role,omitempty"`
}

// Empty tells whether there is none.
func (p Pool) Empty() bool { return p == Pool{} }

// Item is one signer's wait.
type Item struct {
	ID        int        `json:"id"` // from 1, in the order of making
	Step      string     `json:"step"`
	Round     int        `json:"round"`
	Person    int64      `json:"person,omitempty"` // 0: an unclaimed pool's
	Pool      Pool       `json:"pool,omitzero"`
	Status    ItemStatus `json:"status"`
	Adviser   bool       `json:"adviser,omitempty"` // his answer is an opinion
	ByRule    bool       `json:"by_rule,omitempty"` // found by the step's rule, not named by a person
	AddedBy   int64      `json:"added_by,omitempty"`
	Root      bool       `json:"root,omitempty"`    // whom its place is made for
	Touched   int        `json:"touched,omitempty"` // the number of the last act or time-out on it; 0: none
	Remind    bool       `json:"remind,omitempty"`  // passed on by a time-out: only reminded from then on
	Levels    int        `json:"levels,omitempty"`  // up to which head it was escalated
	CreatedAt time.Time  `json:"created_at"`
	OpenedAt  time.Time  `json:"opened_at,omitzero"`
	DueAt     time.Time  `json:"due_at,omitzero"` // while open
	EndedAt   time.Time  `json:"ended_at,omitzero"`
	By        int64      `json:"by,omitempty"`  // who decided or closed it; 0: nobody
	Why       string     `json:"why,omitempty"` // of closed: transferred, decided, returned …; of yes and no without a person: timeout, self, again
	Opinion   string     `json:"opinion,omitempty"`
	Comment   string     `json:"comment,omitempty"`
}

// Over tells whether the plan has its verdict.
func (s *State) Over() bool { return s.Verdict != "" }

// Step answers the step of an id, nil if there is none.
func (s *State) Step(id string) *Step {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return &s.Steps[i]
		}
	}
	return nil
}

// Item answers the item of an id, nil if there is none.
func (s *State) Item(id int) *Item {
	if id < 1 || id > len(s.Items) {
		return nil
	}
	return &s.Items[id-1]
}

// clone answers a copy that shares nothing that changes.
func (s State) clone() State {
	s.Steps = slices.Clone(s.Steps)
	for i := range s.Steps {
		t := &s.Steps[i]
		t.After, t.Extra, t.Back = slices.Clone(t.After), slices.Clone(t.Extra), slices.Clone(t.Back)
		t.Places = slices.Clone(t.Places)
		for j := range t.Places {
			t.Places[j].Chain = slices.Clone(t.Places[j].Chain)
		}
	}
	s.Items = slices.Clone(s.Items)
	return s
}

// Decode reads a state. One of a newer form is refused as unavailable, and nothing may be written over it.
func Decode(raw []byte) (State, error) {
	var head struct {
		Form int `json:"form"`
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return State{}, err
	}
	if head.Form > Form {
		return State{}, domain.Refuse(domain.Unavailable, "This plan was written by a newer version of the product; update this server.", "此计划由更新版本的产品写入，请升级本服务器。")
	}
	var s State
	if err := json.Unmarshal(raw, &s); err != nil {
		return State{}, err
	}
	return s, s.check()
}
