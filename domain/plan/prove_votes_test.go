package plan_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/plan"
)

// ballot casts the votes of one step in every order.
type ballot struct {
	*require.Assertions
	world    *office
	verdicts map[string]domain.Verdict // by who voted what, - for who did not or was not needed
}

func TestNoOrderOfVotesMatters(t *testing.T) {
	t.Parallel()
	completions := []plan.Completion{{}, {Mode: plan.All}, {Mode: plan.Sequence}, {Mode: plan.Share, Percent: 34}, {Mode: plan.Share, Percent: 50},
		{Mode: plan.Share, Percent: 67}, {Mode: plan.Quorum, Count: 2}, {Mode: plan.Quorum, Count: 4}, {Mode: plan.Weighted, Percent: 40},
		{Mode: plan.Weighted, Percent: 51}}
	for _, completion := range completions {
		for voters := 1; voters <= 6; voters++ {
			t.Run(fmt.Sprintf("%s %d %d of %d", completion.Mode, completion.Percent, completion.Count, voters), func(t *testing.T) {
				t.Parallel()
				s := plan.StepDef{ID: "vote", Kind: plan.Approval, Name: text, Completion: completion}
				b := &ballot{require.New(t), &office{requester: 10}, map[string]domain.Verdict{}}
				for v := range voters {
					b.world.active[v+1] = true
					s.Who = append(s.Who, plan.Assignee{By: "person", Name: strconv.Itoa(v + 1), Weight: v*v%4 + 1})
				}
				state, refused := plan.Start(plan.Definition{Steps: []plan.StepDef{s}})
				b.Nil(refused)
				begun, refused := plan.Advance(state, b.world, monday)
				b.Nil(refused)
				b.cast(begun.State, make([]byte, voters))
				b.Len(b.verdicts, 1<<voters, "every ballot has a verdict")
			})
		}
	}
}

// cast lets each who has not voted vote next, either way, until there is a verdict.
func (b *ballot) cast(s plan.State, votes []byte) {
	if s.Over() {
		b.same(s.Verdict, votes, 0)
		return
	}
	for v := range votes {
		if votes[v] != 0 || s.Items[v].Status != plan.ItemOpen {
			continue // of a sequence it is not his turn
		}
		for _, verb := range []plan.Verb{plan.Approve, plan.Reject} {
			after, refused := plan.Apply(s, plan.Act{Verb: verb, By: int64(v + 1), Item: v + 1, Comment: "why"}, b.world, monday)
			b.Nil(refused)
			done, refused := plan.Advance(after.State, b.world, monday)
			b.Nil(refused)
			votes[v] = verb[0]
			b.cast(done.State, votes)
			votes[v] = 0
		}
	}
}

// same notes the verdict of a ballot; the votes that were not waited for may have been either, and another order might have asked for them.
func (b *ballot) same(verdict domain.Verdict, votes []byte, from int) {
	for v := from; v < len(votes); v++ {
		if votes[v] == 0 {
			for _, either := range []byte("ar") {
				votes[v] = either
				b.same(verdict, votes, v+1)
			}
			votes[v] = 0
			return
		}
	}
	before, known := b.verdicts[string(votes)]
	if known && before != verdict {
		b.Equal(before, verdict, "votes %s", votes)
	}
	b.verdicts[string(votes)] = verdict
}
