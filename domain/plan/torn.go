package plan

import (
	"slices"

	"steward/domain"
)

var errTorn = domain.Refuse(domain.Invalid, "This plan is damaged: its steps and items do not fit together.", "此计划已损坏：步骤与待办不一致。")

// check refuses a decoded state that would break the machine: it was written by hand, or is torn.
func (s *State) check() error {
	whole := s.Limit.validate() == nil && !s.nestsForEver()
	for i := range s.Steps {
		whole = whole && s.wholeStep(i)
	}
	for i := range s.Items {
		whole = whole && s.wholeItem(i)
	}
	if !whole || s.cyclic() {
		return errTorn
	}
	return nil
}

// nestsForEver tells whether a step is in itself.
func (s *State) nestsForEver() bool {
	return slices.ContainsFunc(s.Steps, func(t Step) bool {
		g, deep := &t, 0
		for ; g != nil && g.In != "" && deep <= len(s.Steps); deep++ {
			g = s.Step(g.In)
		}
		return deep > len(s.Steps)
	})
}

func (s *State) wholeStep(i int) bool {
	t := &s.Steps[i]
	group := s.Step(t.In)
	if s.Step(t.ID) != t || t.In != "" && (group == nil || group.Kind != Group) || t.Limit.validate() != nil {
		return false
	}
	if !slices.Contains([]Status{Waiting, Open, Done, Refused, Skipped}, t.Status) || t.Round < 0 || len(t.Places) > 0 && t.Status == Waiting {
		return false
	}
	for _, id := range t.After {
		if o := s.Step(id); o == nil || o.In != t.In {
			return false
		}
	}
	if slices.ContainsFunc(t.Back, func(id string) bool { return s.Step(id) == nil }) {
		return false
	}
	for _, p := range t.Places {
		if len(p.Chain) == 0 || p.Weight < 1 {
			return false
		}
		for _, id := range p.Chain {
			if it := s.Item(id); it == nil || it.Step != t.ID || it.Round != t.Round {
				return false
			}
		}
	}
	return true
}

func (s *State) wholeItem(i int) bool {
	it := &s.Items[i]
	t := s.Step(it.Step)
	if it.ID != i+1 || t == nil || it.Round > t.Round || it.Touched > s.Acts {
		return false
	}
	switch {
	case it.Status.Decided(), it.Status == ItemClosed:
		return true
	case !it.Status.Live() || s.Over() || t.Status != Open || t.Round != it.Round || t.placeAt(it.ID) < 0:
		return false
	}
	// a time of long ago would be reminded of for ever
	return it.Status == ItemQueued || it.DueAt.Year() >= 2000 && (it.Person != 0 || !it.Pool.Empty())
}
