package store

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain/approval"
	"steward/domain/plan"
)

// T2: requests run when a version with a step more is published. Each keeps its own: none is stuck, none is asked twice.
// STEWARD_PROVE says with how many; a thousand are tried at each release.
func TestPlan_RunningRequestsKeepTheirVersion(t *testing.T) {
	many := 40
	if n, err := strconv.Atoi(os.Getenv("STEWARD_PROVE")); err == nil {
		many = n
	}
	d := newPlanDesk(t)
	first, last := asks("first", plan.Approval, plan.All, []string{plan.StartStep}, "tom"), asks("last", plan.Approval, plan.All, []string{"first"}, "bea")
	id := d.publish("buy", KindApproval, submit, first, last)
	var old, fresh []string
	for range many {
		old = append(old, d.ask("buy"))
	}
	for _, n := range old[:many/2] { // half of them stand before the last step
		d.does(n, d.tech, plan.Approve, PlanAct{})
	}
	last.After = []string{"between"}
	raw, err := json.Marshal(plan.Definition{Steps: []plan.StepDef{submit, first, asks("between", plan.Approval, plan.All, []string{"first"}, "mona"), last}})
	require.NoError(t, err)
	d.s.DB.MustExec(`INSERT INTO plan_template_versions (template_id, version, definition) VALUES ($1, 2, $2)`, id, string(raw))
	d.s.DB.MustExec(`UPDATE plan_templates SET version = 2 WHERE id = $1`, id)
	for range 3 {
		fresh = append(fresh, d.ask("buy"))
	}
	for _, n := range old[many/2:] {
		d.does(n, d.tech, plan.Approve, PlanAct{})
	}
	for _, n := range fresh {
		d.does(n, d.tech, plan.Approve, PlanAct{})
		d.does(n, d.top, plan.Approve, PlanAct{})
	}
	for _, n := range append(old, fresh...) {
		d.waits(n, "last bea")
		require.NoError(t, d.act(n, d.boss, plan.Approve, PlanAct{}))
		require.Equal(t, "done", string(d.advance(n, approval.StageApprove).Positions[0].Verdict))
	}
	var items, asked int
	require.NoError(t, d.s.DB.Get(&items, `SELECT count(*) FROM work_items WHERE plan_id IS NOT NULL`))
	require.NoError(t, d.s.DB.Get(&asked, `SELECT count(*) FROM work_items WHERE step = 'between'`))
	require.Equal(t, []int{2*many + 3*3, 3}, []int{items, asked})
}
