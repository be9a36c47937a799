package reference

import (
	"slices"
	"time"

	"steward/domain"
	"steward/domain/plan"
)

// Apply judges an act: the code of its refusal, and then nothing has changed, or none.
func (m *Model) Apply(a plan.Act, w plan.World, now time.Time) domain.Code {
	if !wellFormed(a) {
		return domain.Invalid
	}
	if !m.running() && a.Verb != plan.Circulate {
		return domain.Closed
	}
	next := m.clone()
	next.world, next.now = w, now
	next.acts++
	if code := next.apply(a); code != "" {
		return code
	}
	*m = *next
	return ""
}

// wellFormed tells whether an act says all that its verb needs.
func wellFormed(a plan.Act) bool {
	switch a.Verb {
	case plan.Reject, plan.Fail, plan.Return, plan.Terminate:
		return a.Comment != ""
	case plan.Transfer, plan.Delegate:
		return len(a.To) == 1
	case plan.AddSigner, plan.Circulate, plan.AddPerson:
		named := slices.Clone(a.To)
		slices.Sort(named)
		return len(a.To) > 0 && len(slices.Compact(named)) == len(a.To)
	case plan.Approve, plan.Complete, plan.Claim, plan.Release, plan.TakeBack, plan.Remove, plan.Withdraw, plan.Urge,
		plan.AddStep, plan.MoveStep, plan.RemoveStep:
		return true
	}
	return false
}

func (m *Model) apply(a plan.Act) domain.Code {
	switch a.Verb {
	case plan.Withdraw, plan.Urge, plan.Terminate, plan.Circulate:
		return m.ofPlan(a)
	case plan.AddPerson, plan.AddStep, plan.MoveStep, plan.RemoveStep:
		return m.edit(a)
	}
	i := m.item(a.Item)
	if i == nil || a.Verb == plan.Return && m.step(a.Step) == nil {
		return domain.NotFound
	}
	s := m.step(i.step)
	if !fits(a, s, i) {
		return domain.Invalid
	}
	if !m.may(a, i) {
		if signs := a.Verb != plan.TakeBack && a.Verb != plan.Remove; signs && !i.pool.Empty() && m.world.Member(a.By, i.pool) && !m.own(s, a.By) {
			return domain.Conflict // another of the pool was first
		}
		return domain.Forbidden
	}
	switch a.Verb {
	case plan.TakeBack:
		return m.takeBack(s, i)
	case plan.Remove:
		return m.remove(s, i)
	}
	if i.status != plan.ItemOpen && (a.Verb != plan.Transfer || !a.Manager || !i.status.Live()) {
		return domain.Conflict
	}
	unclaimed := i.person == 0
	if unclaimed && i.status == plan.ItemOpen && m.signer(a.By, i) {
		i.person = a.By
	}
	code := m.sign(a, s, i, unclaimed)
	m.look(s)
	return code
}

// own tells whether a person is the requester, in a step that the requester does not decide.
func (m *Model) own(s *step, person int64) bool {
	return s.Kind == plan.Approval && (s.Self == "skip" || s.Self == "head") && person == m.world.Requester()
}

func (m *Model) signer(by int64, i *item) bool {
	if i.person != by && m.own(m.step(i.step), by) {
		return false
	}
	if i.person == 0 {
		return m.world.Member(by, i.pool)
	}
	return i.person == by || m.world.Deputy(by, i.person)
}

func (m *Model) may(a plan.Act, i *item) bool {
	switch a.Verb {
	case plan.TakeBack:
		return i.status.Decided() && i.by == a.By || i.person == a.By
	case plan.Remove:
		return a.Manager || i.addedBy != 0 && i.addedBy == a.By
	case plan.Transfer:
		return a.Manager || m.signer(a.By, i)
	}
	return m.signer(a.By, i)
}

// sign does what a signer says to his item.
func (m *Model) sign(a plan.Act, s *step, i *item, unclaimed bool) domain.Code {
	switch a.Verb {
	case plan.Approve, plan.Reject, plan.Complete, plan.Fail:
		return m.decide(a, i)
	case plan.Transfer:
		return m.transfer(a, s, i)
	case plan.Delegate:
		return m.delegate(a, s, i)
	case plan.AddSigner:
		return m.addSigner(a, s, i)
	case plan.Return:
		return m.goBack(a, s, i)
	case plan.Claim:
		if !unclaimed {
			return domain.Conflict
		}
	case plan.Release:
		if unclaimed || i.pool.Empty() {
			return domain.Conflict
		}
		i.person = 0
	}
	m.touch(i)
	return ""
}

