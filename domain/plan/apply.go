package plan

import (
	"slices"
	"strings"
	"time"

	"steward/domain"
)

// rule says of a verb what it needs before it is judged.
type rule struct {
	item    bool // it is about an item
	step    bool // it names a step
	comment bool // it needs a few words
	people  int  // how many people it names at most
	over    bool // legal also when the plan is over
	do      func(m *machine, a Act, t *Step, it *Item) Refusal
}

var rules map[Verb]rule

func init() { // the functions look verbs up in their turn
	rules = map[Verb]rule{
		Approve: {item: true, do: answer}, Reject: {item: true, comment: true, do: answer},
		Complete: {item: true, do: answer}, Fail: {item: true, comment: true, do: answer},
		Transfer: {item: true, people: 1, do: transfer}, Delegate: {item: true, people: 1, do: delegate}, AddSigner: {item: true, people: 50, do: addSigner},
		Claim: {item: true, do: claim}, Release: {item: true, do: release}, Return: {item: true, step: true, comment: true, do: returnTo},
		TakeBack: {item: true, do: takeBack}, Remove: {item: true, do: remove},
		Withdraw: {do: withdraw}, Urge: {do: urge}, Terminate: {comment: true, do: terminate}, Circulate: {people: 200, over: true, do: circulate},
		AddPerson: {step: true, people: 50, do: addPerson}, AddStep: {do: addStep}, MoveStep: {step: true, do: moveStep}, RemoveStep: {step: true, do: removeStep},
	}
}

// Apply judges an act against a settled state and answers the state after it, or a typed refusal.
func Apply(s State, a Act, w World, now time.Time) (Result, Refusal) {
	r, known := rules[a.Verb]
	if !known {
		return Result{}, domain.RefuseField("verb", "A plan knows no act \""+string(a.Verb)+"\".", "计划没有“"+string(a.Verb)+"”这一动作。")
	}
	a.Comment = strings.TrimSpace(a.Comment)
	if r.comment && a.Comment == "" {
		return Result{}, domain.RefuseField("comment", "Write a few words: others must understand why.", "请填写说明，让他人了解原因。")
	}
	if err := r.namesPeople(a); err != nil {
		return Result{}, err
	}
	if s.Over() && !r.over {
		return Result{}, errOver
	}
	m := newMachine(s, w, now)
	var it *Item
	var t *Step
	if r.item {
		if it = m.Item(a.Item); it == nil {
			return Result{}, domain.Refuse(domain.NotFound, "There is no such item in this plan.", "此计划中没有该待办。")
		}
		t = m.Step(it.Step)
		if t == nil {
			return Result{}, domain.Refuse(domain.Conflict, "The step of this item is no longer in the plan.", "该待办的步骤已不在计划中。")
		}
	}
	if r.step && m.Step(a.Step) == nil {
		return Result{}, &domain.Error{Code: domain.NotFound, Field: "step", Text: domain.Text{En: "There is no such step in this plan.", Zh: "此计划中没有该步骤。"}}
	}
	if err := r.do(m, a, t, it); err != nil {
		return Result{}, err
	}
	return m.result()
}

var errOver = domain.Refuse(domain.Closed, "This plan is over; nothing can be done in it any more.", "此计划已结束，不能再操作。")

func (r rule) namesPeople(a Act) Refusal {
	if r.people == 0 {
		return nil
	}
	if len(a.To) == 0 || len(a.To) > r.people {
		if r.people == 1 {
			return domain.RefuseField("to", "Name one person.", "请指定一人。")
		}
		return domain.RefuseField("to", "Name at least one person, and not that many.", "请至少指定一人，且不要过多。")
	}
	for i, p := range a.To {
		if slices.Contains(a.To[:i], p) {
			return domain.RefuseField("to", "Name each person once.", "每人只能指定一次。")
		}
	}
	return nil
}

// touch notes that somebody acted on an item.
func (m *machine) touch(it *Item) {
	m.Acts++
	it.Touched = m.Acts
}

// signs refuses whoever may not act on an item now; of an unclaimed pool's it claims it for him.
func (m *machine) signs(a Act, it *Item) Refusal {
	signer := m.isSigner(a.By, it)
	if !signer && m.mayNotDecide(m.Step(it.Step), a.By) {
		return errOwn
	}
	if !signer && (it.Pool.Empty() || !m.w.Member(a.By, it.Pool)) {
		return errSigner
	}
	if it.Status != ItemOpen {
		return m.notOpen(it)
	}
	if !signer { // another of the pool was first
		e := domain.Refuse(domain.Conflict, "Somebody else has claimed this already.", "已被他人认领。")
		e.About = &domain.About{By: it.Person}
		return e
	}
	if it.Person == 0 {
		it.Person = a.By
	}
	m.touch(it)
	return nil
}

var errOwn = domain.Refuse(domain.Forbidden, "This is your own request; others decide this step.", "这是您自己的申请，此步骤由他人审批。")

var errSigner = domain.Refuse(domain.Forbidden, "This waits on somebody else.", "此待办由他人处理。")

func (m *machine) isSigner(by int64, it *Item) bool {
	switch {
	case it.Person != 0 && it.Person == by:
		return true
	case m.mayNotDecide(m.Step(it.Step), by):
		return false
	case it.Person == 0:
		return m.w.Member(by, it.Pool)
	}
	return m.w.Deputy(by, it.Person)
}

// mayNotDecide tells whether a person is the requester, who has no say in such a step: neither for a pool, nor in somebody's name.
func (m *machine) mayNotDecide(t *Step, person int64) bool {
	return t.RequesterHasNoSay() && person == m.w.Requester()
}

// RequesterHasNoSay tells whether the step is decided by others than the requester.
func (t *StepDef) RequesterHasNoSay() bool {
	return t.Kind == Approval && t.Self != "" && t.Self != "ask"
}

// notOpen says why an item cannot be acted on.
func (m *machine) notOpen(it *Item) Refusal {
	e := domain.Refuse(domain.Conflict, "It is not this person's turn yet.", "尚未轮到此人。")
	switch {
	case it.Status.Decided():
		e = domain.Refuse(domain.Conflict, "This has been decided already.", "已有人作出决定。")
	case it.Status == ItemClosed:
		e = domain.Refuse(domain.Conflict, "This is closed already: "+reasons[it.Why].En+".", "此待办已关闭："+reasons[it.Why].Zh+"。")
	}
	if !it.Status.Live() {
		e.About = &domain.About{By: it.By, At: it.EndedAt}
	}
	return e
}

// reasons says in words why an item was closed, by key.
var reasons = map[string]domain.Text{
	"decided": {En: "the step was decided", Zh: "该步骤已有结果"}, "transferred": {En: "it was handed on", Zh: "已转办"}, "returned": {En: "it was returned", Zh: "已退回"},
	"removed": {En: "the signer was removed", Zh: "已减签"}, "withdrawn": {En: "the requester withdrew", Zh: "申请人已撤回"}, "terminated": {En: "the plan was terminated", Zh: "已终止"},
	"resolved": {En: "the ticket was resolved", Zh: "工单已解决"}, "closed": {En: "the ticket was closed", Zh: "工单已关闭"}, "cancelled": {En: "the ticket was cancelled", Zh: "工单已取消"},
	"over": {En: "the plan is over", Zh: "计划已结束"}, "taken_back": {En: "the decision before it was taken back", Zh: "上一决定已被拿回"},
}
