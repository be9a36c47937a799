package worker_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/enums/v1"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/approval"
	"steward/domain/incident"
	"steward/domain/plan"
	"steward/store"
)

func task(id string, kind plan.Kind, after []string, logins ...string) plan.StepDef {
	s := plan.StepDef{ID: id, Kind: kind, Name: domain.Text{En: id, Zh: id}, After: after, Completion: plan.Completion{Mode: plan.All}}
	for _, l := range logins {
		s.Who = append(s.Who, plan.Assignee{By: "person", Name: l})
	}
	return s
}

// diamond is A→(B‖C)→D after the requester's submission.
var diamond = []plan.StepDef{{ID: plan.StartStep, Kind: plan.Submit, Name: domain.Text{En: "submit"}}, task("a", plan.Approval, []string{plan.StartStep}, "tom"),
	task("b", plan.Approval, []string{"a"}, "anna"), task("c", plan.Task, []string{"a"}, "mona"), task("d", plan.Approval, []string{"b", "c"}, "tom", "mona")}

func (d *desk) publish(code, kind string, steps []plan.StepDef) (id int64) {
	d.t.Helper()
	raw, err := json.Marshal(plan.Definition{Steps: steps})
	require.NoError(d.t, err)
	require.NoError(d.t, d.store.DB.Get(&id, `WITH t AS (INSERT INTO plan_templates (code, name, kind, draft, version) VALUES ($1, $1, $2, $3, 1) RETURNING id)
		INSERT INTO plan_template_versions (template_id, version, definition) SELECT id, 1, $3 FROM t RETURNING template_id`, code, kind, string(raw)))
	return id
}

func (d *desk) ask(template string) string {
	d.t.Helper()
	n, err := d.store.CreateApproval(d.ctx(), store.NewApproval{Viewer: d.customer, Title: "A laptop", Template: domain.ByCode(template)})
	require.NoError(d.t, err)
	return n
}

// items tells on whom the record's plan waits, as "b anna".
func (d *desk) items(number string) (waits []string) {
	d.t.Helper()
	require.NoError(d.t, d.store.DB.Select(&waits, `SELECT w.step || ' ' || u.login FROM work_items w JOIN records r ON r.id = w.record_id JOIN users u ON u.id = w.user_id
		WHERE r.number = $1 AND w.closed_at IS NULL AND w.plan_id IS NOT NULL ORDER BY 1`, number))
	return waits
}

func (d *desk) waitsOn(number string, want ...string) {
	d.t.Helper()
	d.until(fmt.Sprint(number, " waits on ", want, ", and on nobody else; now on ", d.items(number)), func() bool { return fmt.Sprint(d.items(number)) == fmt.Sprint(want) })
}

// answers gives the person's open item of the record the plain answer, or does a verb on it.
func (d *desk) answers(v access.Viewer, number, verb string, p store.PlanAct) error {
	var it struct {
		ID   int64  `db:"id"`
		Kind string `db:"kind"`
	}
	if err := d.store.DB.Get(&it, `SELECT w.id, w.kind FROM work_items w JOIN records r ON r.id = w.record_id WHERE r.number = $1 AND w.user_id = $2 AND w.closed_at IS NULL LIMIT 1`, number, v.UserID); err != nil {
		return err
	}
	if verb == "" {
		verb = map[string]string{"approval": "approve", "task": "complete", "submit": "complete"}[it.Kind]
	}
	return d.store.Act(d.ctx(), store.ActInput{Number: number, Viewer: v, ItemID: &it.ID, Key: fmt.Sprint(verb, it.ID), Act: incident.Act{Verb: incident.Verb(verb), Comment: "so"}, Plan: p})
}

func (d *desk) yes(number string, vs ...access.Viewer) {
	d.t.Helper()
	for _, v := range vs {
		require.NoError(d.t, d.answers(v, number, "", store.PlanAct{}))
	}
}

