package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/incident"
	"steward/domain/plan"
)

func (d *levelsDesk) finish(j LevelJob) LevelJob {
	d.t.Helper()
	r := &LevelRunner{Store: d.s} // whoever goes on after the one that began was killed
	for {
		worked, err := r.Step(d.t.Context())
		require.NoError(d.t, err)
		if !worked {
			break
		}
	}
	j, err := d.s.LevelJob(d.t.Context(), j.ID)
	require.NoError(d.t, err)
	require.NotNil(d.t, j.FinishedAt)
	return j
}

// L8: after an edit all open records are set to what is promised now: previewed, resumable, each once; closed ones never change.
func TestLevelJob_SetsOpenRecordsOnceAndNoClosedOnes(t *testing.T) {
	d := newLevelsDesk(t)
	const many = levelBatch + 60
	numbers := make([]string, many)
	var wg sync.WaitGroup
	for hand := range 4 {
		wg.Go(func() {
			for i := hand; i < many; i += 4 {
				numbers[i], _ = d.s.CreateIncident(t.Context(), NewIncident{Viewer: d.customer, Title: fmt.Sprint("Printer ", i), Channel: "portal", State: incident.State{Kind: "incident", Impact: 3, Urgency: 3}})
			}
		})
	}
	wg.Wait()
	closed, answered := numbers[0], numbers[1]
	for _, a := range []incident.Act{{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."}, {Verb: incident.Close}} {
		d.do(d.agent, closed, a)
	}
	d.do(d.agent, answered, incident.Act{Verb: incident.Reply, Comment: "Hello."})
	was := d.clocks(closed)
	d.pass(answered, 100*time.Minute)
	d.s.DB.MustExec(`UPDATE sla_policies SET definition = jsonb_set(definition, '{targets,3,resolution}', '5400')`) // an hour and a half: passed by now

	ctx := t.Context()
	dry, err := d.s.StartLevelJob(ctx, d.top, true)
	require.NoError(t, err)
	_, err = d.s.StartLevelJob(ctx, d.top, false)
	require.ErrorContains(t, err, "Another recomputation")
	dry = d.finish(dry)
	require.Equal(t, []int{many - 1, many - 1, many - 1, 1, 0}, []int{dry.Total, dry.Done, dry.Changed, dry.Late, dry.Rescued},
		"the others are late already: nobody answered them for an hour")
	require.Len(t, dry.Sample, mostSamples)
	require.Zero(t, d.count(`SELECT count(*) FROM acts WHERE verb = 'recompute'`), "a preview changes nothing")
	require.Equal(t, "running 6h20m0s", d.clocks(answered)["resolution"])

	j, err := d.s.StartLevelJob(ctx, d.top, false)
	require.NoError(t, err)
	first := &LevelRunner{Store: d.s}
	worked, err := first.Step(ctx)
	require.NoError(t, err)
	require.True(t, worked)
	half, err := d.s.LevelJob(ctx, j.ID)
	require.NoError(t, err)
	require.Equal(t, levelBatch, half.Done)
	require.Nil(t, half.FinishedAt)
	j = d.finish(j)
	require.Equal(t, dry.Changed, j.Changed)
	require.Equal(t, many-1, d.count(`SELECT count(*) FROM acts WHERE verb = 'recompute'`))
	require.Zero(t, d.count(`SELECT count(*) FROM (SELECT FROM acts WHERE verb = 'recompute' GROUP BY record_id HAVING count(*) > 1) x`), "each once")
	require.Equal(t, was, d.clocks(closed))
	require.Equal(t, "running -10m0s", d.clocks(answered)["resolution"])
	require.Equal(t, 1, d.count(`SELECT count(*) FROM clock_lines l JOIN clocks c ON c.id = l.clock_id JOIN records r ON r.id = c.record_id WHERE r.number = $1 AND c.kind = 'resolution' AND c.target_version = 2 AND l.told`, answered),
		"of all that is behind it only the highest is told")
	report, err := d.s.VerifyAudit(ctx)
	require.NoError(t, err)
	require.Empty(t, report.Broken)

	again, err := d.s.StartLevelJob(ctx, d.top, false)
	require.NoError(t, err)
	require.Zero(t, d.finish(again).Changed, "a second time changes nothing")
}

// A line that a new target does not put behind a clock moves it, and the process is woken only if it is earlier.
func TestLevelJob_WakesOnlyWhatFallsDueEarlier(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Hello."})
	d.s.DB.MustExec(`UPDATE processes SET advanced = needs, next_at = (SELECT due_at FROM records) - interval '4 hours'`)
	wakes := func() int { return d.count(`SELECT count(*) FROM outbox`) }
	before := wakes()
	set := func(seconds int) LevelJob {
		d.s.DB.MustExec(`UPDATE sla_policies SET definition = jsonb_set(definition, '{targets,3,resolution}', to_jsonb($1::int))`, seconds)
		j, err := d.s.StartLevelJob(t.Context(), d.top, false)
		require.NoError(t, err)
		return d.finish(j)
	}
	require.Equal(t, 1, set(12*3600).Changed)
	require.Equal(t, before, wakes(), "later: the timer finds nothing and is set anew")
	require.Equal(t, 1, set(4*3600).Changed)
	require.Equal(t, before+1, wakes(), "earlier")
}

func (d *levelsDesk) count(query string, args ...any) (n int) {
	d.t.Helper()
	require.NoError(d.t, d.s.DB.Get(&n, query, args...))
	return n
}

// A request for approval is promised nothing by service levels: its plan says until when.
func TestLevelJob_LeavesRequestsForApprovalAlone(t *testing.T) {
	d := newPlanDesk(t)
	d.publish("quick", KindApproval, submit, asks("head", plan.Approval, plan.Any, []string{plan.StartStep}, "bea"))
	d.ask("quick")
	d.s.DB.MustExec(plainPolicy)
	j, err := d.s.StartLevelJob(t.Context(), d.top, false)
	require.NoError(t, err)
	j = d.finish(j)
	require.Equal(t, []int{0, 0, 0}, []int{j.Total, j.Done, j.Changed})
	require.Zero(t, d.count(`SELECT count(*) FROM clocks`))
}

// L5, settle first: a breach that nobody has looked at yet, as after an outage, is told before the clock is set to another target.
func TestLevelJob_TellsWhatWasCrossedBefore(t *testing.T) {
	d := newLevelsDesk(t)
	n := d.raise()
	d.do(d.agent, n, incident.Act{Verb: incident.Assign, AssigneeID: &d.tech.UserID})
	d.do(d.tech, n, incident.Act{Verb: incident.Reply, Comment: "Mine."})
	d.s.DB.MustExec(`UPDATE clock_shift SET shift = shift + interval '9 hours'`)
	d.s.DB.MustExec(`UPDATE sla_policies SET definition = jsonb_set(jsonb_set(definition, '{targets,3,resolution}', '72000'), '{targets,2,resolution}', '72000')`)
	j, err := d.s.StartLevelJob(t.Context(), d.top, false)
	require.NoError(t, err)
	d.finish(j)
	require.Equal(t, []string{"Notify level_warned resolution 50 %: tom", "Notify level_warned resolution 75 %: tom", "Notify level_warned resolution 90 %: tom",
		"Notify level_breached resolution breach: mona tom", "Escalate level_reached resolution level 1: bea"}, d.told(n))
	require.Equal(t, "running 11h0m0s", d.clocks(n)["resolution"], "twenty hours are promised now")
	report, err := d.s.VerifyAudit(t.Context())
	require.NoError(t, err)
	require.Empty(t, report.Broken)
}

// The first policies of a desk count from each record's beginning, less its pauses, and an answer is waited for since it was asked for.
func TestLevelJob_WhatIsPromisedForTheFirstTime(t *testing.T) {
	d := newLevelsDesk(t)
	d.s.DB.MustExec(`DELETE FROM sla_policies`)
	held, asked, answered := d.raise(), d.raise(), d.raise()
	d.pass(held, time.Hour)
	for _, n := range []string{held, asked, answered} {
		d.do(d.agent, n, incident.Act{Verb: incident.Reply, Comment: "Hello."})
	}
	d.do(d.agent, held, incident.Act{Verb: incident.Hold, HoldReason: "vendor"})
	d.pass(held, 3*time.Hour)
	d.do(d.agent, held, incident.Act{Verb: incident.Hold, HoldReason: "change"})
	d.pass(held, time.Hour)
	d.do(d.agent, held, incident.Act{Verb: incident.Resume})
	d.do(d.customer, asked, incident.Act{Verb: incident.Reply, Comment: "Well?"})
	d.do(d.customer, answered, incident.Act{Verb: incident.Reply, Comment: "Well?"})
	d.do(d.agent, answered, incident.Act{Verb: incident.Reply, Comment: "Soon."})
	fresh := d.raise()
	d.pass(held, time.Hour)
	d.s.DB.MustExec(plainPolicy)
	j, err := d.s.StartLevelJob(t.Context(), d.top, false)
	require.NoError(t, err)
	require.Equal(t, 4, d.finish(j).Changed)
	require.Equal(t, map[string]string{"resolution": "running 6h0m0s"}, d.clocks(held), "of six hours four on hold")
	require.Equal(t, map[string]string{"next_response": "running 1h0m0s", "resolution": "running 2h0m0s"}, d.clocks(asked))
	require.Equal(t, map[string]string{"resolution": "running 2h0m0s"}, d.clocks(answered))
	require.Equal(t, map[string]string{"first_response": "running 0s", "resolution": "running 7h0m0s"}, d.clocks(fresh))
}

// Another version of a policy that promises a record the same changes nothing of it: the preview names those whom an edit concerns.
func TestLevelJob_CountsOnlyWhatIsPromisedDifferently(t *testing.T) {
	d := newLevelsDesk(t)
	d.raise()
	urgent := d.raise()
	d.do(d.agent, urgent, incident.Act{Verb: incident.Classify, Impact: 1, Urgency: 1})
	d.s.DB.MustExec(`UPDATE sla_policies SET definition = jsonb_set(definition, '{targets,0,resolution}', '7200')`)
	j, err := d.s.StartLevelJob(t.Context(), d.top, false)
	require.NoError(t, err)
	j = d.finish(j)
	require.Equal(t, []int{2, 1}, []int{j.Done, j.Changed})
	require.Equal(t, urgent, j.Sample[0].Number)
	require.Equal(t, 1, d.count(`SELECT count(*) FROM acts WHERE verb = 'recompute'`))
	d.s.DB.MustExec(`UPDATE sla_policies SET code = 'other'`)
	j, err = d.s.StartLevelJob(t.Context(), d.top, false)
	require.NoError(t, err)
	require.Equal(t, 2, d.finish(j).Changed, "reports count by policy")
}
