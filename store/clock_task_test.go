package store

import (
	"testing"
	"time"

	"steward/domain/incident"
	"steward/domain/plan"
)

// Four hours for each task, two at priority 2.
const taskPolicy = `INSERT INTO sla_policies (code, name, calendar_id, definition) VALUES ('tasks', '任务', (SELECT id FROM calendars WHERE code = 'always'), '{
	"conditions": {}, "warnings": [50], "levels": [],
	"targets": [{"priority": 2, "resolution": 86400, "task": 7200}, {"priority": 4, "first_response": 86400, "resolution": 172800, "task": 14400}]}')`

// taskClocks answers the clocks of an incident's tasks: step and round, state, and the minutes to the deadline.
func (d *planDesk) taskClocks(number string) []string {
	d.t.Helper()
	got := []string{}
	d.NoError(d.s.DB.Select(&got, `
		SELECT (c.facts->'task'->>'step') || (c.facts->'task'->>'round') || ' ' || c.state || CASE WHEN c.state = 'running' THEN ' ' || round(extract(epoch FROM c.due_at - steward_now()) / 60) ELSE '' END
		FROM clocks c JOIN records r ON r.id = c.record_id WHERE r.number = $1 AND c.kind = 'task' ORDER BY c.id`, number))
	return got
}

func newTaskDesk(t *testing.T) (*planDesk, string) {
	d := newPlanDesk(t)
	d.s.DB.MustExec(taskPolicy)
	template := d.publish("work", KindIncident, asks("a", plan.Task, plan.Any, nil, "anna"), asks("b", plan.Task, plan.Any, []string{"a"}, "tom"),
		asks("c", plan.Task, plan.Any, []string{"a"}, "bea"), asks("d", plan.Task, plan.Any, []string{"b", "c"}, "anna"))
	d.s.DB.MustExec(`INSERT INTO services (code, name, template_id) VALUES ('s', 'S', $1)`, template)
	var service int64
	d.NoError(d.s.DB.Get(&service, `SELECT id FROM services`))
	n, err := d.s.CreateIncident(t.Context(), NewIncident{Viewer: d.customer, Title: "Printer", Channel: "portal",
		State: incident.State{Kind: "incident", Impact: 3, Urgency: 3, ServiceID: service}})
	d.NoError(err)
	d.advance(n, incident.StageHandle)
	return d, n
}

func (d *planDesk) letPass(number string, by time.Duration) {
	d.t.Helper()
	d.pass(number, by)
	d.advance(number, incident.StageHandle)
}

// Six independent clocks on one ticket: its response and solution, and of its tasks one each, those side by side too.
func TestTaskClocks_EachTaskOfAPlanHasItsOwn(t *testing.T) {
	d, n := newTaskDesk(t)
	d.Equal([]string{"a1 running 240"}, d.taskClocks(n))
	d.letPass(n, time.Hour)
	d.does(n, d.agent, plan.Complete, PlanAct{})
	d.Equal([]string{"a1 met", "b1 running 240", "c1 running 240"}, d.taskClocks(n))
	d.do(d.agent, n, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	d.Equal([]string{"a1 met", "b1 paused", "c1 paused"}, d.taskClocks(n))
	d.letPass(n, 10*time.Hour)
	d.do(d.agent, n, incident.Act{Verb: incident.Resume})
	d.letPass(n, 3*time.Hour)
	d.Equal([]string{"a1 met", "b1 running 60", "c1 running 60"}, d.taskClocks(n))
	d.Equal([]string{"Notify level_warned task 50 %: tom", "Notify level_warned task 50 %: bea"}, d.told(n), "whoever the task waits on, once")
	d.does(n, d.boss, plan.Complete, PlanAct{})
	d.letPass(n, 2*time.Hour)
	d.Contains(d.told(n), "Notify level_breached task breach: mona tom")
	d.does(n, d.tech, plan.Complete, PlanAct{})
	d.Equal([]string{"a1 met", "b1 breached", "c1 met", "d1 running 240"}, d.taskClocks(n))
	var all int
	d.NoError(d.s.DB.Get(&all, `SELECT count(*) FROM clocks`))
	d.Equal(6, all)

	r, err := d.s.Record(t.Context(), d.agent, n)
	d.NoError(err)
	d.Equal("d", r.Clocks[len(r.Clocks)-1].Task.Step)
	es, err := d.s.ExplainedClocks(t.Context(), d.agent, n)
	d.NoError(err)
	for _, e := range es {
		counted := int64(0)
		for _, g := range e.Segments {
			if g.Counted {
				counted += inSeconds(g.To.Sub(g.From))
			}
		}
		d.InDelta(e.Elapsed, counted, 1, "segments sum to what has elapsed")
	}
}

func TestTaskClocks_ReturnedTakenBackAndResolved(t *testing.T) {
	d, n := newTaskDesk(t)
	d.does(n, d.agent, plan.Complete, PlanAct{})
	d.letPass(n, time.Hour)
	d.does(n, d.tech, plan.Return, PlanAct{Step: "a"})
	d.Equal([]string{"a1 met", "b1 cancelled", "c1 cancelled", "a2 running 240"}, d.taskClocks(n))
	d.does(n, d.agent, plan.Complete, PlanAct{})
	d.letPass(n, time.Hour)
	var item int
	d.NoError(d.s.DB.Get(&item, `SELECT max(plan_item) FROM work_items WHERE step = 'a'`))
	d.does(n, d.agent, plan.TakeBack, PlanAct{Item: item})
	d.Equal([]string{"a1 met", "b1 cancelled", "c1 cancelled", "a2 running 240", "b2 cancelled", "c2 cancelled"}, d.taskClocks(n), "the hour in which it was done does not count")
	d.s.DB.MustExec(`UPDATE services SET open_tasks = 'close'`)
	d.do(d.agent, n, incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."})
	d.Equal("a2 cancelled", d.taskClocks(n)[3])
	d.do(d.customer, n, incident.Act{Verb: incident.Reject, Comment: "No."})
	d.Equal("a2 cancelled", d.taskClocks(n)[3], "the plan is not begun again, nor is its clock")
}

// Another priority sets the clocks of open tasks; one at which nothing was promised begins them, from their opening.
func TestTaskClocks_AnotherPriority(t *testing.T) {
	d, n := newTaskDesk(t)
	d.letPass(n, time.Hour)
	d.do(d.agent, n, incident.Act{Verb: incident.Classify, Impact: 2, Urgency: 1}) // 2
	d.Equal([]string{"a1 running 60"}, d.taskClocks(n))
	d.do(d.agent, n, incident.Act{Verb: incident.Classify, Impact: 2, Urgency: 2}) // 3: nothing is promised
	d.Equal([]string{"a1 cancelled"}, d.taskClocks(n))
	d.letPass(n, time.Hour)
	d.do(d.agent, n, incident.Act{Verb: incident.Classify, Impact: 3, Urgency: 3}) // 4
	d.Equal([]string{"a1 cancelled", "a1 running 120"}, d.taskClocks(n))
}