// Issue: killed after an act commits: the next step opens when somebody looks again, once.
func TestFault_PlanActCommittedAndNobodyPoked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.publish("buy", "approval", diamond)
	d.startWorkers()
	n := d.ask("buy")
	d.waitsOn(n, "a tom")
	d.stopWorkers()
	d.yes(n, d.tech)
	require.Empty(t, d.items(n), "the process has not looked yet")
	d.exec(`DELETE FROM outbox`) // the wake is lost as well
	d.startWorkers()
	d.swept("the sweep finds it", func() bool { return len(d.items(n)) == 2 })
	d.waitsOn(n, "b anna", "c mona")
	d.told(n, "plan_opened", "anna", 1)
}

// Issue: killed after Advance opens steps: they stay opened once, and their people are told once.
func TestFault_KilledAfterAdvanceOpenedSteps(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.publish("buy", "approval", diamond)
	n := d.ask("buy")
	p := startPart(t, "worker", d.env(dieVar+"=Advance")...)
	_, err := d.relay.Drain(d.ctx())
	require.NoError(t, err)
	p.died(t)
	require.Equal(t, []string{"a tom"}, d.items(n), "committed, and the process was not told")
	d.startWorkers()
	d.advanced(n)
	d.told(n, "plan_opened", "tom", 1)
	d.yes(n, d.tech)
	d.waitsOn(n, "b anna", "c mona")
	require.Equal(t, 3, d.count(`SELECT count(*) FROM work_items WHERE plan_id IS NOT NULL`))
}

// Issue: history deleted, and the run terminated: the plan goes on where it stood.
func TestFault_PlanGoesOnInAnotherLife(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.publish("buy", "approval", diamond)
	d.startWorkers()
	n := d.ask("buy")
	d.waitsOn(n, "a tom")
	d.yes(n, d.tech)
	d.waitsOn(n, "b anna", "c mona")
	require.NoError(t, d.client.TerminateWorkflow(d.ctx(), n, "", "by hand"))
	d.yes(n, d.agent)
	d.swept("second life", func() bool { p := d.process(n); return p.Epoch == 2 && p.Needs == p.Advanced })
	require.Equal(t, []string{"c mona"}, d.items(n))
	d.yes(n, d.manager)
	d.waitsOn(n, "d mona", "d tom")
	d.yes(n, d.manager, d.tech)
	d.ended(n)
	require.Equal(t, "closed", d.process(n).State)
	d.until("the run ended", func() bool { return d.status(n, 2) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
}

// Twenty requests and ten incidents with plans are answered while the worker is killed again and again: every answer counts once,
// everything comes to its end.
func TestChaos_PlansUnderKills(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.publish("buy", "approval", diamond)
	id := d.publish("repair", "incident", []plan.StepDef{task("a", plan.Task, nil, "tom"), task("b", plan.Task, []string{"a"}, "anna"), task("c", plan.Task, []string{"a"}, "mona"), task("d", plan.Task, []string{"b", "c"}, "tom")})
	d.exec(`INSERT INTO services (code, name, template_id) VALUES ('net', 'Net', $1)`, id)
	var open []string
	for range 20 {
		open = append(open, d.ask("buy"))
	}
	for range 10 {
		in := d.printer()
		in.Keys.Service = domain.ByCode("net")
		n, err := d.store.CreateIncident(d.ctx(), in)
		require.NoError(t, err)
		open = append(open, n)
	}
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 1))
	killed, acts := 0, 0
	p := startPart(t, "worker", d.env()...)
	defer func() { p.kill() }()
	d.until("every plan is over", func() bool {
		_, err := d.relay.Drain(d.ctx())
		require.NoError(t, err)
		for _, n := range open {
			for _, v := range []access.Viewer{d.tech, d.agent, d.manager} {
				if rnd.IntN(2) == 0 && d.answers(v, n, "", store.PlanAct{}) == nil {
					acts++
				}
			}
		}
		if killed < 6 && acts > 20*(killed+1) {
			p.kill()
			p = startPart(t, "worker", d.env()...)
			killed++
		}
		_, err = d.sweep.Once(d.ctx())
		require.NoError(t, err)
		return d.count(`SELECT count(*) FROM plans WHERE verdict = 'done'`) == len(open)
	})
	t.Logf("seed %d: %d answers, %d kills", seed, acts, killed)
	require.Equal(t, 20*5+10*4, acts)
	require.Equal(t, acts, d.count(`SELECT count(*) FROM acts WHERE verb IN ('approve', 'complete')`))
	require.Equal(t, acts, d.count(`SELECT count(*) FROM work_items WHERE plan_id IS NOT NULL AND closed_why = 'yes'`))
	require.Zero(t, d.count(`SELECT count(*) FROM work_items WHERE plan_id IS NOT NULL AND closed_at IS NULL`))
	d.swept("requests ended", func() bool {
		return d.count(`SELECT count(*) FROM processes p JOIN records r ON r.id = p.record_id WHERE r.kind = 'approval' AND p.ended_at IS NOT NULL`) == 20
	})
}

