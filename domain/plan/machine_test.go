package plan

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

// office is a small world: people 1 to 9 (9 is disabled), 1 is the requester; 5 heads 1 to 4, 6 heads 5; 7 is 3's deputy; 4 and 8 are in group 1.
type office struct{}

func (office) People(rules []Assignee) (vs []Voter) {
	for _, r := range rules {
		switch r.By {
		case "person":
			vs = append(vs, Voter{Person: int64(r.Name[0] - '0'), Weight: r.Weight})
		case "group":
			vs = append(vs, Voter{Pool: Pool{Group: 1}})
		}
	}
	return vs
}
func (office) Requester() int64 { return 1 }
func (office) Head(p int64, up int) int64 {
	heads := []int64{5, 6}
	if p == 5 {
		heads = heads[1:]
	}
	if up > len(heads) {
		return 0
	}
	return heads[up-1]
}
func (office) Active(p int64) bool { return p >= 1 && p <= 8 }
func (office) Member(p int64, pool Pool) bool {
	return pool.Group == 1 && (p == 4 || p == 8) || pool.Role == "admin" && p == 6
}
func (office) Others(p int64, pool Pool) bool {
	return slices.ContainsFunc([]int64{4, 6, 8}, func(o int64) bool { return o != p && office{}.Member(o, pool) })
}
func (office) Deputy(by, p int64) bool { return by == 7 && p == 3 }
func (office) Due(t time.Time, minutes int) time.Time {
	return t.Add(time.Duration(minutes) * time.Minute)
}
func (office) Holds(c string, r map[string]string) bool {
	ok, _ := Holds(c, Names{"amount": 10}, r)
	return ok
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func step(id string, kind Kind, people string, after ...string) StepDef {
	d := StepDef{ID: id, Kind: kind, Name: domain.Text{En: id}, After: after, Completion: Completion{Mode: All}}
	for _, p := range people {
		d.Who = append(d.Who, Assignee{By: "person", Name: string(p)})
	}
	return d
}

// script is a plan that a test drives.
type script struct {
	*require.Assertions
	s   State
	now time.Time
}

func begin(t *testing.T, steps ...StepDef) *script {
	c := &script{require.New(t), State{}, noon}
	var err Refusal
	c.s, err = Start(Definition{Steps: steps})
	c.Nil(err)
	c.advance()
	return c
}

func (c *script) advance() {
	r, err := Advance(c.s, office{}, c.now)
	c.Nil(err)
	c.s = r.State
}

// does applies an act on the person's open item, and advances.
func (c *script) does(by int64, v Verb, a Act) {
	a.Verb, a.By, a.Comment = v, by, "because"
	if a.Item == 0 {
		i := slices.IndexFunc(c.s.Items, func(it Item) bool { return it.Status == ItemOpen && (it.Person == by || it.Person == 0) })
		if i >= 0 {
			a.Item = i + 1
		}
	}
	r, err := Apply(c.s, a, office{}, c.now)
	c.Nil(err, "%v", err)
	c.s = r.State
	c.advance()
}

func (c *script) refuses(code domain.Code, a Act) {
	_, err := Apply(c.s, a, office{}, c.now)
	c.NotNil(err)
	c.Equal(code, err.Code)
}

// waits tells on whom the plan waits, by step and person.
func (c *script) waits(want ...string) {
	got := []string{}
	for _, it := range c.s.Items {
		if it.Status == ItemOpen {
			got = append(got, it.Step+string(rune('0'+it.Person)))
		}
	}
	slices.Sort(got)
	c.Equal(want, got)
}

func TestTasksRunInOrderAndInParallel(t *testing.T) {
	c := begin(t, step("a", Task, "2"), step("b", Task, "3", "a"), step("c", Task, "4", "a"), step("d", Task, "5", "b", "c"))
	c.waits("a2")
	c.does(2, Complete, Act{})
	c.waits("b3", "c4")
	c.does(8, AddStep, Act{Manager: true, New: step("e", Task, "6"), After: []string{"b"}, Before: []string{"d"}})
	c.does(8, AddPerson, Act{Manager: true, Step: "c", To: []int64{2}})
	c.refuses(domain.Invalid, Act{Verb: MoveStep, By: 8, Manager: true, Step: "added-1", After: []string{"d"}, Before: []string{"d"}})
	c.does(8, MoveStep, Act{Manager: true, Step: "added-1", After: []string{"d"}}) // d waits for it no more, but still for b
	c.Equal([]string{"b", "c"}, c.s.Step("d").After)
	c.does(8, MoveStep, Act{Manager: true, Step: "added-1", After: []string{"b"}, Before: []string{"d"}})
	c.refuses(domain.Conflict, Act{Verb: AddStep, By: 8, Manager: true, New: step("e", Task, "6"), Before: []string{"b"}})
	c.does(3, Complete, Act{})
	c.does(4, Complete, Act{})
	c.waits("added-16", "c2")
	c.does(2, Complete, Act{})
	c.does(6, Complete, Act{})
	c.waits("d5")
	c.does(5, Complete, Act{})
	c.Equal(domain.VerdictDone, c.s.Verdict)
}

func TestReturnInsideABranchLeavesTheOthers(t *testing.T) {
	start := StepDef{ID: "start", Kind: Submit, Name: domain.Text{En: "submit"}}
	group := StepDef{ID: "g", Kind: Group, Name: domain.Text{En: "g"}, After: []string{"a"}}
	in := func(d StepDef) StepDef { d.In = "g"; return d }
	c := begin(t, start, step("a", Approval, "2"), group, in(step("b", Approval, "3")), in(step("b2", Approval, "4", "b")), in(step("c", Approval, "5")), step("d", Approval, "6", "g"))
	c.does(2, Approve, Act{})
	c.does(3, Approve, Act{})
	c.waits("b24", "c5")
	c.does(4, Return, Act{Step: "b"})
	c.waits("b3", "c5")
	c.does(3, Approve, Act{})
	c.does(4, Return, Act{Step: "start", Jump: true})
	c.waits("c5", "start1")
	c.does(5, Approve, Act{})
	c.waits("start1")
	c.does(1, Complete, Act{})
	c.waits("b24")
	c.does(4, Approve, Act{})
	c.waits("d6")
	c.does(6, Return, Act{Step: "a"})
	c.waits("a2")
	c.does(2, Approve, Act{})
	c.waits("b3", "c5")
}

func TestSignersComeBeforeAfterAndBeside(t *testing.T) {
	c := begin(t, step("a", Approval, "2"))
	c.does(2, AddSigner, Act{Where: "after", To: []int64{3}})
	c.does(2, Delegate, Act{To: []int64{4}})
	c.waits("a4")
	c.refuses(domain.Invalid, Act{Verb: Delegate, By: 4, Item: 3, To: []int64{2}}) // he waits in the chain
	c.does(4, Reject, Act{})
	c.waits("a2") // only an opinion
	c.does(2, AddSigner, Act{Where: "beside", To: []int64{5}})
	c.waits("a2", "a5")
	c.does(2, Approve, Act{})
	c.waits("a3", "a5")
	c.does(2, TakeBack, Act{Item: 1})
	c.waits("a2", "a5")
	c.does(2, Approve, Act{})
	c.does(7, Approve, Act{Item: 2}) // 3's deputy
	c.refuses(domain.Conflict, Act{Verb: TakeBack, By: 2, Item: 1})
	c.does(5, Reject, Act{})
	c.Equal(domain.VerdictRejected, c.s.Verdict)
	c.refuses(domain.Closed, Act{Verb: Approve, By: 5, Item: 4})
}

func TestTimeRunsOut(t *testing.T) {
	a := step("a", Approval, "2")
	a.Limit = Limit{Minutes: 60, Then: Escalate}
	b := step("b", Approval, "3", "a")
	b.Limit = Limit{Minutes: 60, Then: ThenApprove}
	c := begin(t, a, b)
	c.now = noon.Add(150 * time.Minute)
	r := Settle(c.s, office{}, c.now)
	c.Len(r.Tells, 1)
	c.Equal(Tell{What: "escalated", Step: "a", Item: 1, To: []int64{5}}, r.Tells[0])
	c.Equal(noon.Add(180*time.Minute), r.State.Next().DueAt)
	c.s = r.State
	c.does(2, Approve, Act{})
	c.now = c.now.Add(time.Hour)
	c.advance()
	c.Equal(domain.VerdictDone, c.s.Verdict)
	c.Equal("timeout", c.s.Item(2).Why)
}

func TestConditionsReadFactsAndSteps(t *testing.T) {
	b := step("b", Approval, "3", "a")
	b.When = `amount > 100`
	d := step("d", Approval, "4", "b")
	d.When = `step("b") == "skipped" and step("a") == "approved" and missing == nil`
	c := begin(t, step("a", Approval, "2"), b, d)
	c.does(2, Approve, Act{})
	c.waits("d4")
	c.NotNil(Check("amount >"))
	c.Nil(Check("amount > 5 and name matches 'x'"))
}

// askedBy is the office where somebody else is the requester, or somebody has left.
type askedBy struct {
	office
	who, left int64
}

func (o askedBy) Requester() int64    { return o.who }
func (o askedBy) Active(p int64) bool { return o.office.Active(p) && p != o.left }

// Whoever may not decide his own request does not do so by a detour: in somebody's name, out of a pool, or because time handed it to him.
func TestTheRequesterDecidesByNoDetour(t *testing.T) {
	pool := step("b", Approval, "")
	pool.Who = []Assignee{{By: "group", Name: "g1"}}
	late := step("c", Approval, "2")
	late.Limit = Limit{Minutes: 60, Then: ThenTransfer, To: []Assignee{{By: "person", Name: "7"}}}
	c := &script{Assertions: require.New(t), now: noon}
	for _, self := range []string{"", "ask", "skip", "head"} {
		for _, it := range []struct {
			def       StepDef
			requester int64
			after     time.Duration
		}{{step("a", Approval, "3"), 7, 0}, {pool, 8, 0}, {late, 7, time.Hour}} {
			it.def.Self = self
			w := askedBy{who: it.requester}
			state, err := Start(Definition{Steps: []StepDef{it.def}})
			c.Nil(err)
			r, err := Advance(state, w, noon)
			c.Nil(err)
			r = Settle(r.State, w, noon.Add(it.after))
			c.Equal(self == "" || self == "ask", slices.ContainsFunc(Offer(r.State, it.requester, false, w, noon), func(o OfferedAct) bool { return o.Verb == Approve }))
			open := r.State.Next()
			_, err = Apply(r.State, Act{Verb: Approve, By: it.requester, Item: open.ID}, w, noon)
			if self == "" || self == "ask" {
				c.Nil(err, "%s %q", it.def.ID, self)
				continue
			}
			c.NotNil(err, "%s %q", it.def.ID, self)
			c.Equal(domain.Forbidden, err.Code)
		}
	}
}

// What is said to happen is what happens: a pool has no head who could be told.
func TestAnUnclaimedPoolIsReminded(t *testing.T) {
	pool := step("a", Approval, "")
	pool.Who, pool.Limit = []Assignee{{By: "group", Name: "g1"}}, Limit{Minutes: 60, Then: Escalate}
	c := begin(t, pool)
	c.Equal(Remind, c.s.Then(*c.s.Item(1)))
	c.Equal("reminded", Settle(c.s, office{}, noon.Add(time.Hour)).Tells[0].What)
	c.does(4, Claim, Act{})
	c.Equal(Escalate, c.s.Then(*c.s.Item(1)))
	c.Equal("escalated", Settle(c.s, office{}, noon.Add(time.Hour)).Tells[0].What)
}

// alone is a world in which the requester is the only one of every pool.
type alone struct{ askedBy }

func (o alone) Member(p int64, _ Pool) bool { return p == o.who }
func (alone) Others(int64, Pool) bool       { return false }

func TestWhoeverHasLeftOrStandsAloneIsNotAsked(t *testing.T) {
	c := &script{Assertions: require.New(t), now: noon}
	pool := step("a", Approval, "")
	pool.Who, pool.Self, pool.Nobody = []Assignee{{By: "group", Name: "g1"}}, "skip", "skip"
	state, err := Start(Definition{Steps: []StepDef{pool}})
	c.Nil(err)
	r, err := Advance(state, alone{askedBy{who: 8}}, noon)
	c.Nil(err)
	c.Equal(Skipped, r.State.Step("a").Status, "nobody but the requester could decide")

	c = begin(t, step("a", Approval, "2"), step("b", Task, "3", "a"))
	c.does(8, AddPerson, Act{Manager: true, Step: "b", To: []int64{4}})
	done, err := Apply(c.s, Act{Verb: Approve, By: 2, Item: 1}, office{}, noon)
	c.Nil(err)
	r, err = Advance(done.State, askedBy{who: 1, left: 4}, noon)
	c.Nil(err)
	c.s = r.State
	c.waits("b3")
}
