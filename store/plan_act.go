package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/plan"
)

// PlanAct is what an act says beyond its verb where it is about a plan.
type PlanAct struct {
	Item   int          // the item's number in its plan; 0: named by ActInput.ItemID, or about the whole plan
	To     []domain.Key // people
	Where  string
	Step   string
	Jump   bool
	New    plan.StepDef
	After  []string
	Before []string
}

// ofPlans are the verbs that are about a whole plan, whatever the record.
var ofPlans = []plan.Verb{plan.Withdraw, plan.Urge, plan.Terminate, plan.Circulate, plan.AddPerson, plan.AddStep, plan.MoveStep, plan.RemoveStep}

// ofItems are the verbs that are about one item of a plan.
var ofItems = []plan.Verb{plan.Approve, plan.Complete, plan.Fail, plan.Transfer, plan.Delegate, plan.AddSigner, plan.Claim, plan.Release, plan.Return, plan.TakeBack, plan.Remove}

// planItem answers the number of the plan's item that an act is about; 0 with false where the act is not about a plan.
func (l *locked) planItem(ctx context.Context, in ActInput) (int, bool, error) {
	if in.Plan.Item != 0 {
		return in.Plan.Item, true, nil
	}
	if in.ItemID == nil && l.needsItem(plan.Verb(in.Act.Verb)) {
		return 0, false, domain.RefuseField("item", "Say which work item of the plan this is about; see waiting_on and plan.items.", "请指定所针对的计划待办，见 waiting_on 与 plan.items。")
	}
	if in.ItemID == nil {
		return 0, slices.Contains(ofPlans, plan.Verb(in.Act.Verb)), nil
	}
	var n *int
	err := l.tx.GetContext(ctx, &n, `SELECT plan_item FROM work_items WHERE id = $1 AND record_id = $2`, *in.ItemID, l.row.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, domain.RefuseField("item", "This record has no such work item; see its waiting_on.", "此单据没有该待办，请见其 waiting_on。")
	}
	if err != nil || n == nil {
		return 0, false, err
	}
	return *n, true, nil
}

// needsItem tells whether a verb can only be about an item of a plan. A ticket is rejected as such, too.
func (l *locked) needsItem(v plan.Verb) bool {
	return slices.Contains(ofItems, v) || v == plan.Reject && l.row.RecordKind != KindIncident
}

// planAct judges and writes one act on the record's plan.
func (l *locked) planAct(ctx context.Context, in ActInput, item int) error {
	if err := l.loadPlan(); err != nil {
		return err
	}
	if l.plan == nil {
		return domain.Refuse(domain.Conflict, "This record has no plan, or its plan has not begun yet; look again in a moment.", "此单据没有计划，或计划尚未开始，请稍后再试。")
	}
	if l.row.RecordKind == KindIncident && plan.Verb(in.Act.Verb) == plan.Withdraw {
		return domain.RefuseField("verb", "An incident is not withdrawn from its desk's plan; cancel the incident.", "事件的计划不能撤回，请取消该事件。")
	}
	w, err := l.world(ctx)
	if err != nil {
		return err
	}
	a := plan.Act{Verb: plan.Verb(in.Act.Verb), By: in.Viewer.UserID, Manager: managesPlan(in.Viewer, l.row.RecordKind), Item: item, Where: in.Plan.Where, Step: in.Plan.Step,
		Jump: in.Plan.Jump, New: in.Plan.New, After: in.Plan.After, Before: in.Plan.Before, Comment: in.Act.Comment}
	if a.To, err = peopleIDs(ctx, l.tx, in.Plan.To); err != nil {
		return err
	}
	if a.Verb == plan.AddStep {
		if err := l.namesKnown(ctx, a.New); err != nil {
			return err
		}
	}
	filled, err := l.formOfAct(ctx, in, a.Verb == plan.Approve || a.Verb == plan.Complete)
	if err != nil {
		return err
	}
	r, refusal := plan.Apply(l.plan.state, a, w, l.now)
	if w.err != nil {
		return w.err
	}
	if refusal != nil {
		return l.named(ctx, faster(l.plan.state, item, refusal))
	}
	f := fact{viewer: in.Viewer, verb: string(a.Verb), itemID: in.ItemID, key: in.Key, hash: in.BodyHash, body: in.Body, why: a.Comment, at: l.now, told: filled, signal: signalOfPlan(a.Verb)}
	if err := l.planBecomes(ctx, f, r); err != nil {
		return err
	}
	l.wakeEarlier()
	return l.save(ctx)
}

