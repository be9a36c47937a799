package plan

import "steward/domain"

// vote is the result of a place.
type vote int

const (
	pending vote = iota
	votedYes
	votedNo
)

func (m *machine) vote(p *Place) vote {
	v := votedYes
	for _, id := range p.Chain {
		switch st := m.Item(id).Status; {
		case st == ItemNo:
			return votedNo
		case !st.Decided():
			v = pending
		}
	}
	return v
}

// turn ends an open step whose outcome is certain, else makes it the turn of whoever comes next in each place.
func (m *machine) turn(t *Step) {
	for t.Status == Open {
		if approved, certain := m.outcome(t); certain {
			m.conclude(t, approved)
			return
		}
		if !m.hand(t) {
			return
		}
	}
}

// hand gives each place's turn to its first undecided item; it stops, and answers true, when an item decided itself.
func (m *machine) hand(t *Step) bool {
	turn := true // in a sequence only the first pending place has one
	for i := range t.Places {
		p := &t.Places[i]
		if m.vote(p) != pending {
			continue
		}
		mine := turn
		for _, id := range p.Chain {
			it := m.Item(id)
			if !it.Status.Live() {
				continue
			}
			if !mine {
				m.queue(it)
			} else if m.opens(t, it) {
				return true
			}
			mine = false
		}
		turn = t.Completion.Mode != Sequence
	}
	return false
}

func (m *machine) queue(it *Item) {
	it.Status, it.DueAt = ItemQueued, noTime
}

// opens makes it an item's turn; it answers true when the item decided itself.
func (m *machine) opens(t *Step, it *Item) bool {
	if it.Status == ItemOpen {
		return false
	}
	it.Status = ItemOpen
	if why := m.itself(t, it); why != "" {
		it.OpenedAt = m.now
		m.decide(it, ItemYes, 0, why)
		return true
	}
	if it.DueAt.IsZero() { // else it was its turn before, and the time goes on
		it.OpenedAt, it.DueAt = m.now, m.w.Due(m.now, m.minutes(t))
		m.tell("opened", it)
	}
	return false
}

// itself answers why an item is decided by itself, empty if it is not.
func (m *machine) itself(t *Step, it *Item) string {
	if t.Kind != Approval || !it.ByRule || it.Person == 0 || !it.Pool.Empty() {
		return ""
	}
	if t.Self == "skip" && it.Person == m.w.Requester() {
		return "self"
	}
	if t.Again == "skip" && m.approvedBefore(t, it.Person) {
		return "again"
	}
	return ""
}

func (m *machine) approvedBefore(t *Step, person int64) bool {
	for i := range m.Items {
		it := &m.Items[i]
		if it.Person != person || it.Status != ItemYes || it.Step == t.ID {
			continue
		}
		if o := m.Step(it.Step); o != nil && o.Status == Done && o.Round == it.Round {
			return true
		}
	}
	return false
}

func (m *machine) decide(it *Item, as ItemStatus, by int64, why string) {
	it.Status, it.By, it.Why, it.EndedAt = as, by, why, m.now
}

// outcome tells whether a step's outcome is certain, and then whether it is approved.
func (m *machine) outcome(t *Step) (approved, certain bool) {
	total, yes, no := 0, 0, 0
	for i := range t.Places {
		p := &t.Places[i]
		total += p.Weight
		switch m.vote(p) {
		case votedYes:
			yes += p.Weight
		case votedNo:
			no += p.Weight
		default:
			continue
		}
		if t.Completion.Mode == First {
			return yes > 0, true
		}
	}
	if t.Completion.Mode == First {
		return false, false
	}
	enough := t.Completion.enough(total)
	return yes >= enough, yes >= enough || total-no < enough
}

// enough answers how much of the votes' total weight approves.
func (c Completion) enough(total int) int {
	switch c.Mode {
	case All, Sequence:
		return total
	case Share, Weighted:
		return max(1, (total*c.Percent+99)/100)
	case Quorum:
		return max(1, min(c.Count, total))
	}
	return 1
}

// conclude ends a step.
func (m *machine) conclude(t *Step, approved bool) {
	if !approved {
		m.reject(t)
		return
	}
	t.Status, t.EndedAt = Done, m.now
	m.closeLive(t, "decided")
}

// reject ends a step, and by its rule the plan, or returns it.
func (m *machine) reject(t *Step) {
	m.closeLive(t, "decided")
	t.Status, t.EndedAt = Refused, m.now
	switch {
	case t.OnReject == "go_on":
		return
	case t.OnReject == "return" && len(t.Places) > 0: // where nobody was asked it would go round for ever
		if to := m.Step(t.ReturnTo); to != nil && m.mayReturn(t, to) {
			m.runAgain(to)
			return
		}
	}
	if t.Kind == Task {
		m.end(domain.VerdictFailed, "over", 0)
		return
	}
	m.end(domain.VerdictRejected, "over", 0)
}

// closeLive closes the live items of a step's present round.
func (m *machine) closeLive(t *Step, why string) {
	for i := range m.Items {
		if it := &m.Items[i]; it.Step == t.ID && it.Round == t.Round && it.Status.Live() {
			m.close(it, why, 0)
		}
	}
}
