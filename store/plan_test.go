package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/domain/process"
)

// planDesk is a desk whose people approve and work by plans.
type planDesk struct {
	*levelsDesk
	*require.Assertions
}

func newPlanDesk(t *testing.T) *planDesk {
	d := &planDesk{newLevelsDesk(t), require.New(t)}
	d.s.DB.MustExec(`DELETE FROM sla_policies`)
	return d
}

// publish makes a template of steps and answers its id.
func (d *planDesk) publish(code, kind string, steps ...plan.StepDef) (id int64) {
	raw, err := json.Marshal(plan.Definition{Steps: steps})
	d.NoError(err)
	d.NoError(d.s.DB.Get(&id, `WITH t AS (INSERT INTO plan_templates (code, name, kind, draft, version) VALUES ($1, $1, $2, $3, 1) RETURNING id)
		INSERT INTO plan_template_versions (template_id, version, definition) SELECT id, 1, $3 FROM t RETURNING template_id`, code, kind, string(raw)))
	return id
}

func asks(id string, kind plan.Kind, mode string, after []string, logins ...string) plan.StepDef {
	s := plan.StepDef{ID: id, Kind: kind, Name: domain.Text{En: id, Zh: id}, After: after, Completion: plan.Completion{Mode: mode}}
	for _, l := range logins {
		s.Who = append(s.Who, plan.Assignee{By: "person", Name: l})
	}
	return s
}

var submit = plan.StepDef{ID: plan.StartStep, Kind: plan.Submit, Name: domain.Text{En: "submit", Zh: "提交"}}

func (d *planDesk) ask(template string) string {
	n, err := d.s.CreateApproval(d.t.Context(), NewApproval{Viewer: d.customer, Title: "A new laptop", Template: domain.ByCode(template)})
	d.NoError(err)
	d.advance(n, approval.StageApprove)
	return n
}

func (d *planDesk) advance(number, stage string) process.AdvanceOut {
	out, err := d.s.Advance(d.t.Context(), process.AdvanceIn{Life: d.life(number), First: true, Open: []process.StageRef{{Stage: stage, Round: 1}}})
	d.NoError(err)
	return out
}

func (d *planDesk) life(number string) process.Life {
	var uuid string
	d.NoError(d.s.DB.Get(&uuid, `SELECT uuid FROM records WHERE number = $1`, number))
	return process.Life{Number: number, UUID: uuid, Epoch: 1}
}

func (d *planDesk) act(number string, v access.Viewer, verb plan.Verb, p PlanAct) error {
	if p.Item == 0 {
		w, err := d.s.Work(d.t.Context(), v, WorkQuery{})
		d.NoError(err)
		for _, it := range w.Items {
			if it.Record.Number == number && it.Plan {
				d.NoError(d.s.DB.Get(&p.Item, `SELECT plan_item FROM work_items WHERE id = $1`, it.ID))
			}
		}
	}
	return d.s.Act(d.t.Context(), ActInput{Number: number, Viewer: v, Act: incident.Act{Verb: incident.Verb(verb), Comment: "because"}, Plan: p, BodyHash: []byte{1},
		Body: map[string]any{"comment": "because"}})
}

func (d *planDesk) does(number string, v access.Viewer, verb plan.Verb, p PlanAct) {
	d.t.Helper()
	d.NoError(d.act(number, v, verb, p))
	stage := approval.StageApprove
	if number[:3] == "INC" {
		stage = incident.StageHandle
	}
	d.advance(number, stage)
}

func (d *planDesk) waits(number string, want ...string) {
	d.t.Helper()
	got := []string{}
	d.NoError(d.s.DB.Select(&got, `SELECT w.step || ' ' || COALESCE(u.login, w.role, 'group') FROM work_items w JOIN records r ON r.id = w.record_id LEFT JOIN users u ON u.id = w.user_id
		WHERE r.number = $1 AND w.closed_at IS NULL AND w.plan_id IS NOT NULL ORDER BY 1`, number))
	d.ElementsMatch(want, got)
}

