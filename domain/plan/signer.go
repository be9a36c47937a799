package plan

import (
	"slices"

	"steward/domain"
)

// mostHanded is how often a place may be handed on.
const mostHanded = 20

// answer decides an item.
func answer(m *machine, a Act, t *Step, it *Item) Refusal {
	if !t.Kind.knows(a.Verb) {
		return domain.RefuseField("verb", "This step is not answered so; see what is offered.", "此步骤不能这样处理，请见可用动作。")
	}
	if err := m.signs(a, it); err != nil {
		return err
	}
	as := ItemYes
	if a.Verb == Reject || a.Verb == Fail {
		as = ItemNo
	}
	if it.Adviser {
		it.Opinion, as = string(as), ItemAdvised
	}
	it.Comment = a.Comment
	m.decide(it, as, a.By, "")
	m.turn(t)
	return nil
}

// knows tells whether a step of this kind is answered by a verb.
func (k Kind) knows(v Verb) bool {
	switch v {
	case Approve, Reject:
		return k == Approval
	case Complete:
		return k == Task || k == Submit
	case Fail:
		return k == Task
	}
	return false
}

func transfer(m *machine, a Act, t *Step, it *Item) Refusal {
	if !a.Manager || m.isSigner(a.By, it) && it.Status == ItemOpen {
		if err := m.signs(a, it); err != nil {
			return err
		}
	} else if !it.Status.Live() {
		return m.notOpen(it)
	}
	if err := m.mayAsk(t, a.To); err != nil {
		return err
	}
	if t.placeOf(it.ID).Handed >= mostHanded {
		return domain.Refuse(domain.Conflict, "This has been handed on 20 times; somebody must answer it.", "已转办 20 次，请直接处理。")
	}
	it.Comment = a.Comment
	m.handOver(t, it, a.To[0], a.By)
	m.turn(t)
	return nil
}

// handOver puts a new item of a person into an item's place of its chain, and closes the old.
func (m *machine) handOver(t *Step, old *Item, to, by int64) *Item {
	p := t.placeOf(old.ID)
	m.touch(old)
	m.close(old, "transferred", by)
	oldID := old.ID
	fresh := Item{Person: to, Adviser: old.Adviser, AddedBy: old.AddedBy, Root: old.Root, Remind: old.Remind}
	id := m.make(t, fresh)
	p.Chain[slices.Index(p.Chain, oldID)] = id
	p.Handed++
	it := m.Item(id)
	m.touch(it)
	return it
}

func delegate(m *machine, a Act, t *Step, it *Item) Refusal {
	if err := m.signs(a, it); err != nil {
		return err
	}
	if err := m.mayAsk(t, a.To); err != nil {
		return err
	}
	p, before := t.placeOf(it.ID), it.ID
	m.insert(p, slices.Index(p.Chain, before), m.make(t, Item{Person: a.To[0], Adviser: true, AddedBy: a.By}))
	m.turn(t)
	return nil
}

func (m *machine) insert(p *Place, at, id int) { p.Chain = slices.Insert(p.Chain, at, id) }

func addSigner(m *machine, a Act, t *Step, it *Item) Refusal {
	if a.Where != "before" && a.Where != "after" && a.Where != "beside" {
		return domain.RefuseField("where", "Say where they sign: before, after or beside.", "请说明加签位置：before（前）、after（后）或 beside（并）。")
	}
	if a.Where == "beside" && (it.Adviser || t.Kind == Submit) {
		return domain.RefuseField("where", "Nobody can be added beside here; add them before or after.", "此处不能并加签，请前加签或后加签。")
	}
	if err := m.signs(a, it); err != nil {
		return err
	}
	if err := m.mayAsk(t, a.To); err != nil {
		return err
	}
	own, id := it.ID, 0
	for i, person := range a.To {
		if a.Where == "beside" {
			m.addPlace(t, person, a.By)
			continue
		}
		id = m.make(t, Item{Person: person, AddedBy: a.By})
		p := t.placeOf(own)
		at := slices.Index(p.Chain, own)
		if a.Where == "after" {
			at += 1 + i
		}
		m.insert(p, at, id)
	}
	m.turn(t)
	return nil
}

