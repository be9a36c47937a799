package plan

import (
	"slices"
	"strconv"
	"time"

	"steward/domain"
)

// urgeEvery is how long after an urging the next may follow.
const urgeEvery = time.Hour

func manages(a Act) Refusal {
	if !a.Manager {
		return domain.Refuse(domain.Forbidden, "Only those who manage this plan may do this.", "只有计划管理者可以这样做。")
	}
	return nil
}

func withdraw(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if a.By != m.w.Requester() {
		return domain.Refuse(domain.Forbidden, "Only the requester may withdraw.", "只有申请人可以撤回。")
	}
	m.end(domain.VerdictWithdrawn, "withdrawn", a.By)
	return nil
}

func terminate(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if err := manages(a); err != nil {
		return err
	}
	m.end(domain.VerdictCancelled, "terminated", a.By)
	return nil
}

func urge(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if !a.Manager && a.By != m.w.Requester() {
		return domain.Refuse(domain.Forbidden, "Only the requester and those who manage the plan may urge.", "只有申请人和计划管理者可以催办。")
	}
	if !m.UrgedAt.IsZero() && m.now.Before(m.UrgedAt.Add(urgeEvery)) {
		return domain.Refuse(domain.Conflict, "They were urged less than an hour ago; give them time.", "一小时内已催办过，请稍候。")
	}
	if m.Next() == nil {
		return domain.Refuse(domain.Conflict, "Nobody is waited for now.", "当前没有等待任何人。")
	}
	m.UrgedAt = m.now
	for i := range m.Items {
		if m.Items[i].Status == ItemOpen {
			m.tell("urged", &m.Items[i])
		}
	}
	return nil
}

func circulate(m *machine, a Act, _ *Step, _ *Item) Refusal {
	took := slices.ContainsFunc(m.Items, func(it Item) bool { return it.Person == a.By || it.By == a.By && it.Status.Decided() })
	if !a.Manager && a.By != m.w.Requester() && !took {
		return domain.Refuse(domain.Forbidden, "Only those who take part may circulate it.", "只有参与者可以传阅。")
	}
	if slices.ContainsFunc(a.To, func(p int64) bool { return !m.w.Active(p) }) {
		return domain.RefuseField("to", "Name people who work here and are not disabled, or contacts of the requester's customer.", "请指定在职人员，或申请人所属客户的联系人。")
	}
	m.tells = append(m.tells, Tell{What: "circulated", To: a.To})
	return nil
}

func addPerson(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if err := manages(a); err != nil {
		return err
	}
	t := m.Step(a.Step)
	if t.Kind != Task && t.Kind != Approval {
		return domain.RefuseField("step", "People are added to tasks and approvals.", "只能向办理或审批步骤加人。")
	}
	if t.Status.Passed() {
		return domain.Refuse(domain.Conflict, "This step is over already.", "此步骤已结束。")
	}
	if err := m.mayAsk(t, a.To); err != nil {
		return err
	}
	if t.Status == Waiting {
		if slices.ContainsFunc(a.To, func(p int64) bool { return slices.Contains(t.Extra, p) }) {
			return domain.RefuseField("to", "One of them is asked in this step already.", "其中有人已在此步骤中待办。")
		}
		t.Extra = append(t.Extra, a.To...)
		return nil
	}
	t.Touched = true
	for _, p := range a.To {
		m.addPlace(t, p, a.By)
	}
	m.turn(t)
	return nil
}

func addStep(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if err := manages(a); err != nil {
		return err
	}
	if len(m.Steps) >= MostSteps {
		return domain.Refuse(domain.TooMany, "A plan has at most 100 steps.", "一个计划最多 100 个步骤。")
	}
	d := a.New
	for d.ID = ""; d.ID == "" || m.Step(d.ID) != nil; {
		m.Added++
		d.ID = "added-" + strconv.Itoa(m.Added)
	}
	d.After = a.After
	if d.Kind != Task && d.Kind != Approval && d.Kind != Notice {
		return domain.RefuseField("kind", "Add a task, an approval or a notice.", "只能增加办理、审批或传阅步骤。")
	}
	if err := d.validate(); err != nil {
		return err
	}
	if g := m.Step(d.In); d.In != "" && (g == nil || g.Kind != Group || g.Status.Passed()) {
		return domain.RefuseField("in", "Name a group of this plan that is not over.", "请指定本计划中尚未结束的组。")
	}
	m.Steps = append(m.Steps, Step{StepDef: d, Status: Waiting, AddedBy: a.By})
	return m.place(&m.Steps[len(m.Steps)-1], a)
}

func moveStep(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if err := manages(a); err != nil {
		return err
	}
	t := m.Step(a.Step)
	if !mayMove(t) {
		return errTouched
	}
	m.detach(t)
	return m.place(t, a)
}

func mayMove(t *Step) bool {
	return t.Status == Waiting && t.Round == 0 && t.Kind != Group && t.Kind != Submit
}

var errTouched = &domain.Error{Code: domain.Conflict, Field: "step", Text: domain.Text{
	En: "Only a single step that has not begun yet can be changed.", Zh: "只能更改尚未开始的单个步骤。"}}

// place puts a step after and before others of its group.
func (m *machine) place(t *Step, a Act) Refusal {
	for _, id := range a.After {
		if o := m.Step(id); o == nil || o.In != t.In || o.ID == t.ID {
			return domain.RefuseField("after", "Name steps of the same group, other than this.", "请指定同一组内的其他步骤。")
		}
	}
	t.After = slices.Clone(a.After)
	m.afterStart(t)
	for _, id := range a.Before {
		o := m.Step(id)
		if o == nil || o.In != t.In || o.ID == t.ID || o.Kind == Submit {
			return domain.RefuseField("before", "Name steps of the same group, other than this and the start.", "请指定同一组内除本步骤和提交步骤外的步骤。")
		}
		if o.Status != Waiting || o.Round != 0 {
			return &domain.Error{Code: domain.Conflict, Field: "before", Text: domain.Text{
				En: "It cannot come before a step that has begun already.", Zh: "不能排在已开始的步骤之前。"}}
		}
		if !slices.Contains(o.After, t.ID) {
			o.After = append(o.After, t.ID)
		}
	}
	if m.cyclic() {
		return domain.RefuseField("before", "So a step would wait for itself; choose other neighbours.", "这样会使步骤互相等待，请选择其他前后步骤。")
	}
	return nil
}

func removeStep(m *machine, a Act, _ *Step, _ *Item) Refusal {
	if err := manages(a); err != nil {
		return err
	}
	i := slices.IndexFunc(m.Steps, func(t Step) bool { return t.ID == a.Step })
	gone := m.Steps[i]
	if !mayMove(&gone) {
		return errTouched
	}
	m.Steps = slices.Delete(m.Steps, i, i+1)
	m.detach(&gone)
	return nil
}

// detach lets whoever was after a step be after what it was after.
func (m *machine) detach(t *Step) {
	for i := range m.Steps {
		o := &m.Steps[i]
		at := slices.Index(o.After, t.ID)
		if at < 0 {
			continue
		}
		o.After = slices.Delete(o.After, at, at+1)
		for _, id := range t.After {
			if !slices.Contains(o.After, id) {
				o.After = append(o.After, id)
			}
		}
	}
}