func TestPlan_RequestIsReturnedAndApproved(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("buy", KindApproval, submit, asks("head", plan.Approval, plan.All, []string{plan.StartStep}, "tom"), asks("both", plan.Approval, plan.All, []string{"head"}, "bea", "mona"))
	n := d.ask("buy")
	d.waits(n, "head tom")
	r, err := d.s.Record(t.Context(), d.tech, n)
	d.NoError(err)
	d.Equal("approval", r.Type)
	d.Equal(plan.Approve, r.Plan.Acts[0].Verb)
	d.Error(d.act(n, d.agent, plan.Approve, PlanAct{Item: 1}), "no record of hers")

	d.does(n, d.tech, plan.Return, PlanAct{Step: plan.StartStep, Jump: true})
	d.waits(n, "start carla")
	es, err := d.s.Timeline(t.Context(), d.customer, n, 0)
	d.NoError(err)
	d.Equal("return", es[1].Verb)
	d.Equal([2]any{"open", "waiting"}, es[1].Named["step head"], "the timeline tells what became of the plan")
	title := "Two new laptops"
	r, err = d.s.Record(t.Context(), d.customer, n)
	d.NoError(err)
	d.NoError(d.s.PatchRecord(t.Context(), d.customer, n, r.Revision, RecordPatch{Title: &title}))
	d.does(n, d.customer, plan.Complete, PlanAct{})
	d.waits(n, "head tom")
	d.does(n, d.tech, plan.Approve, PlanAct{})
	d.waits(n, "both bea", "both mona")
	d.does(n, d.boss, plan.Approve, PlanAct{})
	d.NoError(d.act(n, d.top, plan.Approve, PlanAct{}))
	d.Equal(domain.VerdictDone, d.advance(n, approval.StageApprove).Positions[0].Verdict)
	r, err = d.s.Record(t.Context(), d.customer, n)
	d.NoError(err)
	d.Equal([]string{"closed", "done", title}, []string{r.State, r.Plan.Verdict, r.Title})
	d.waits(n)
	page, err := d.s.Approvals(t.Context(), d.customer, Asked{Mine: true})
	d.NoError(err)
	d.Len(page.Items, 1)
	d.Equal("done", page.Items[0].Verdict)
	events, err := d.s.Timeline(t.Context(), d.customer, n, 0)
	d.NoError(err)
	d.True(slices.ContainsFunc(events, func(e Event) bool { return e.Verb == "return" && e.Comment == "because" }), "words of an act on the plan")
	var broken int
	d.NoError(d.s.DB.Get(&broken, `SELECT count(*) FROM effects e JOIN records r ON r.id = e.record_id WHERE r.number = $1 AND e.payload->>'what' = 'plan_over_done'`, n))
	d.Equal(1, broken, "the requester is told once")
}

// The amount changes only while the request is with its requester, and the way that it takes then is that of the new one.
func TestPlan_ReturnedRequestTakesTheWayOfItsNewAmount(t *testing.T) {
	d := newPlanDesk(t)
	money := asks("money", plan.Approval, plan.All, []string{"head"}, "bea")
	money.When = "amount > 5000"
	d.publish("buy", KindApproval, submit, asks("head", plan.Approval, plan.All, []string{plan.StartStep}, "tom"), money, asks("last", plan.Approval, plan.All, []string{"money"}, "mona"))
	n := d.ask("buy")
	patch := func(v access.Viewer, amount float64) error {
		r, err := d.s.Record(t.Context(), d.customer, n)
		d.NoError(err)
		return d.s.PatchRecord(t.Context(), v, n, r.Revision, RecordPatch{Amount: &amount})
	}
	var refused *domain.Error
	d.ErrorAs(patch(d.customer, 9000), &refused)
	d.Equal("amount", refused.Field)
	d.does(n, d.tech, plan.Approve, PlanAct{})
	d.waits(n, "last mona")
	d.does(n, d.top, plan.Return, PlanAct{Step: plan.StartStep})
	d.ErrorAs(patch(d.tech, 9000), &refused)
	d.Equal(domain.Forbidden, refused.Code)
	d.NoError(patch(d.customer, 9000))
	d.does(n, d.customer, plan.Complete, PlanAct{})
	d.does(n, d.tech, plan.Approve, PlanAct{})
	d.waits(n, "money bea")
	r, err := d.s.Record(t.Context(), d.customer, n)
	d.NoError(err)
	d.InDelta(9000, *r.Amount, 0)
	es, err := d.s.Timeline(t.Context(), d.customer, n, 0)
	d.NoError(err)
	d.True(slices.ContainsFunc(es, func(e Event) bool { return e.Verb == "edit" && e.Named["amount"] == [2]any{0.0, 9000.0} }), es)
}