// deciding says of which kinds of step a verb decides the items.
var deciding = map[plan.Verb][]plan.Kind{
	plan.Approve:  {plan.Approval},
	plan.Reject:   {plan.Approval},
	plan.Complete: {plan.Task, plan.Submit},
	plan.Fail:     {plan.Task},
}

// fits tells whether a verb fits what the item is.
func fits(a plan.Act, s *step, i *item) bool {
	if kinds := deciding[a.Verb]; kinds != nil {
		return slices.Contains(kinds, s.Kind)
	}
	aside := i.adviser || s.Kind == plan.Submit
	switch a.Verb {
	case plan.AddSigner:
		return a.Where == "before" || a.Where == "after" || a.Where == "beside" && !aside
	case plan.Return:
		return !aside
	}
	return true
}

func (m *Model) decide(a plan.Act, i *item) domain.Code {
	switch {
	case i.adviser:
		i.status = plan.ItemAdvised
	case a.Verb == plan.Approve || a.Verb == plan.Complete:
		i.status = plan.ItemYes
	default:
		i.status = plan.ItemNo
	}
	i.by = a.By
	m.touch(i)
	return ""
}

// named tells whether the people of an act may be asked in a step.
func (m *Model) named(a plan.Act, s *step) bool {
	for _, person := range a.To {
		if !m.world.Active(person) || m.asked(s, person) || m.own(s, person) {
			return false
		}
	}
	return true
}

func (m *Model) full(more int) bool { return len(m.items)+more > plan.MostItems }

func (m *Model) transfer(a plan.Act, s *step, i *item) domain.Code {
	if !m.named(a, s) {
		return domain.Invalid
	}
	if m.handed(s, i) >= mostHanded {
		return domain.Conflict
	}
	if m.full(1) {
		return domain.TooMany
	}
	m.pass(s, i, a.To[0])
	return ""
}

// mostHanded is how often a place may be handed on.
const mostHanded = 20

func (m *Model) handed(s *step, i *item) int {
	at, _ := m.placeOf(s, i)
	return s.places[at].handed
}

// pass puts a new item of another person where an item stands, with the same role.
func (m *Model) pass(s *step, i *item, to int64) *item {
	j := m.make(item{step: s.ID, person: to, addedBy: i.addedBy, root: i.root, adviser: i.adviser, remind: i.remind})
	at, in := m.placeOf(s, i)
	s.places[at].chain[in] = j.id
	s.places[at].handed++
	m.touch(i)
	m.touch(j)
	m.close(i, "transferred")
	return j
}

func (m *Model) delegate(a plan.Act, s *step, i *item) domain.Code {
	if !m.named(a, s) {
		return domain.Invalid
	}
	if m.full(1) {
		return domain.TooMany
	}
	at, in := m.placeOf(s, i)
	m.touch(i)
	j := m.make(item{step: s.ID, person: a.To[0], addedBy: a.By, adviser: true})
	s.places[at].chain = slices.Insert(s.places[at].chain, in, j.id)
	return ""
}

func (m *Model) addSigner(a plan.Act, s *step, i *item) domain.Code {
	if !m.named(a, s) {
		return domain.Invalid
	}
	if m.full(len(a.To)) {
		return domain.TooMany
	}
	m.touch(i)
	if a.Where == "beside" {
		m.beside(a, s)
		return ""
	}
	at, in := m.placeOf(s, i)
	if a.Where == "after" {
		in++
	}
	for n, person := range a.To {
		j := m.make(item{step: s.ID, person: person, addedBy: a.By})
		s.places[at].chain = slices.Insert(s.places[at].chain, in+n, j.id)
	}
	return ""
}

// beside gives each person of an act a place at the end.
func (m *Model) beside(a plan.Act, s *step) {
	for _, person := range a.To {
		j := m.make(item{step: s.ID, person: person, addedBy: a.By, root: true})
		s.places = append(s.places, place{weight: 1, chain: []int{j.id}})
	}
}

func (m *Model) remove(s *step, i *item) domain.Code {
	if !i.status.Live() {
		return domain.Conflict
	}
	at, in := m.placeOf(s, i)
	s.changed = true
	if !i.root {
		m.close(i, "removed")
		s.places[at].chain = slices.Delete(s.places[at].chain, in, in+1)
		m.look(s)
		return ""
	}
	decided := func(id int) bool { return m.item(id).status.Decided() }
	if len(s.places) == 1 || slices.ContainsFunc(s.places[at].chain, decided) {
		return domain.Conflict
	}
	for _, id := range s.places[at].chain {
		m.close(m.item(id), "removed")
	}
	s.places = slices.Delete(s.places, at, at+1)
	m.look(s)
	return ""
}
