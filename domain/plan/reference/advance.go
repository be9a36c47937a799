package reference

import (
	"slices"
	"time"

	"steward/domain"
	"steward/domain/plan"
)

// Advance settles and opens what is ready. With too_many nothing has changed.
func (m *Model) Advance(w plan.World, now time.Time) domain.Code {
	next := m.clone()
	next.Settle(w, now)
	for next.running() {
		next.finishGroups()
		if next.passed(func(s *step) bool { return s.In == "" }) {
			next.end(domain.VerdictDone, "over")
			break
		}
		s := next.ready()
		if s == nil {
			break
		}
		next.now = now
		if !next.open(s) {
			return domain.TooMany
		}
	}
	*m = *next
	return ""
}

// passed tells whether all such steps have passed.
func (m *Model) passed(such func(*step) bool) bool {
	return !slices.ContainsFunc(m.steps, func(s *step) bool { return such(s) && !s.status.Passed() })
}

func (m *Model) finishGroups() {
	for again := true; again; {
		again = false
		for _, g := range m.steps {
			if g.Kind == plan.Group && g.status == plan.Open && m.passed(func(s *step) bool { return s.In == g.ID }) {
				g.status, again = plan.Done, true
			}
		}
	}
}

// ready answers the first step that may be opened.
func (m *Model) ready() *step {
	for _, s := range m.steps {
		waits := func(t *step) bool { return slices.Contains(s.After, t.ID) || slices.Contains(s.back, t.ID) }
		if s.status == plan.Waiting && (s.In == "" || m.step(s.In).status == plan.Open) && m.passed(waits) {
			return s
		}
	}
	return nil
}

// results answers how the steps ended that have passed, in the words of conditions.
func (m *Model) results() map[string]string {
	words := map[plan.Status]string{plan.Done: "approved", plan.Refused: "rejected", plan.Skipped: "skipped"}
	results := map[string]string{}
	for _, s := range m.steps {
		if s.status.Passed() {
			results[s.ID] = words[s.status]
		}
	}
	return results
}

// open opens a step; false when its items would be too many.
func (m *Model) open(s *step) bool {
	s.round++
	s.back = nil
	if s.When != "" && !m.world.Holds(s.When, m.results()) {
		m.skip(s)
		return true
	}
	switch s.Kind {
	case plan.Group:
		s.status = plan.Open
		return true
	case plan.Notice:
		s.status = plan.Done
		return true
	case plan.Submit:
		if s.round == 1 {
			s.status = plan.Done
			return true
		}
		return m.ask(s, []plan.Voter{{Person: m.world.Requester()}})
	}
	voters := m.voters(s)
	if len(voters) == 0 {
		switch s.Nobody {
		case "skip":
			m.skip(s)
			return true
		case "reject":
			m.rejected(s)
			return true
		}
		voters = []plan.Voter{{Pool: plan.Pool{Role: "admin"}}}
	}
	return m.ask(s, voters)
}

// skip skips a step and, if it is a group, everything in it.
func (m *Model) skip(s *step) {
	s.status = plan.Skipped
	for _, inner := range m.steps {
		if inner.In == s.ID {
			m.skip(inner)
		}
	}
}

// voters answers whom a task or approval asks.
func (m *Model) voters(s *step) []plan.Voter {
	all := m.world.People(s.Who)
	for _, person := range s.extra {
		if m.world.Active(person) {
			all = append(all, plan.Voter{Person: person})
		}
	}
	var once []plan.Voter
	named := func(v plan.Voter) bool {
		return slices.ContainsFunc(once, func(o plan.Voter) bool { return o.Person == v.Person && o.Pool == v.Pool })
	}
	for _, v := range all {
		nobody := v.Person == 0 && m.own(s, m.world.Requester()) && !m.world.Others(m.world.Requester(), v.Pool)
		if !named(v) && !nobody {
			once = append(once, v)
		}
	}
	if s.Self != "head" {
		return once
	}
	var kept []plan.Voter
	for _, v := range once {
		if v.Person == m.world.Requester() {
			v.Person = m.headOfRequester()
			if v.Person == 0 || named(v) {
				continue
			}
		}
		kept = append(kept, v)
	}
	return kept
}

func (m *Model) headOfRequester() int64 {
	requester := m.world.Requester()
	for up := 1; up <= 10; up++ {
		if head := m.world.Head(requester, up); head != 0 && head != requester {
			return head
		}
	}
	return 0
}

// ask makes a place for each voter.
func (m *Model) ask(s *step, voters []plan.Voter) bool {
	if len(m.items)+len(voters) > plan.MostItems {
		return false
	}
	s.status = plan.Open
	for _, v := range voters {
		weight := 1
		if s.Completion.Mode == plan.Weighted && v.Weight > 0 {
			weight = v.Weight
		}
		i := m.make(item{step: s.ID, person: v.Person, pool: v.Pool, byRule: !slices.Contains(s.extra, v.Person), root: true})
		s.places = append(s.places, place{weight: weight, chain: []int{i.id}})
	}
	m.look(s)
	return true
}
