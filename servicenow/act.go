package servicenow

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"steward/domain"
)

// Verbs besides those of an incident: how it begins, and a change of fields that moves no process.
const (
	Create = "create"
	Patch  = "patch"
)

// The words for what the log does not say in words: it has codes only.
const (
	resolutionCode = "solved"
	resolutionText = "Resolved; the log keeps no words of it."
)

// autoClose is how long the old desk waited for the caller before it closed a resolved incident by itself.
const autoClose = 5 * 24 * time.Hour

// Act is one act of this product that plays a row, or a part of it. Keys that are not given are not spoken of.
type Act struct {
	Verb     string // Create, Patch, or a verb of the incident
	By       Ref    // who does it
	At       time.Time
	Title    string // only for Create, whose Comment is the description
	OnBehalf string // the login of the caller for whom it is done

	State, Channel                 string // only for Create
	HoldReason                     string
	ResolutionCode, ResolutionText string
	Comment                        string
	Impact, Urgency                int // 0: not named
	Group, Assignee                domain.Key
	Category, Place                domain.Key
}

// Acts answers the acts that bring the incident from how it stood before its i-th row to how it stands after it, in the
// order in which they must be done. Every row has at least one. The error names what no act can tell.
func (inc Incident) Acts(i int) ([]Act, *LineError) {
	row := inc.Rows[i]
	t := teller{row: row, by: row.UpdatedBy}
	if i == len(inc.Rows)-1 {
		t.closedCode = inc.ClosedCode
	}
	if i == 0 {
		t.create()
	} else {
		t.before, t.since = inc.Rows[i-1], inc.since(i-1)
	}
	t.classify()
	t.assign()
	t.move()
	t.words()
	if t.reopens != row.Reopens-t.before.Reopens && t.err == nil {
		t.fail("reopen_count", fmt.Sprintf("is %d after %d, but the states say %d more", row.Reopens, t.before.Reopens, t.reopens))
	}
	return t.acts, t.err
}

// since answers the time from which the incident has stood in the state of row i.
func (inc Incident) since(i int) time.Time {
	for i > 0 && inc.Rows[i-1].State == inc.Rows[i].State {
		i--
	}
	return inc.Rows[i].UpdatedAt
}

// teller tells one row: before is how the incident stands before it.
type teller struct {
	before, row Row
	since       time.Time // from when before.State holds
	by          Ref
	closedCode  string // only where it is a fact: at the end
	acts        []Act
	reopens     int
	err         *LineError
}

func (t *teller) fail(column, text string) {
	if t.err == nil {
		t.err = &LineError{t.row.Line, column, text}
	}
}

func (t *teller) do(a Act) {
	a.By, a.At = t.by, t.row.UpdatedAt
	t.acts = append(t.acts, a)
}

// create begins the incident as far as one creation can: whoever opened it, in its first state, already assigned.
func (t *teller) create() {
	r := t.row
	a := Act{Verb: Create, State: r.State, HoldReason: r.Hold, Channel: r.Channel, Title: r.title(), Comment: said(nil, r.Other), Impact: r.Impact, Urgency: r.Urgency, OnBehalf: r.Caller.Code,
		Group: optional(r.Group), Assignee: optional(r.Person), Category: optional(r.Category), Place: optional(r.Place)}
	if r.State == "closed" {
		a.State = "resolved"
	}
	if a.State == "resolved" {
		a.ResolutionCode, a.ResolutionText = resolutionCode, resolutionText
	}
	t.do(a)
	if r.OpenedBy.Code != "" {
		t.acts[0].By = r.OpenedBy
	}
	t.before, t.since = r, r.UpdatedAt
	t.before.State, t.before.Reassignments, t.before.Reopens = a.State, 0, 0
}

func optional(r Ref) domain.Key {
	if r.Code == "" {
		return domain.Key{}
	}
	return domain.ByCode(r.Code)
}

func (t *teller) classify() {
	a, changed := Act{Verb: "classify"}, false
	if t.row.Impact != t.before.Impact {
		a.Impact, changed = t.row.Impact, true
	}
	if t.row.Urgency != t.before.Urgency {
		a.Urgency, changed = t.row.Urgency, true
	}
	if t.row.Category != t.before.Category {
		a.Category, changed = domain.ByCode(t.row.Category.Code), true
	}
	if changed {
		t.do(a)
	}
	if t.row.Place != t.before.Place {
		t.do(Act{Verb: Patch, Place: domain.ByCode(t.row.Place.Code)})
	}
}