// approvalPaths are the main paths of a request's process.
var approvalPaths = map[string]func(d *desk, n string) (lives int){
	"approved": func(d *desk, n string) int {
		d.yes(n, d.tech)
		d.waitsOn(n, "b anna", "c mona")
		d.yes(n, d.agent, d.manager)
		d.waitsOn(n, "d mona", "d tom")
		d.yes(n, d.manager, d.tech)
		d.runEnded(n, 1)
		return 1
	},
	"rejected": func(d *desk, n string) int {
		require.NoError(d.t, d.answers(d.tech, n, "reject", store.PlanAct{}))
		d.runEnded(n, 1)
		return 1
	},
	"returned": func(d *desk, n string) int {
		require.NoError(d.t, d.answers(d.tech, n, "return", store.PlanAct{Step: plan.StartStep}))
		d.waitsOn(n, "start carla")
		d.yes(n, d.customer)
		d.waitsOn(n, "a tom")
		return 1
	},
	"withdrawn": func(d *desk, n string) int {
		require.NoError(d.t, d.store.Act(d.ctx(), store.ActInput{Number: n, Viewer: d.customer, Act: incident.Act{Verb: "withdraw"}}))
		d.runEnded(n, 1)
		return 1
	},
	"reminded": func(d *desk, n string) int {
		d.letPass(10 * day)
		d.sweptOnce(n)
		d.yes(n, d.tech)
		d.waitsOn(n, "b anna", "c mona")
		return 1
	},
	"walked-again": func(d *desk, n string) int {
		d.yes(n, d.tech)
		d.waitsOn(n, "b anna", "c mona")
		require.NoError(d.t, d.client.TerminateWorkflow(d.ctx(), n, "", "by hand"))
		d.swept("second life", func() bool { p := d.process(n); return p.Epoch == 2 && p.Needs == p.Advanced })
		d.yes(n, d.agent, d.manager)
		d.waitsOn(n, "d mona", "d tom")
		return 2
	},
}

func (d *desk) runEnded(number string, epoch int) {
	d.t.Helper()
	d.until("the run ended", func() bool { return d.status(number, epoch) == enums.WORKFLOW_EXECUTION_STATUS_COMPLETED })
}

func TestRecord_ApprovalPaths(t *testing.T) {
	folder := os.Getenv(recordVar)
	if filepath.Base(folder) != "Approval" {
		t.Skip("records only into a folder of that name: see " + recordVar)
	}
	for name, path := range approvalPaths {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.publish("buy", "approval", diamond)
			d.startWorkers()
			n := d.ask("buy")
			d.atStage(n, approval.StageApprove)
			lives := path(d, n)
			d.advanced(n)
			for epoch := 1; epoch <= lives; epoch++ {
				d.save(n, epoch, filepath.Join("..", folder), name)
			}
		})
	}
}