func (m *machine) addPlace(t *Step, person, by int64) {
	id := m.make(t, Item{Person: person, Root: true, AddedBy: by})
	t.Places = append(t.Places, Place{Weight: 1, Chain: []int{id}})
}

func claim(m *machine, a Act, t *Step, it *Item) Refusal {
	if it.Person != 0 && it.Status == ItemOpen && m.isSigner(a.By, it) {
		return domain.Refuse(domain.Conflict, "This is claimed already.", "已认领。")
	}
	return m.signs(a, it)
}

func release(m *machine, a Act, t *Step, it *Item) Refusal {
	if it.Person == 0 && m.isSigner(a.By, it) || it.Pool.Empty() && m.isSigner(a.By, it) {
		return domain.Refuse(domain.Conflict, "Only what was claimed from a pool goes back to it.", "只有认领的待办才能放回。")
	}
	if err := m.signs(a, it); err != nil {
		return err
	}
	it.Person = 0
	return nil
}

// mayRemove refuses whom such an actor may not remove.
func (m *machine) mayRemove(a Act, t *Step, it *Item) Refusal {
	if !a.Manager && (it.AddedBy == 0 || it.AddedBy != a.By) {
		return domain.Refuse(domain.Forbidden, "Only whoever added a signer, or who manages the plan, may remove him.", "只有加签人或计划管理者可以减签。")
	}
	if !it.Status.Live() {
		return m.notOpen(it)
	}
	if it.Root && (len(t.Places) == 1 || slices.ContainsFunc(t.placeOf(it.ID).Chain, func(id int) bool { return m.Item(id).Status.Decided() })) {
		return domain.Refuse(domain.Conflict, "The last one asked, or one for whom somebody has decided already, cannot be removed; hand it on instead.",
			"不能减去最后一人，或其席位已有人表态；请改为转办。")
	}
	return nil
}

func remove(m *machine, a Act, t *Step, it *Item) Refusal {
	if err := m.mayRemove(a, t, it); err != nil {
		return err
	}
	i := t.placeAt(it.ID)
	p := &t.Places[i]
	if !it.Root {
		m.close(it, "removed", a.By)
		p.Chain = slices.DeleteFunc(p.Chain, func(id int) bool { return id == it.ID })
	} else {
		for _, id := range p.Chain {
			m.close(m.Item(id), "removed", a.By)
		}
		t.Places = slices.Delete(t.Places, i, i+1)
	}
	t.Touched = true
	m.turn(t)
	return nil
}

// mayAsk refuses people who cannot be asked in a step besides those who are.
func (m *machine) mayAsk(t *Step, people []int64) Refusal {
	for _, p := range people {
		switch {
		case !m.w.Active(p):
			return domain.RefuseField("to", "Name people who work here and are not disabled, or contacts of the requester's customer.", "请指定在职人员，或申请人所属客户的联系人。")
		case m.asked(t, p):
			return domain.RefuseField("to", "One of them is asked in this step already.", "其中有人已在此步骤中待办。")
		case m.mayNotDecide(t, p):
			return domain.RefuseField("to", "The requester may not decide this step.", "申请人不能审批此步骤。")
		}
	}
	if len(m.Items)+len(people) > MostItems {
		return errItems
	}
	return nil
}

// asked tells whether a person has a live item in a step's present round.
func (m *machine) asked(t *Step, person int64) bool {
	return slices.ContainsFunc(m.Items, func(it Item) bool {
		return it.Step == t.ID && it.Round == t.Round && it.Person == person && it.Status.Live()
	})
}

func (t *Step) placeAt(item int) int {
	return slices.IndexFunc(t.Places, func(p Place) bool { return slices.Contains(p.Chain, item) })
}

func (t *Step) placeOf(item int) *Place { return &t.Places[t.placeAt(item)] }