// managesPlan tells who manages plans: of incidents the desk, of requests the managers and administrators.
func managesPlan(v access.Viewer, kind string) bool {
	if kind == KindIncident {
		return v.Has(access.Agent, access.Technician, access.Manager, access.Admin)
	}
	return v.Has(access.Manager, access.Admin)
}

// namesKnown refuses an added step by whose rules nobody could ever be found, as a template with it could not be published.
func (l *locked) namesKnown(ctx context.Context, t plan.StepDef) error {
	c := ruleChecker{q: l.tx, kind: l.row.RecordKind}
	if err := c.rules(ctx, t.ID, "new.who", t.Who, plan.Error); err != nil {
		return err
	}
	for _, p := range c.found {
		if p.Severity == plan.Error {
			return &domain.Error{Code: domain.Invalid, Field: p.Field, Text: p.Text}
		}
	}
	return nil
}

func peopleIDs(ctx context.Context, q sqlx.QueryerContext, keys []domain.Key) ([]int64, error) {
	var ids []int64
	for _, k := range keys {
		id, err := people.find(ctx, q, "to", k)
		if err != nil {
			return nil, err
		}
		if id != nil {
			ids = append(ids, *id)
		}
	}
	return ids, nil
}

// faster adds to the refusal of an act that came too late who was faster, and when: who decided the step whose end closed the item, or ended the plan with it.
func faster(s plan.State, item int, e *domain.Error) *domain.Error {
	it := s.Item(item)
	if it == nil || e.About != nil && e.About.By != 0 {
		return e
	}
	last := it
	switch {
	case it.Status == plan.ItemClosed && it.Why == "decided":
		last = lastDecided(s, it)
	case e.Code != domain.Closed || !it.EndedAt.Equal(s.EndedAt):
		return e
	}
	if last == nil || last.By == 0 {
		return e
	}
	told := *e
	told.About = &domain.About{By: last.By, At: last.EndedAt}
	return &told
}

// lastDecided answers the item that somebody decided last in the round of an item's step.
func lastDecided(s plan.State, it *plan.Item) (last *plan.Item) {
	for i := range s.Items {
		o := &s.Items[i]
		if o.Step == it.Step && o.Round == it.Round && o.Status.Decided() && o.By != 0 && (last == nil || o.EndedAt.After(last.EndedAt)) {
			last = o
		}
	}
	return last
}

// named adds to a refusal the name of whoever was faster, and when.
func (l *locked) named(ctx context.Context, e *domain.Error) error {
	if e.About == nil || e.About.By == 0 {
		return e
	}
	var who struct {
		Name   string `db:"name"`
		NameEn string `db:"name_en"`
	}
	if err := l.tx.GetContext(ctx, &who, `SELECT name, COALESCE(NULLIF(name_en, ''), name) AS name_en FROM users WHERE id = $1`, e.About.By); err != nil {
		return err
	}
	at := ""
	if !e.About.At.IsZero() {
		at = " " + e.About.At.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	told := *e
	told.Text = domain.Text{En: e.Text.En + " (" + who.NameEn + at + ")", Zh: e.Text.Zh + "（" + who.Name + at + "）"}
	return &told
}

// signalOfPlan names the signal of a verb: the verb in the past tense.
func signalOfPlan(v plan.Verb) string {
	return map[plan.Verb]string{plan.Approve: "Approved", plan.Reject: "Rejected", plan.Complete: "Completed", plan.Fail: "Failed", plan.Transfer: "Transferred",
		plan.Delegate: "Delegated", plan.AddSigner: "SignerAdded", plan.Claim: "Claimed", plan.Release: "Released", plan.Return: "Returned", plan.TakeBack: "TakenBack",
		plan.Remove: "SignerRemoved", plan.Withdraw: "Withdrawn", plan.Urge: "Urged", plan.Terminate: "Terminated", plan.Circulate: "Circulated", plan.AddPerson: "PersonAdded",
		plan.AddStep: "StepAdded", plan.MoveStep: "StepMoved", plan.RemoveStep: "StepRemoved"}[v]
}
