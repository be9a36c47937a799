package form

import "slices"

// Right is what somebody may do with a field.
type Right string

// The rights, from the least.
const (
	Hidden Right = "hidden"
	Read   Right = "read"
	Edit   Right = "edit"
)

// Steps that no plan has: the requester, who begins the form; of an incident whoever works at the desk; and whoever is at no step.
const (
	Start  = "start"
	Desk   = "desk"
	Others = "others"
)

var rank = map[Right]int{Hidden: 0, Read: 1, Edit: 2}

func better(a, b Right) Right {
	if rank[a] >= rank[b] {
		return a
	}
	return b
}

func atMost(a, b Right) Right {
	if rank[a] <= rank[b] {
		return a
	}
	return b
}

// At answers the right to the field at a step: what the field says of it; else start edits, the desk has what others have, and everybody else reads.
func (f Field) At(step string) Right {
	if r, ok := f.Access[step]; ok {
		return f.most(r)
	}
	switch step {
	case Start:
		return f.most(Edit)
	case Desk:
		return f.At(Others)
	}
	return Read
}

// most leaves of a right what the field can have: in a hint nothing is filled in.
func (f Field) most(r Right) Right {
	if f.Kind == Hint {
		return atMost(r, Read)
	}
	return r
}

// Standing is what somebody is to a record with a form.
type Standing struct {
	Now  []string // the steps at which something is theirs to do now; start while they may change what they asked for
	Ever []string // the steps at which they were asked before: they read there what they could
	All  bool     // managers, administrators and auditors read everything
}

// Beginner is the standing of whoever begins a form.
var Beginner = Standing{Now: []string{Start}}

// Everything is the standing of somebody who reads all and fills in nothing, such as an archive.
var Everything = Standing{All: true}

// Right answers the best right to a field that the standing gives; whoever is at no step is one of the others, who never edit.
func (s Standing) Right(f Field) Right {
	r := Hidden
	if s.All {
		r = Read
	}
	for _, step := range s.Now {
		r = better(r, f.At(step))
	}
	for _, step := range s.Ever {
		r = better(r, atMost(Read, f.At(step)))
	}
	if len(s.Now)+len(s.Ever) == 0 {
		r = better(r, atMost(Read, f.At(Others)))
	}
	return r
}

// Secret tells whether the field is hidden at any step, so that its value belongs into nothing that is for all.
func (f Field) Secret() bool {
	for _, r := range f.Access {
		if r == Hidden {
			return true
		}
	}
	return false
}

// Steps lists the steps that the fields speak of, beside start, desk and others, in the order of the alphabet.
func (d Definition) Steps() []string {
	var steps []string
	for _, f := range d.Fields() {
		for step := range f.Access {
			if step != Start && step != Desk && step != Others {
				steps = append(steps, step)
			}
		}
	}
	slices.Sort(steps)
	return slices.Compact(steps)
}
