package plan

import (
	"slices"

	"steward/domain"
)

func returnTo(m *machine, a Act, t *Step, it *Item) Refusal {
	to := m.Step(a.Step)
	if it.Adviser || t.Kind == Submit {
		return domain.RefuseField("verb", "Nothing can be returned from here.", "此处不能退回。")
	}
	if err := m.signs(a, it); err != nil {
		return err
	}
	if !m.mayReturn(t, to) {
		return &domain.Error{Code: domain.Conflict, Field: "step", Text: domain.Text{
			En: "It can be returned only to a step on the way to this one that has been done.", Zh: "只能退回到通向本步骤且已办理过的步骤。"}}
	}
	it.Comment = a.Comment
	m.close(it, "returned", a.By)
	if a.Jump {
		m.jump(t, to)
	} else {
		m.runAgain(to)
	}
	m.tells = append(m.tells, Tell{What: "returned", Step: to.ID, Item: it.ID, To: []int64{m.w.Requester()}})
	return nil
}

// mayReturn tells whether a step may return to another.
func (m *machine) mayReturn(t, to *Step) bool {
	return (to.Kind == Task || to.Kind == Approval || to.Kind == Submit) && to.Round > 0 && to.Status != Skipped && m.after(t, to.ID)
}

// ReturnTargets answers the steps to which an item's step may return, in the plan's order.
func (s *State) ReturnTargets(t *Step) []*Step {
	m := machine{State: *s}
	var to []*Step
	for i := range m.Steps {
		if m.mayReturn(t, &m.Steps[i]) {
			to = append(to, s.Step(m.Steps[i].ID))
		}
	}
	return to
}

// runAgain opens a step anew, with everything downstream of it to come again.
func (m *machine) runAgain(to *Step) {
	m.resetAfter(to, "returned")
	if to.Status.Passed() {
		m.reset(to, "returned")
	}
	m.openAround(to)
}

// jump opens a step anew and lets another wait for it; all else goes on.
func (m *machine) jump(t, to *Step) {
	m.reset(t, "returned")
	t.Back = []string{to.ID}
	if to.Status.Passed() {
		m.reset(to, "returned")
	}
	m.openAround(to)
	m.openAround(t)
}

func (m *machine) resetAfter(of *Step, why string) {
	for i, marked := range m.downstream(of.ID) {
		if marked {
			m.reset(&m.Steps[i], why)
		}
	}
}

// reset makes a step wait again as if it had not been opened in this round.
func (m *machine) reset(t *Step, why string) {
	m.closeLive(t, why)
	t.Status, t.Places, t.Back, t.Touched, t.EndedAt = Waiting, nil, nil, false, noTime
}

func takeBack(m *machine, a Act, t *Step, it *Item) Refusal {
	if (it.By != a.By || !it.Status.Decided()) && it.Person != a.By {
		return domain.Refuse(domain.Forbidden, "Only whoever decided may take it back.", "只有作出决定的人可以拿回。")
	}
	if !it.Status.Decided() || it.By == 0 {
		return domain.Refuse(domain.Conflict, "There is no decision of yours to take back here.", "此处没有可拿回的决定。")
	}
	if t.Round != it.Round || t.Status == Waiting || t.Status == Skipped || t.placeAt(it.ID) < 0 || m.actedSince(t, it) {
		return domain.Refuse(domain.Conflict, "The next has acted already: it can no longer be taken back.", "后续已有人处理，不能再拿回。")
	}
	it.Status, it.Touched, it.ByRule, it.By, it.EndedAt = ItemQueued, 0, false, 0, noTime
	it.Opinion, it.Comment = "", ""
	if t.Status.Passed() {
		m.undo(t)
	}
	if m.turn(t); t.Status != Open {
		return domain.Refuse(domain.Conflict, "The step was decided without this vote; taking it back would change nothing.", "该步骤的结果与此表态无关，拿回不会改变结果。")
	}
	return nil
}

// actedSince tells whether the next after a decision has acted.
func (m *machine) actedSince(t *Step, it *Item) bool {
	i := t.placeAt(it.ID)
	later := t.Places[i].Chain[slices.Index(t.Places[i].Chain, it.ID)+1:]
	if t.Completion.Mode == Sequence {
		later = slices.Clone(later)
		for _, p := range t.Places[i+1:] {
			later = append(later, p.Chain...)
		}
	}
	if slices.ContainsFunc(later, func(id int) bool { return m.Item(id).Touched > it.Touched }) {
		return true
	}
	if !t.Status.Passed() {
		return false
	}
	for i, marked := range m.downstream(t.ID) {
		if marked && m.touched(&m.Steps[i]) {
			return true
		}
	}
	return false
}

// touched tells whether anybody has acted in a step's present round.
func (m *machine) touched(t *Step) bool {
	if t.Status == Waiting || t.Status == Skipped {
		return false
	}
	return t.Touched || slices.ContainsFunc(m.Items, func(it Item) bool { return it.Step == t.ID && it.Round == t.Round && it.Touched > 0 })
}

// undo opens a step that had passed, as it was, and resets what came of its end.
func (m *machine) undo(t *Step) {
	t.Status, t.EndedAt = Open, noTime
	for _, p := range t.Places {
		for _, id := range p.Chain {
			if it := m.Item(id); it.Status == ItemClosed && it.Why == "decided" {
				it.Status, it.Why, it.EndedAt = ItemQueued, "", noTime
			}
		}
	}
	m.resetAfter(t, "taken_back")
	m.openAround(t)
}