// FLOW, rule 3 and 4: of two opposite decisions on one item one wins, the other is told who was faster, and when.
func TestPlan_OfTwoOppositeDecisionsOneWins(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("one", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"))
	d.s.DB.MustExec(`INSERT INTO deputies (user_id, deputy_id, starts_at, ends_at, created_by) SELECT a.id, b.id, steward_now() - interval '1 h', steward_now() + interval '1 day', a.id
		FROM users a, users b WHERE a.login = 'bea' AND b.login = 'tom'`)
	for range 100 {
		n := d.ask("one")
		var wg sync.WaitGroup
		var won, told atomic.Int32
		for v, verb := range map[*access.Viewer]plan.Verb{&d.boss: plan.Approve, &d.tech: plan.Reject} {
			wg.Go(func() {
				err := d.act(n, *v, verb, PlanAct{Item: 1})
				if err == nil {
					won.Add(1)
				} else if domain.CodeOf(err) == domain.Conflict || domain.CodeOf(err) == domain.Closed {
					told.Add(1)
				}
			})
		}
		wg.Wait()
		d.Equal([]int32{1, 1}, []int32{won.Load(), told.Load()})
		var decided []string
		d.NoError(d.s.DB.Select(&decided, `SELECT verb FROM acts a JOIN records r ON r.id = a.record_id WHERE r.number = $1 AND verb IN ('approve', 'reject')`, n))
		d.Len(decided, 1)
	}
}

// What would make it somebody else's turn is offered as well: after an adviser is taken out, whoever asked is asked again.
func TestPlan_OffersWhatMovesTheTurn(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("advised", KindApproval, submit, asks("head", plan.Approval, plan.All, []string{plan.StartStep}, "tom"))
	n := d.ask("advised")
	d.does(n, d.tech, plan.AddSigner, PlanAct{Where: "before", To: []domain.Key{domain.ByCode("bea")}})
	d.waits(n, "head bea")
	r, err := d.s.Record(t.Context(), d.tech, n)
	d.NoError(err)
	d.Contains(r.Plan.Acts, plan.OfferedAct{Verb: plan.Remove, Item: 2, Fields: []plan.Input{{Name: "comment"}}})
}

func TestPlan_IncidentFollowsItsServices(t *testing.T) {
	d := newPlanDesk(t)
	id := d.publish("repair", KindIncident, asks("a", plan.Task, plan.All, nil, "tom"), asks("b", plan.Task, plan.All, []string{"a"}, "bea"),
		asks("c", plan.Task, plan.All, []string{"a"}, "anna"), asks("d", plan.Task, plan.All, []string{"b", "c"}, "tom"))
	d.s.DB.MustExec(`INSERT INTO services (code, name, template_id) VALUES ('net', 'Net', $1)`, id)
	n, err := d.s.CreateIncident(t.Context(), NewIncident{Viewer: d.customer, Title: "No net", Channel: "portal", Keys: IncidentKeys{Service: domain.ByCode("net")},
		State: incident.State{Kind: "incident", Impact: 3, Urgency: 3}})
	d.NoError(err)
	d.advance(n, incident.StageHandle)
	d.waits(n, "a tom")
	d.does(n, d.tech, plan.Complete, PlanAct{})
	d.waits(n, "b bea", "c anna")
	d.does(n, d.agent, plan.AddStep, PlanAct{New: asks("x", plan.Task, plan.All, nil, "mona"), After: []string{"b"}, Before: []string{"d"}})
	d.does(n, d.agent, plan.AddPerson, PlanAct{Step: "c", To: []domain.Key{domain.ByCode("tom")}})
	d.waits(n, "b bea", "c anna", "c tom")

	resolve := func() error {
		return d.s.Act(t.Context(), ActInput{Number: n, Viewer: d.agent, Act: incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "It works."}})
	}
	err = resolve()
	d.Equal(domain.Conflict, domain.CodeOf(err))
	d.ErrorContains(err, "b, c, d, x")
	d.does(n, d.boss, plan.Complete, PlanAct{})
	d.waits(n, "added-1 mona", "c anna", "c tom")
	d.s.DB.MustExec(`UPDATE services SET open_tasks = 'close'`)
	d.NoError(resolve())
	d.waits(n)
	r, err := d.s.Record(t.Context(), d.agent, n)
	d.NoError(err)
	d.Equal([]string{"resolved", "cancelled"}, []string{r.State, r.Plan.Verdict})
	for _, it := range r.Plan.Items {
		d.NotContains([]plan.ItemStatus{plan.ItemOpen, plan.ItemQueued}, it.Status)
	}
}

// A ticket that was resolved before its process first looked needs no plan any more.
func TestPlan_ComesTooLateForAResolvedIncident(t *testing.T) {
	d := newPlanDesk(t)
	id := d.publish("repair", KindIncident, asks("a", plan.Task, plan.All, nil, "tom"))
	d.s.DB.MustExec(`INSERT INTO services (code, name, template_id) VALUES ('net', 'Net', $1)`, id)
	n, err := d.s.CreateIncident(t.Context(), NewIncident{Viewer: d.customer, Title: "No net", Channel: "portal", Keys: IncidentKeys{Service: domain.ByCode("net")},
		State: incident.State{Kind: "incident", Impact: 3, Urgency: 3}})
	d.NoError(err)
	d.NoError(d.s.Act(t.Context(), ActInput{Number: n, Viewer: d.agent, Act: incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "It works."}}))
	d.advance(n, incident.StageHandle)
	d.Zero(d.count(`SELECT count(*) FROM plans`))
	d.NoError(d.s.Act(t.Context(), ActInput{Number: n, Viewer: d.customer, Act: incident.Act{Verb: incident.Reject, Comment: "It does not."}}))
	_, err = d.s.Advance(t.Context(), process.AdvanceIn{Life: d.life(n), Open: []process.StageRef{{Stage: incident.StageHandle, Round: 2}}})
	d.NoError(err)
	d.waits(n, "a tom")
}