// assign comes before any move, so that a group which changes on the resolving row is assigned first. A counter that
// rises with the group unchanged is an assignment to the same group on purpose.
func (t *teller) assign() {
	group, person := t.row.Group != t.before.Group, t.row.Person != t.before.Person
	rise := t.row.Reassignments - t.before.Reassignments
	switch {
	case rise < 0:
		t.fail("reassignment_count", fmt.Sprintf("falls from %d to %d", t.before.Reassignments, t.row.Reassignments))
	case group && rise == 0:
		t.fail("reassignment_count", "does not rise although the group changes")
	case rise == 0 && person:
		t.do(Act{Verb: "assign", Assignee: domain.ByCode(t.row.Person.Code)})
	}
	for n := range rise {
		a := Act{Verb: "assign", Group: domain.ByCode(t.row.Group.Code)}
		if n == 0 && person {
			a.Assignee = domain.ByCode(t.row.Person.Code)
		}
		t.do(a)
	}
}

// move plays the change of state: to get from closed to anything it is reopened first, from resolved rejected.
func (t *teller) move() {
	from, to := t.before, t.row
	if from.State == to.State && from.Hold == to.Hold {
		return
	}
	if to.State == "new" {
		t.fail("incident_state", "no act makes an incident new again")
		return
	}
	switch {
	case from.State == "closed":
		t.do(Act{Verb: "reopen", OnBehalf: to.Caller.Code, Comment: "Reopened for the caller."})
		t.reopens, from.State = t.reopens+1, "active"
	case from.State == "resolved" && to.State != "closed":
		t.do(Act{Verb: "reject", OnBehalf: to.Caller.Code, Comment: "Not solved yet, says the caller."})
		t.reopens, from.State = t.reopens+1, "active"
	}
	switch to.State {
	case "active":
		t.activate(from.State)
	case "on_hold":
		t.do(Act{Verb: "hold", HoldReason: to.Hold})
	case "resolved", "closed":
		if from.State != "resolved" {
			t.do(Act{Verb: "resolve", ResolutionCode: resolutionCode, ResolutionText: resolutionText})
		}
		if to.State == "closed" {
			t.close(from.State == "resolved")
		}
	}
}

func (t *teller) activate(from string) {
	switch from {
	case "new":
		t.do(Act{Verb: "start"})
	case "on_hold":
		t.do(Act{Verb: "resume"})
	}
}

// close is the caller's acceptance, recorded by an agent, unless the old desk waited its whole time in vain.
func (t *teller) close(waited bool) {
	a := Act{Verb: "accept", OnBehalf: t.row.Caller.Code}
	if waited && t.row.UpdatedAt.Sub(t.since) >= autoClose {
		a.Verb = "close"
	}
	if t.closedCode != "" {
		a.Comment = "Closed with " + t.closedCode + "."
	}
	t.do(a)
}

// words keeps what this product has no field for as an internal note; a row that changes nothing is a note as well.
func (t *teller) words() {
	if text := said(t.before.Other, t.row.Other); text != "" {
		t.do(Act{Verb: "note", Comment: text})
	} else if len(t.acts) == 0 {
		t.do(Act{Verb: "note", Comment: "Work note."})
	}
}

// said lists the fields that differ from those before; without any before, those that are known.
func said(before, now []Field) string {
	var changed []string
	for i, f := range now {
		if before == nil && f.Value != "" || before != nil && f != before[i] {
			changed = append(changed, f.Name+": "+cmp.Or(f.Value, "none"))
		}
	}
	return strings.Join(changed, "; ")
}

// title is a line for a log that has codes in place of words.
func (r Row) title() string {
	parts := []string{}
	for _, f := range r.Other {
		if f.Name == "symptom" && f.Value != "" {
			parts = append(parts, f.Value)
		}
	}
	for _, ref := range []Ref{r.Parent, r.Category} {
		if ref.Name != "" {
			parts = append(parts, ref.Name)
		}
	}
	return strings.Join(append(parts, r.Number), ", ")
}
