package plan

import (
	"time"
)

// Input is an input of a verb for whoever draws its form.
type Input struct {
	Name     string   `json:"name"`
	Required bool     `json:"required"`
	Options  []string `json:"options,omitempty"`
}

// OfferedAct is one act that somebody may do now: on an item, or (Item 0) on the plan.
type OfferedAct struct {
	Verb   Verb    `json:"verb"`
	Item   int     `json:"item,omitempty"`
	Fields []Input `json:"fields" nullable:"false"`
}

// Offer lists the acts that a person may do now, those on items first, in the items' order: exactly those that Apply would take, given good inputs.
func Offer(s State, by int64, manager bool, w World, now time.Time) []OfferedAct {
	o := offer{s: s, m: newMachine(s, w, now), by: by, manager: manager, out: []OfferedAct{}}
	for i := range s.Items {
		o.item(&s.Items[i])
	}
	o.plan()
	return o.out
}

type offer struct {
	s       State
	m       *machine
	by      int64
	manager bool
	out     []OfferedAct
}

func (o *offer) add(v Verb, item int, fields ...Input) {
	if fields == nil {
		fields = []Input{}
	}
	o.out = append(o.out, OfferedAct{v, item, fields})
}

var (
	comment = Input{Name: "comment"}
	words   = Input{Name: "comment", Required: true}
	whom    = Input{Name: "to", Required: true}
)

// takes tells whether Apply would take an act that needs no input but words.
func (o *offer) takes(v Verb, item int) bool {
	_, err := Apply(o.s, Act{Verb: v, By: o.by, Manager: o.manager, Item: item, Comment: "-"}, o.m.w, o.m.until)
	return err == nil
}

func (o *offer) item(it *Item) {
	t := o.s.Step(it.Step)
	switch {
	case t == nil || o.s.Over() || t.Round != it.Round:
		return
	case it.Status == ItemOpen && o.m.isSigner(o.by, it):
		o.signer(t, it)
	case it.Status.Live() && o.manager:
		o.add(Transfer, it.ID, whom, comment)
	}
	if mine := it.By == o.by || it.Person == o.by; mine && it.Status.Decided() && it.By != 0 && o.takes(TakeBack, it.ID) {
		o.add(TakeBack, it.ID)
	}
	if it.Status.Live() && o.m.mayRemove(Act{By: o.by, Manager: o.manager}, t, it) == nil {
		o.add(Remove, it.ID, comment)
	}
}

func (o *offer) signer(t *Step, it *Item) {
	switch t.Kind {
	case Approval:
		o.add(Approve, it.ID, comment)
		o.add(Reject, it.ID, words)
	case Task:
		o.add(Complete, it.ID, comment)
		o.add(Fail, it.ID, words)
	default:
		o.add(Complete, it.ID, comment)
	}
	if !it.Pool.Empty() && it.Person == 0 {
		o.add(Claim, it.ID)
	}
	if !it.Pool.Empty() && it.Person != 0 {
		o.add(Release, it.ID)
	}
	if t.placeOf(it.ID).Handed < mostHanded {
		o.add(Transfer, it.ID, whom, comment)
	}
	o.add(Delegate, it.ID, whom, comment)
	where := []string{"before", "after", "beside"}
	if it.Adviser || t.Kind == Submit {
		where = where[:2]
	}
	o.add(AddSigner, it.ID, Input{"where", true, where}, whom, comment)
	if it.Adviser || t.Kind == Submit {
		return
	}
	if targets := o.s.ReturnTargets(t); len(targets) > 0 {
		ids := make([]string, len(targets))
		for i, to := range targets {
			ids[i] = to.ID
		}
		o.add(Return, it.ID, Input{"step", true, ids}, Input{Name: "jump"}, words)
	}
}

func (o *offer) plan() {
	for _, v := range []Verb{Urge, Withdraw} {
		if o.takes(v, 0) {
			o.add(v, 0, comment)
		}
	}
	if _, err := Apply(o.s, Act{Verb: Circulate, By: o.by, Manager: o.manager, To: []int64{o.by}}, anybody{o.m.w}, o.m.until); err == nil {
		o.add(Circulate, 0, whom, comment)
	}
	if !o.manager || o.s.Over() {
		return
	}
	var open, movable []string
	for i := range o.s.Steps {
		t := &o.s.Steps[i]
		if (t.Kind == Task || t.Kind == Approval) && !t.Status.Passed() {
			open = append(open, t.ID)
		}
		if mayMove(t) {
			movable = append(movable, t.ID)
		}
	}
	if len(open) > 0 {
		o.add(AddPerson, 0, Input{"step", true, open}, whom, comment)
	}
	if len(o.s.Steps) < MostSteps {
		o.add(AddStep, 0, Input{Name: "new", Required: true}, Input{Name: "after"}, Input{Name: "before"}, comment)
	}
	if len(movable) > 0 {
		o.add(MoveStep, 0, Input{"step", true, movable}, Input{Name: "after"}, Input{Name: "before"}, comment)
		o.add(RemoveStep, 0, Input{"step", true, movable}, comment)
	}
	o.add(Terminate, 0, words)
}

// anybody is a world in which everybody is active.
type anybody struct{ World }

func (anybody) Active(int64) bool { return true }
