package plan_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"steward/domain"
	"steward/domain/plan"
)

// story is one random life of one random plan; the same seed tells the same.
type story struct {
	def   plan.Definition
	seed  uint64
	moves []move
}

// live lives a story that is written down; where it goes wrong, the rest is not told.
func (s story) live() (int, error) {
	d, err := newDuel(s.def, s.seed)
	if err != nil {
		return 0, nil
	}
	for i := range s.moves {
		if err := d.step(&s.moves[i]); err != nil {
			return i + 1, err
		}
	}
	return len(s.moves), d.sameAgain()
}

// shortest leaves out of a story whatever can be, so that it still goes wrong.
func (s story) shortest() story {
	for again := true; again; {
		again = false
		try := func(t story) bool {
			n, err := t.live()
			if err != nil {
				t.moves = t.moves[:n]
				s, again = t, true
			}
			return err != nil
		}
		for i := len(s.moves) - 1; i >= 0; i-- {
			if i < len(s.moves) {
				try(story{s.def, s.seed, slices.Delete(slices.Clone(s.moves), i, i+1)})
			}
		}
		for i := len(s.def.Steps) - 1; i >= 0; i-- {
			try(story{without(s.def, i), s.seed, slices.Clone(s.moves)})
		}
		for i := range s.def.Steps {
			for _, simpler := range simplifications(s.def.Steps[i]) {
				def := s.def
				def.Steps = slices.Clone(def.Steps)
				def.Steps[i] = simpler
				try(story{def, s.seed, slices.Clone(s.moves)})
			}
		}
	}
	return s
}

// without answers a definition without one step; whoever was after it is after what it was after.
func without(def plan.Definition, i int) plan.Definition {
	gone := def.Steps[i]
	def.Steps = slices.Delete(slices.Clone(def.Steps), i, i+1)
	for j := range def.Steps {
		s := &def.Steps[j]
		if slices.Contains(s.After, gone.ID) {
			s.After = slices.DeleteFunc(slices.Clone(s.After), func(id string) bool { return id == gone.ID })
			for _, a := range gone.After {
				if !slices.Contains(s.After, a) {
					s.After = append(s.After, a)
				}
			}
		}
		if s.In == gone.ID {
			s.In = gone.In
		}
	}
	return def
}

// simplifications answers a step with one thing less, those that differ from it.
func simplifications(s plan.StepDef) []plan.StepDef {
	var all []plan.StepDef
	less := func(change func(*plan.StepDef)) {
		t := s
		change(&t)
		if !reflect.DeepEqual(s, t) {
			all = append(all, t)
		}
	}
	less(func(t *plan.StepDef) { t.After = nil })
	less(func(t *plan.StepDef) { t.When = "" })
	less(func(t *plan.StepDef) { t.Completion = plan.Completion{} })
	less(func(t *plan.StepDef) { t.Limit = plan.Limit{} })
	less(func(t *plan.StepDef) { t.OnReject, t.ReturnTo = "", "" })
	less(func(t *plan.StepDef) { t.Nobody = "" })
	less(func(t *plan.StepDef) { t.Self = "" })
	less(func(t *plan.StepDef) { t.Again = "" })
	for i := range s.Who {
		if len(s.Who) > 1 {
			less(func(t *plan.StepDef) { t.Who = slices.Delete(slices.Clone(s.Who), i, i+1) })
		}
	}
	return all
}

// String writes a story down for the reader of a failed test.
func (s story) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d\n", s.seed)
	for _, t := range s.def.Steps {
		t.Name = domain.Text{}
		raw, _ := json.Marshal(t)
		fmt.Fprintf(&b, "  %s\n", raw)
	}
	o := newOffice(source(s.seed, 1))
	fmt.Fprintf(&b, "  %+v\n", *o)
	for _, m := range s.moves {
		fmt.Fprintf(&b, "+%v %s", m.Later, m.What)
		if m.What == "change" {
			fmt.Fprintf(&b, " %d", m.Change)
		}
		if m.What == "act" {
			b.WriteString(" " + written(m.Act))
			if m.Refused {
				b.WriteString(" (refused)")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// written is an act with the fields that its verb reads.
func written(a plan.Act) string {
	switch a.Verb {
	case plan.AddPerson:
		return fmt.Sprintf("%s to %s %v by %d manager %v", a.Verb, a.Step, a.To, a.By, a.Manager)
	case plan.AddStep, plan.MoveStep, plan.RemoveStep:
		a.New.Name = domain.Text{}
		raw, _ := json.Marshal(a.New)
		return fmt.Sprintf("%s %s %s after %v before %v by %d manager %v", a.Verb, a.Step, raw, a.After, a.Before, a.By, a.Manager)
	}
	return fmt.Sprintf("%s item %d by %d manager %v to %v %s %s jump %v %q", a.Verb, a.Item, a.By, a.Manager, a.To, a.Where, a.Step, a.Jump, a.Comment)
}
