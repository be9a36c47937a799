package store

import (
	"slices"
	"testing"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/incident"
	"steward/domain/plan"
)

// Contacts of a customer see only what is their customer's: they are neither asked nor told about what others request.
func TestPlan_AsksOnlyPeopleWhoMaySee(t *testing.T) {
	d := newPlanDesk(t)
	for _, login := range []string{"cora", "colin"} {
		d.person(login, "customer")
		d.s.DB.MustExec(`WITH c AS (INSERT INTO customers (code, name) VALUES ($1, $1) RETURNING id) UPDATE users SET customer_id = c.id FROM c WHERE login = $1`, login)
	}
	d.person("cleo", "customer")
	d.s.DB.MustExec(`UPDATE users SET customer_id = (SELECT customer_id FROM users WHERE login = 'cora') WHERE login = 'cleo'`)
	chosen := asks("chosen", plan.Approval, plan.All, []string{"head"})
	chosen.Who = []plan.Assignee{{By: "chosen", Name: "reader"}}
	d.publish("quick", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"), chosen)
	d.publish("plain", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"))
	n := d.ask("plain")
	bea, err := d.s.ViewerOf(t.Context(), domain.ByCode("bea"))
	d.NoError(err)
	for verb, p := range map[plan.Verb]PlanAct{plan.Delegate: {}, plan.Transfer: {}, plan.Circulate: {}, plan.AddSigner: {Where: "after"}} {
		p.To = []domain.Key{domain.ByCode("cora")}
		err := d.act(n, bea, verb, p)
		d.ErrorContains(err, "contacts of the requester's customer", verb)
	}
	d.Zero(d.count(`SELECT count(*) FROM watchers w JOIN users u ON u.id = w.user_id WHERE u.login = 'cora'`))
	d.Zero(d.count(`SELECT count(*) FROM notices n JOIN users u ON u.id = n.user_id WHERE u.login = 'cora'`))

	cora, err := d.s.ViewerOf(t.Context(), domain.ByCode("cora"))
	d.NoError(err)
	in := NewApproval{Viewer: cora, Title: "Ours", Template: domain.ByCode("quick"), Chosen: map[string][]domain.Key{"reader": {domain.ByCode("colin")}}}
	_, err = d.s.CreateApproval(t.Context(), in)
	d.ErrorContains(err, "contacts of the requester's customer")
	in.Chosen["reader"][0] = domain.ByCode("cleo")
	own, err := d.s.CreateApproval(t.Context(), in)
	d.NoError(err)
	d.advance(own, approval.StageApprove)
	d.does(own, bea, plan.Approve, PlanAct{})
	d.waits(own, "chosen cleo")
}

// An added step names people as a template must.
func TestPlan_AddedStepNamesWhoIsThere(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("quick", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"))
	n := d.ask("quick")
	step := asks("x", plan.Approval, plan.Any, nil, "nobody")
	mona, err := d.s.ViewerOf(t.Context(), domain.ByCode("mona"))
	d.NoError(err)
	err = d.act(n, mona, plan.AddStep, PlanAct{New: step, After: []string{"head"}})
	d.ErrorContains(err, "nobody")
	d.Equal(domain.Invalid, domain.CodeOf(err))
	step.Who[0].Name = "tom"
	d.NoError(d.act(n, mona, plan.AddStep, PlanAct{New: step, After: []string{"head"}}))
}

// Whoever comes too late hears who was faster also when that answer has ended the plan.
func TestPlan_NamesWhoEndedIt(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("quick", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"))
	n := d.ask("quick")
	bea, err := d.s.ViewerOf(t.Context(), domain.ByCode("bea"))
	d.NoError(err)
	d.NoError(d.act(n, bea, plan.Reject, PlanAct{Item: 1}))
	err = d.act(n, d.boss, plan.Transfer, PlanAct{Item: 1, To: []domain.Key{domain.ByCode("tom")}})
	d.Equal(domain.Closed, domain.CodeOf(err))
	d.ErrorContains(err, "bea 20")
}

// Rehearsals leave no holes in the numbers.
func TestPlan_RehearsalDrawsNoNumber(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("quick", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"))
	d.ask("quick")
	was := d.count(`SELECT last_value FROM approval_numbers`)
	_, err := d.s.RehearseApproval(t.Context(), NewApproval{Viewer: d.customer, Title: "A new laptop", Template: domain.ByCode("quick")})
	d.NoError(err)
	d.Equal(was, d.count(`SELECT last_value FROM approval_numbers`))
}

// The plan of an incident is the desk's: its requester neither ends it nor reads what was said over its tasks.
func TestPlan_OfAnIncidentIsTheDesks(t *testing.T) {
	d := newPlanDesk(t)
	id := d.publish("repair", KindIncident, asks("a", plan.Task, plan.All, nil, "tom"), asks("b", plan.Task, plan.All, []string{"a"}, "carla"))
	d.s.DB.MustExec(`INSERT INTO services (code, name, template_id) VALUES ('net', 'Net', $1)`, id)
	n, err := d.s.CreateIncident(t.Context(), NewIncident{Viewer: d.customer, Title: "No net", Channel: "portal", Keys: IncidentKeys{Service: domain.ByCode("net")},
		State: incident.State{Kind: "incident", Impact: 3, Urgency: 3}})
	d.NoError(err)
	d.advance(n, incident.StageHandle)
	d.ErrorContains(d.act(n, d.customer, plan.Withdraw, PlanAct{}), "cancel the incident")
	d.does(n, d.tech, plan.Complete, PlanAct{})
	d.NoError(d.act(n, d.customer, plan.Complete, PlanAct{}))
	words := func(v access.Viewer) (said []string) {
		r, err := d.s.Record(t.Context(), v, n)
		d.NoError(err)
		for _, it := range r.Plan.Items {
			said = append(said, it.Comment)
		}
		for _, a := range r.Plan.Acts {
			d.NotEqual(plan.Withdraw, a.Verb)
		}
		return said
	}
	d.Equal([]string{"because", "because"}, words(d.agent))
	d.Equal([]string{"", "because"}, words(d.customer))
}

// What the rehearsal refuses is not submitted: nobody could answer it, nor take it back.
func TestPlan_RefusesWhatWouldGetStuck(t *testing.T) {
	d := newPlanDesk(t)
	step := asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea")
	step.When = `requester.units[0] == "finance"` // the requester has no unit
	d.publish("stuck", KindApproval, submit, step)
	in := NewApproval{Viewer: d.customer, Title: "A new laptop", Template: domain.ByCode("stuck")}
	_, err := d.s.RehearseApproval(t.Context(), in)
	d.ErrorContains(err, "does not fit these facts")
	_, err = d.s.CreateApproval(t.Context(), in)
	d.ErrorContains(err, "does not fit these facts")
	d.Zero(d.count(`SELECT count(*) FROM records`))
}

// Who asks and may not decide does so neither for a pool nor as a deputy: it is not in his inbox, nobody tells him, and an act is refused.
func TestPlan_RequesterDecidesByNoDetour(t *testing.T) {
	d := newPlanDesk(t)
	d.s.DB.MustExec(`INSERT INTO groups (code, name) VALUES ('money', 'Money')`)
	d.s.DB.MustExec(`INSERT INTO group_members (group_id, user_id) SELECT g.id, u.id FROM groups g, users u WHERE u.login IN ('carla', 'anna')`)
	d.s.DB.MustExec(`INSERT INTO deputies (user_id, deputy_id, starts_at, ends_at, created_by) SELECT a.id, b.id, steward_now() - interval '1 h', steward_now() + interval '1 day', a.id
		FROM users a, users b WHERE a.login = 'bea' AND b.login = 'carla'`)
	pool := asks("pool", plan.Approval, plan.All, []string{plan.StartStep})
	pool.Who = []plan.Assignee{{By: "group", Name: "money", Pool: true}}
	head := asks("head", plan.Approval, plan.All, []string{plan.StartStep}, "bea")
	carla, err := d.s.ViewerOf(t.Context(), domain.ByCode("carla"))
	d.NoError(err)
	for self, may := range map[string]bool{"ask": true, "head": false, "skip": false} {
		pool.Self, head.Self = self, self
		d.publish(self, KindApproval, submit, pool, head)
		n := d.ask(self)
		w, err := d.s.Work(t.Context(), carla, WorkQuery{})
		d.NoError(err)
		mine := 0
		for _, it := range w.Items {
			if it.Record.Number == n {
				mine++
			}
		}
		told := d.count(`SELECT count(*) FROM effects e JOIN records r ON r.id = e.record_id WHERE r.number = '` + n + `' AND e.payload->>'what' = 'plan_opened' AND e.payload->>'to' LIKE '%"carla"%'`)
		r, err := d.s.Record(t.Context(), carla, n)
		d.NoError(err)
		offered := slices.ContainsFunc(r.Plan.Acts, func(a plan.OfferedAct) bool { return a.Verb == plan.Approve })
		if may {
			d.Equal([]any{2, 2, true}, []any{mine, told, offered}, self)
			d.NoError(d.act(n, carla, plan.Approve, PlanAct{Item: 1}))
			continue
		}
		d.Equal([]any{0, 0, false}, []any{mine, told, offered}, self)
		for item := 1; item <= 2; item++ {
			d.Equal(domain.Forbidden, domain.CodeOf(d.act(n, carla, plan.Approve, PlanAct{Item: item})), self)
		}
		d.NoError(d.act(n, d.agent, plan.Approve, PlanAct{Item: 1}))
		d.NoError(d.act(n, d.boss, plan.Approve, PlanAct{Item: 2}))
	}
}

// Of a pool of hundreds everybody is told, sees it, and may be the one who takes it; what is circulated to a role reaches all.
func TestPlan_PoolsAreWhole(t *testing.T) {
	d := newPlanDesk(t)
	d.s.DB.MustExec(`INSERT INTO users (login, name, roles) SELECT 'many' || n, 'Many', '{approver}' FROM generate_series(1, 260) n`)
	pool, notice := asks("pool", plan.Approval, plan.Any, []string{plan.StartStep}), asks("all", plan.Notice, "", []string{"pool"})
	pool.Who = []plan.Assignee{{By: "role", Name: access.Approver, Pool: true}}
	notice.Who = pool.Who
	d.publish("many", KindApproval, submit, pool, notice)
	n := d.ask("many")
	last, err := d.s.ViewerOf(t.Context(), domain.ByCode("many260"))
	d.NoError(err)
	w, err := d.s.Work(t.Context(), last, WorkQuery{})
	d.NoError(err)
	d.Len(w.Items, 1)
	d.Equal(260, d.count(`SELECT jsonb_array_length(payload->'to') FROM effects WHERE payload->>'what' = 'plan_opened'`))
	d.does(n, last, plan.Approve, PlanAct{})
	d.Equal(260, d.count(`SELECT count(*) FROM receipts`))
}

// Who was asked and has left is reminded no more: administrators hear of it, and hand it on.
func TestPlan_WaitsOnNobodyWhoHasLeft(t *testing.T) {
	d := newPlanDesk(t)
	d.person("root", access.Admin)
	head := asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea")
	head.Limit.Minutes = 60
	d.publish("quick", KindApproval, submit, head)
	d.s.DB.MustExec(`UPDATE desk_settings SET calendar_id = (SELECT id FROM calendars WHERE code = 'always')`)
	n := d.ask("quick")
	told := func(what, login string) int {
		return d.count(`SELECT count(*) FROM effects WHERE payload->>'what' = $1 AND payload->'to' @> jsonb_build_array(jsonb_build_object('login', $2::text))`, what, login)
	}
	d.pass(n, 61*time.Minute)
	d.Equal([]int{1, 0}, []int{told("plan_reminded", "bea"), told("plan_escalated", "root")})
	d.s.DB.MustExec(`UPDATE users SET disabled_at = now() WHERE login = 'bea'`)
	d.pass(n, 61*time.Minute)
	d.Equal([]int{1, 1}, []int{told("plan_reminded", "bea"), told("plan_escalated", "root")})
}
