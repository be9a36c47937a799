package plan

import "slices"

// ready tells whether a step may be opened now.
func (s *State) ready(t *Step) bool {
	if t.Status != Waiting || t.In != "" && s.Step(t.In).Status != Open {
		return false
	}
	passed := func(id string) bool { return s.Step(id).Status.Passed() }
	return !slices.ContainsFunc(t.After, func(id string) bool { return !passed(id) }) && !slices.ContainsFunc(t.Back, func(id string) bool { return !passed(id) })
}

// allPassed tells whether every step of a group has; an empty id means the top.
func (s *State) allPassed(group string) bool {
	return !slices.ContainsFunc(s.Steps, func(t Step) bool { return t.In == group && !t.Status.Passed() })
}

// inside tells whether a step is in a group, however deep.
func (s *State) inside(t *Step, group string) bool {
	for in := t.In; in != ""; in = s.Step(in).In {
		if in == group {
			return true
		}
	}
	return false
}

// downstream marks, by index, every step that cannot begin before the given one has passed.
func (s *State) downstream(id string) []bool {
	marked := make([]bool, len(s.Steps))
	ends := []string{id} // whose end comes after that of id, or is it
	for t := s.Step(id); t.In != ""; t = s.Step(t.In) {
		ends = append(ends, t.In)
	}
	for ; len(ends) > 0; ends = ends[1:] {
		for i := range s.Steps {
			if t := &s.Steps[i]; !marked[i] && slices.Contains(t.After, ends[0]) {
				marked[i] = true
				ends = append(ends, t.ID)
				s.markInside(t, marked)
			}
		}
	}
	return marked
}

func (s *State) markInside(t *Step, marked []bool) {
	if t.Kind != Group {
		return
	}
	for i := range s.Steps {
		marked[i] = marked[i] || s.inside(&s.Steps[i], t.ID)
	}
}

// after tells whether a step is downstream of another.
func (s *State) after(t *Step, of string) bool {
	for i, marked := range s.downstream(of) {
		if marked && s.Steps[i].ID == t.ID {
			return true
		}
	}
	return false
}

// openAround opens the groups that a step is in.
func (s *State) openAround(t *Step) {
	for in := t.In; in != ""; in = s.Step(in).In {
		g := s.Step(in)
		g.Status = Open
	}
}

// cyclic tells whether a step is after itself by way of others of its group.
func (s *State) cyclic() bool {
	done := make([]bool, len(s.Steps))
	for range s.Steps {
		for i := range s.Steps {
			done[i] = done[i] || !slices.ContainsFunc(s.Steps[i].After, func(id string) bool {
				j := slices.IndexFunc(s.Steps, func(t Step) bool { return t.ID == id })
				return j >= 0 && !done[j]
			})
		}
	}
	return slices.Contains(done, false)
}

// results answers how each step ended, as conditions read it: approved, rejected, skipped, or how it stands.
func (s *State) results() map[string]string {
	out := make(map[string]string, len(s.Steps))
	for _, t := range s.Steps {
		switch t.Status {
		case Done:
			out[t.ID] = "approved"
		case Refused:
			out[t.ID] = "rejected"
		default:
			out[t.ID] = string(t.Status)
		}
	}
	return out
}
