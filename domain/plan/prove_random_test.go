package plan_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"steward/domain"
	"steward/domain/plan"
)

// move is one thing that happens to a plan.
type move struct {
	What    string // act, advance, settle, change
	Later   time.Duration
	Act     plan.Act
	Change  int
	Refused bool // by the machine under test, for reading
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// often answers the value mostly, and now and then another.
func often[T any](r *rand.Rand, value T, others ...T) T {
	if r.IntN(3) > 0 {
		return value
	}
	return pick(r, others...)
}

// randomPlan draws a valid definition of 3 to 14 steps with groups in groups.
func randomPlan(r *rand.Rand) plan.Definition {
	g := &gardener{r: r}
	if r.IntN(2) == 0 {
		g.steps = append(g.steps, plan.StepDef{ID: plan.StartStep, Kind: plan.Submit, Name: text, Limit: g.limit()})
	}
	g.grow("", 3+r.IntN(11), 0)
	for i := range g.steps {
		s := &g.steps[i]
		if s.OnReject == "return" {
			g.returns(s)
		}
		if s.ID != plan.StartStep && r.IntN(6) == 0 {
			s.When = pick(r, "amount > 5", "amount > 2", `step("`+pick(r, g.steps...).ID+`") == "`+pick(r, "approved", "rejected", "skipped")+`"`)
		}
	}
	if r.IntN(3) == 0 {
		r.Shuffle(len(g.steps), func(i, j int) { g.steps[i], g.steps[j] = g.steps[j], g.steps[i] })
	}
	def := plan.Definition{Steps: g.steps}
	def.Limit.Minutes = pick(r, 0, 45)
	return def
}

var text = domain.Text{En: "x", Zh: "x"}

type gardener struct {
	r     *rand.Rand
	steps []plan.StepDef
}

// grow puts so many steps into a group, deeper ones included.
func (g *gardener) grow(in string, n, deep int) {
	var beside []string
	for n > 0 {
		s := plan.StepDef{ID: "s" + strconv.Itoa(len(g.steps)), In: in, Name: text}
		for _, id := range beside {
			if len(s.After) < 3 && g.r.IntN(len(beside)+1) == 0 || len(s.After) == 0 && id == beside[len(beside)-1] && g.r.IntN(2) == 0 {
				s.After = append(s.After, id)
			}
		}
		if len(g.steps) == 3 && g.r.IntN(10) == 0 {
			s.ID = "added-1" // a name that an added step would take
		}
		beside = append(beside, s.ID)
		n--
		if n > 0 && deep < 4 && g.r.IntN(3) == 0 {
			s.Kind = plan.Group
			g.steps = append(g.steps, s)
			inside := 1 + g.r.IntN(n)
			g.grow(s.ID, inside, deep+1)
			n -= inside
			continue
		}
		g.steps = append(g.steps, g.work(s))
	}
}

// work makes a step a task, an approval or a notice.
func (g *gardener) work(s plan.StepDef) plan.StepDef {
	r := g.r
	s.Kind = pick(r, plan.Task, plan.Approval, plan.Approval, plan.Approval, plan.Notice)
	s.Who = g.who()
	if s.Kind == plan.Notice {
		return s
	}
	s.Completion.Mode = pick(r, "", plan.Any, plan.All, plan.All, plan.Sequence, plan.Sequence, plan.Share, plan.Quorum, plan.Weighted, plan.First)
	switch s.Completion.Mode {
	case plan.Share, plan.Weighted:
		s.Completion.Percent = 1 + r.IntN(100)
	case plan.Quorum:
		s.Completion.Count = 1 + r.IntN(4)
	}
	s.Limit = g.limit()
	s.OnReject = pick(r, "", "end", "go_on", "return", "return")
	s.Nobody = pick(r, "", "admin", "skip", "reject")
	s.Self = pick(r, "", "ask", "skip", "head")
	s.Again = pick(r, "", "ask", "skip")
	return s
}

func (g *gardener) who() []plan.Assignee {
	var who []plan.Assignee
	for range 1 + g.r.IntN(3) {
		a := plan.Assignee{By: pick(g.r, "person", "person", "person", "group", "role", "requester_head", "chain_of_heads", "requester", "chosen"), Weight: g.r.IntN(4)}
		switch a.By {
		case "person":
			a.Name = strconv.Itoa(1 + g.r.IntN(people))
		case "group":
			a.Name, a.Pool = pick(g.r, "1", "2"), g.r.IntN(2) == 0
		case "role":
			a.Name, a.Pool = pick(g.r, "admin", "clerk"), g.r.IntN(2) == 0
		case "requester_head", "chain_of_heads":
			a.Up = 1 + g.r.IntN(3)
		}
		who = append(who, a)
	}
	return who
}

func (g *gardener) limit() plan.Limit {
	l := plan.Limit{Minutes: pick(g.r, 0, 30, 60, 240), Then: pick(g.r, "", plan.Remind, plan.ThenApprove, plan.ThenReject, plan.ThenTransfer, plan.Escalate)}
	if l.Then == plan.ThenTransfer {
		l.To = g.who()
	}
	return l
}

// returns names the step to which a rejection goes back, if there is another that can be.
func (g *gardener) returns(s *plan.StepDef) {
	for range 10 {
		t := pick(g.r, g.steps...)
		if t.ID != s.ID && t.Kind != plan.Group && t.Kind != plan.Notice {
			s.ReturnTo = t.ID
			return
		}
	}
	s.OnReject = "end"
}

// randomMove draws what happens next: mostly something that somebody may do as the plan stands.
func randomMove(r *rand.Rand, s *plan.State, o *office) move {
	m := move{What: "act"}
	switch n := r.IntN(100); {
	case n < 22:
		m.What = "advance"
	case n < 26:
		m.What = "settle"
	case n < 30:
		m.What, m.Change = "change", r.IntN(400)
		return m
	}
	switch r.IntN(12) {
	case 0:
		m.Later = time.Duration(r.IntN(400)) * time.Minute
	case 1:
		m.Later = 30 * time.Minute // often exactly when something falls due
	case 2, 3, 4, 5:
		m.Later = time.Duration(r.IntN(5)) * time.Minute
	}
	if m.What != "act" {
		return m
	}
	if r.IntN(5) == 0 {
		m.Act = nonsense(r, s)
	} else {
		m.Act = sensible(r, s, o)
	}
	return m
}

func anyStep(r *rand.Rand, s *plan.State) string {
	if r.IntN(20) == 0 || len(s.Steps) == 0 {
		return "nowhere"
	}
	return s.Steps[r.IntN(len(s.Steps))].ID
}

func stepsOf(r *rand.Rand, s *plan.State, in string, most int) []string {
	var ids []string
	for range r.IntN(most + 1) {
		if t := s.Step(anyStep(r, s)); t != nil && (t.In == in || r.IntN(10) == 0) && !slices.Contains(ids, t.ID) {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

var allVerbs = []plan.Verb{plan.Approve, plan.Reject, plan.Complete, plan.Fail, plan.Transfer, plan.Delegate, plan.AddSigner, plan.Claim, plan.Release,
	plan.Return, plan.TakeBack, plan.Remove, plan.Withdraw, plan.Urge, plan.Terminate, plan.Circulate, plan.AddPerson, plan.AddStep, plan.MoveStep,
	plan.RemoveStep, "sing"}

func nonsense(r *rand.Rand, s *plan.State) plan.Act {
	a := plan.Act{Verb: pick(r, allVerbs...), By: int64(r.IntN(people + 2)), Manager: r.IntN(3) == 0, Item: r.IntN(len(s.Items) + 2),
		Where: pick(r, "before", "after", "beside", "", "below"), Step: anyStep(r, s), Jump: r.IntN(2) == 0, Comment: pick(r, "", "why", "why")}
	for range r.IntN(3) {
		a.To = append(a.To, int64(r.IntN(people+2)))
	}
	if a.Verb == plan.Withdraw || a.Verb == plan.Terminate {
		a.By, a.Manager = 0, a.Manager && r.IntN(4) == 0 // else most plans end soon
	}
	newStep(r, s, &a)
	return a
}

func newStep(r *rand.Rand, s *plan.State, a *plan.Act) {
	g := &gardener{r: r}
	a.New = g.work(plan.StepDef{Name: text})
	if a.New.OnReject == "return" {
		a.New.OnReject = ""
	}
	if t := s.Step(anyStep(r, s)); t != nil {
		if a.New.In = t.In; t.Kind == plan.Group && r.IntN(2) == 0 {
			a.New.In = t.ID
		}
	}
	in := a.New.In
	if t := s.Step(a.Step); a.Verb == plan.MoveStep && t != nil {
		in = t.In
	}
	a.After, a.Before = stepsOf(r, s, in, 2), stepsOf(r, s, in, 2)
}

// sensible draws an act that fits the plan, mostly.
func sensible(r *rand.Rand, s *plan.State, o *office) plan.Act {
	n := r.IntN(100)
	switch {
	case n < 12:
		return management(r, s, o)
	case n < 24:
		if a, ok := takeBack(r, s); ok {
			return a
		}
	case n < 28:
		return plan.Act{Verb: pick(r, plan.Urge, plan.Circulate), By: often(r, o.requester, someone(r)), To: []int64{someone(r)}, Manager: r.IntN(3) == 0}
	}
	var open, live []*plan.Item
	for i := range s.Items {
		if it := &s.Items[i]; it.Status.Live() {
			live = append(live, it)
			if it.Status == plan.ItemOpen {
				open = append(open, it)
			}
		}
	}
	if len(open) == 0 {
		return nonsense(r, s)
	}
	if r.IntN(10) == 0 {
		it := pick(r, live...)
		return plan.Act{Verb: pick(r, plan.Remove, plan.Remove, plan.Transfer), Item: it.ID, By: often(r, someone(r), it.AddedBy), Manager: r.IntN(3) > 0, To: []int64{someone(r)}}
	}
	return signs(r, s, o, pick(r, open...))
}

// signs draws what the signer of an open item says.
func signs(r *rand.Rand, s *plan.State, o *office, it *plan.Item) plan.Act {
	t := s.Step(it.Step)
	a := plan.Act{Item: it.ID, By: signer(r, o, it), Comment: "why", Where: pick(r, "before", "after", "beside"), Jump: r.IntN(2) == 0}
	yes, no := plan.Approve, plan.Reject
	if t.Kind != plan.Approval {
		yes, no = plan.Complete, plan.Fail
	}
	a.Verb = pick(r, yes, yes, yes, yes, yes, no, no, plan.Return, plan.Return, plan.Return, plan.Delegate, plan.Delegate, plan.Transfer, plan.AddSigner, plan.AddSigner,
		plan.Claim, plan.Release)
	if t.Kind == plan.Submit && r.IntN(2) == 0 {
		a.Verb = plan.Complete
	}
	switch a.Verb {
	case plan.Return:
		for range 6 {
			if a.Step = anyStep(r, s); slices.ContainsFunc(s.Steps, func(o plan.Step) bool { return o.ID == a.Step && o.Round > 0 && o.Kind != plan.Group }) {
				break
			}
		}
	case plan.Delegate, plan.Transfer:
		a.To = []int64{someone(r)}
	case plan.AddSigner:
		for range 1 + r.IntN(2) {
			a.To = append(a.To, someone(r))
		}
	}
	return a
}

func signer(r *rand.Rand, o *office, it *plan.Item) int64 {
	var may []int64
	for p := int64(1); p <= people; p++ {
		if it.Person == 0 && o.Member(p, it.Pool) || p == it.Person || it.Person != 0 && o.Deputy(p, it.Person) {
			may = append(may, p)
		}
	}
	if len(may) == 0 {
		return someone(r)
	}
	return pick(r, may...)
}

func takeBack(r *rand.Rand, s *plan.State) (plan.Act, bool) {
	var decided []*plan.Item
	for i := range s.Items {
		if it := &s.Items[i]; it.Status.Decided() {
			decided = append(decided, it)
		}
	}
	if len(decided) == 0 {
		return plan.Act{}, false
	}
	it := pick(r, decided...)
	if r.IntN(2) == 0 {
		it = decided[len(decided)-1]
	}
	return plan.Act{Verb: plan.TakeBack, Item: it.ID, By: pick(r, it.By, it.Person)}, true
}

func management(r *rand.Rand, s *plan.State, o *office) plan.Act {
	a := plan.Act{Verb: pick(r, plan.AddPerson, plan.AddStep, plan.AddStep, plan.MoveStep, plan.RemoveStep), By: often(r, someone(r), o.requester), Manager: r.IntN(15) > 0,
		Step: anyStep(r, s), To: []int64{someone(r)}}
	if a.Verb == plan.RemoveStep && r.IntN(3) > 0 {
		a.Verb = plan.AddPerson
	}
	newStep(r, s, &a)
	return a
}
