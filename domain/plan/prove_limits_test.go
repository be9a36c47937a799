package plan_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/plan"
)

// TestBothMachinesMeetTheLimits lives long stories in which nobody ends anything, until no item, step or handing on more is taken.
func TestBothMachinesMeetTheLimits(t *testing.T) {
	t.Parallel()
	who := []plan.Assignee{{By: "person", Name: "1"}, {By: "person", Name: "2"}, {By: "person", Name: "3"}}
	all, late := plan.Completion{Mode: plan.All}, plan.Limit{Minutes: 600, Then: plan.ThenTransfer, To: []plan.Assignee{{By: "chosen"}}}
	def := plan.Definition{Steps: []plan.StepDef{
		{ID: plan.StartStep, Kind: plan.Submit, Name: text},
		{ID: "a", Kind: plan.Approval, Name: text, Who: who, Completion: all, Limit: late},
		{ID: "b", Kind: plan.Task, Name: text, Who: who, Completion: all, After: []string{"a"}, Limit: late},
	}}
	only := [][]plan.Verb{{plan.Transfer}, {plan.AddStep, plan.MoveStep},
		{plan.AddSigner, plan.Delegate, plan.Return, plan.Approve, plan.Complete, plan.AddPerson, plan.TakeBack, plan.Remove}}
	for seed := range uint64(len(only)) {
		r := source(seed, 4)
		s := story{def: def, seed: seed}
		d, err := newDuel(def, seed)
		require.NoError(t, err)
		for p := range d.world.active {
			d.world.active[p] = p > 0
		}
		refused := map[domain.Code]int{}
		for range 8000 {
			m := randomMove(r, &d.state, d.world)
			m.Later /= 10
			m.Act.New.Limit, m.Act.New.Nobody = plan.Limit{}, ""
			answers := m.Act.Verb == plan.Approve || m.Act.Verb == plan.Complete && d.state.Step(plan.StartStep).Status != plan.Open
			other := m.What == "act" && !slices.Contains(only[seed], m.Act.Verb)
			if other || m.What == "change" || answers && r.IntN(10) > 0 {
				continue
			}
			err := d.step(&m)
			s.moves = append(s.moves, m)
			require.NoError(t, err, "seed %d, move %d: %+v", seed, len(s.moves), m)
			if m.Refused {
				refused[d.last]++
			}
		}
		t.Logf("%d items, %d steps, refused %v", len(d.state.Items), len(d.state.Steps), refused)
		require.LessOrEqual(t, len(d.state.Items), plan.MostItems)
		require.LessOrEqual(t, len(d.state.Steps), plan.MostSteps)
		require.NotZero(t, refused[domain.TooMany]+handed(&d.state), "no limit was met")
	}
}

// handed counts the places that nobody may hand on any more.
func handed(s *plan.State) (n int) {
	for _, t := range s.Steps {
		for _, p := range t.Places {
			if p.Handed == 20 {
				n++
			}
		}
	}
	return n
}