func TestPlan_TimeOutsComeBeforeActs(t *testing.T) {
	d := newPlanDesk(t)
	first := asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea")
	first.Limit = plan.Limit{Minutes: 60, Then: plan.ThenReject}
	d.publish("quick", KindApproval, submit, first)
	d.s.DB.MustExec(`UPDATE desk_settings SET calendar_id = (SELECT id FROM calendars WHERE code = 'always')`)
	n := d.ask("quick")
	out := d.advance(n, approval.StageApprove)
	d.Equal("plan head", out.NextLine)
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + interval '61 minutes'`)
	d.Equal(domain.Closed, domain.CodeOf(d.act(n, d.boss, plan.Approve, PlanAct{Item: 1})), "an hour has passed: it counts as rejected")
	d.Equal(domain.VerdictRejected, d.advance(n, approval.StageApprove).Positions[0].Verdict)
}

// The rehearsal names the very people, in the order and with the dates, of the run in which everybody answers at the end of their time.
func TestPlan_RehearsalIsTheRealRun(t *testing.T) {
	d := newPlanDesk(t)
	group := plan.StepDef{ID: "g", Kind: plan.Group, Name: domain.Text{En: "g"}, After: []string{"head"}}
	inner := func(s plan.StepDef) plan.StepDef { s.In = "g"; return s }
	rich := asks("rich", plan.Approval, plan.All, []string{"g"}, "mona")
	rich.When = "amount > 1000"
	rich.Again = "skip"
	d.publish("buy", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "tom", "carla"), group,
		inner(asks("x", plan.Approval, plan.Sequence, nil, "bea", "mona")), inner(asks("y", plan.Task, plan.All, nil, "anna")), rich)
	for _, amount := range []float64{10, 5000} {
		in := NewApproval{Viewer: d.customer, Title: "A new laptop", Amount: &amount, Template: domain.ByCode("buy")}
		r, err := d.s.RehearseApproval(t.Context(), in)
		d.NoError(err)
		d.Equal("done", r.Verdict)
		for _, s := range r.Steps {
			for _, p := range s.People {
				d.Contains([]string{"", "self", "again"}, p.Itself, s.Step)
				if p.DueAt != nil {
					d.Zero(p.DueAt.Nanosecond()+r.EndsAt.Nanosecond(), s.Step)
				}
			}
		}
		n, err := d.s.CreateApproval(t.Context(), in)
		d.NoError(err)
		d.advance(n, approval.StageApprove)
		for range 10 {
			var it []struct {
				Item  int    `db:"plan_item"`
				Login string `db:"login"`
				Kind  string `db:"kind"`
			}
			d.NoError(d.s.DB.Select(&it, `SELECT w.plan_item, u.login, w.kind FROM work_items w JOIN records r ON r.id = w.record_id JOIN users u ON u.id = w.user_id
				WHERE r.number = $1 AND w.closed_at IS NULL ORDER BY w.due_at, w.plan_item LIMIT 1`, n))
			if len(it) == 0 {
				break
			}
			v, err := d.s.ViewerOf(t.Context(), domain.ByCode(it[0].Login))
			d.NoError(err)
			verb := plan.Approve
			if it[0].Kind == "task" {
				verb = plan.Complete
			}
			d.does(n, v, verb, PlanAct{Item: it[0].Item})
		}
		real, err := d.s.Record(t.Context(), d.customer, n)
		d.NoError(err)
		d.Equal("done", real.Plan.Verdict)
		d.Equal(whoAndHow(r.Plan), whoAndHow(real.Plan), "amount "+strconv.FormatFloat(amount, 'f', 0, 64))
	}
}

// whoAndHow says of each item in the order of making whom it asked in which step, and what became of it.
func whoAndHow(p *PlanView) (lines []string) {
	for _, s := range p.Steps {
		lines = append(lines, fmt.Sprintf("%s %s %d", s.ID, s.Status, s.Round))
	}
	for _, it := range p.Items {
		who := it.Role
		if it.Group != nil {
			who = it.Group.Code
		} else if it.Role == "" && it.Person != nil {
			who = it.Person.Login
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s", it.Step, who, it.Status, it.Why))
	}
	return lines
}
