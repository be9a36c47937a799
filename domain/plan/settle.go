package plan

import (
	"cmp"
	"slices"
	"time"
)

var noTime time.Time

// Settle applies what fell due up to now, earliest first. It opens no step.
func Settle(s State, w World, now time.Time) Result {
	m := newMachine(s, w, now)
	m.settle()
	return Result{State: m.State, Tells: m.tells}
}

// Next answers the open item that falls due first, nil if none is open.
func (s *State) Next() *Item {
	var first *Item
	for i := range s.Items {
		if it := &s.Items[i]; it.Status == ItemOpen && (first == nil || it.DueAt.Before(first.DueAt)) {
			first = it
		}
	}
	return first
}

func (m *machine) settle() {
	for it := m.Next(); it != nil && !it.DueAt.After(m.until); it = m.Next() {
		m.now = it.DueAt
		m.timeOut(m.Step(it.Step), it)
	}
	m.now = m.until
}

// minutes is how long an item of a step may wait in working time.
func (m *machine) minutes(t *Step) int {
	return cmp.Or(t.Limit.Minutes, m.Limit.Minutes, defaultMinutes)
}

// Then answers what happens when an item's time is over: remind, approve, reject, transfer or escalate.
func (s *State) Then(it Item) string {
	t := s.Step(it.Step)
	decides := t != nil && (t.Limit.Then == ThenApprove || t.Limit.Then == ThenReject)
	headless := t != nil && t.Limit.Then == Escalate && it.Person == 0 // a pool that nobody has claimed
	if t == nil || it.Remind || headless || t.Limit.Then == "" || decides && (it.Adviser || t.Kind == Submit) {
		return Remind
	}
	return t.Limit.Then
}

func (m *machine) timeOut(t *Step, it *Item) {
	switch then := m.Then(*it); then {
	case ThenApprove, ThenReject:
		as := ItemYes
		if then == ThenReject {
			as = ItemNo
		}
		m.touch(it)
		m.decide(it, as, 0, "timeout")
		m.turn(t)
		return
	case ThenTransfer:
		if m.passOn(t, it) {
			return
		}
	case Escalate:
		if head := m.escalate(it); head != 0 {
			m.tells = append(m.tells, Tell{What: "escalated", Step: t.ID, Item: it.ID, To: []int64{head}})
			m.dueAgain(t, it)
			return
		}
	}
	m.tell("reminded", it)
	m.dueAgain(t, it)
}

// escalate answers the next head above an item's person, 0 if there is none.
func (m *machine) escalate(it *Item) int64 {
	if it.Person == 0 {
		return 0
	}
	head := m.w.Head(it.Person, it.Levels+1)
	if head != 0 {
		it.Levels++
	}
	return head
}

// dueAgain steps an item's due time on until it lies ahead.
func (m *machine) dueAgain(t *Step, it *Item) {
	minutes := m.minutes(t)
	for !it.DueAt.After(m.until) {
		next := m.w.Due(it.DueAt, minutes)
		if !next.After(it.DueAt) {
			next = it.DueAt.Add(time.Duration(minutes) * time.Minute)
		}
		it.DueAt = next
	}
}

// passOn hands an item to the first of the limit's people who can take it.
func (m *machine) passOn(t *Step, it *Item) bool {
	p := t.placeOf(it.ID)
	if len(m.Items) >= MostItems || p.Handed >= mostHanded {
		return false
	}
	people := m.w.People(t.Limit.To)
	i := slices.IndexFunc(people, func(v Voter) bool {
		return v.Person != 0 && m.w.Active(v.Person) && !m.asked(t, v.Person) && !m.mayNotDecide(t, v.Person)
	})
	if i < 0 {
		return false
	}
	m.handOver(t, it, people[i].Person, 0).Remind = true
	m.turn(t)
	return true
}
