package plan

import (
	"slices"
	"time"

	"steward/domain"
)

// machine is one call's work on a copy of a state.
type machine struct {
	State
	w     World
	now   time.Time // of what is being applied: a time-out's own instant while settling
	until time.Time // the call's instant
	tells []Tell
	full  bool // an item more than a plan may have was asked for
}

func newMachine(s State, w World, now time.Time) *machine {
	return &machine{State: s.clone(), w: w, now: now, until: now}
}

func (m *machine) result() (Result, Refusal) {
	if m.full {
		return Result{}, errItems
	}
	return Result{State: m.State, Tells: m.tells}, nil
}

var errItems = domain.Refuse(domain.TooMany, "A plan has at most 500 items, those of earlier rounds included; end it and begin a new one.",
	"一个计划最多 500 个待办（含以往轮次），请终止后新建。")

// Start answers a plan in which nothing has been opened yet.
func Start(d Definition) (State, Refusal) {
	if err := d.Validate(); err != nil {
		return State{}, err
	}
	s := State{Form: Form, Limit: d.Limit, Items: []Item{}}
	for _, def := range d.Steps {
		s.Steps = append(s.Steps, Step{StepDef: def, Status: Waiting})
	}
	s = s.clone()
	for i := range s.Steps {
		s.afterStart(&s.Steps[i])
	}
	return s, nil
}

// afterStart puts a step of the top that is after nothing after the requester's own, if there is one.
func (s *State) afterStart(t *Step) {
	if t.In == "" && len(t.After) == 0 && t.Kind != Submit && s.Step(StartStep) != nil {
		t.After = []string{StartStep}
	}
}

// Advance settles what fell due and opens every step that is ready. It fails only where a plan would become too big.
func Advance(s State, w World, now time.Time) (Result, Refusal) {
	m := newMachine(s, w, now)
	m.settle()
	for !m.Over() && !m.full && (m.finishGroup() || m.openNext() || m.finish()) {
		continue
	}
	return m.result()
}

// finishGroup ends the first open group whose steps have all passed.
func (m *machine) finishGroup() bool {
	for i := range m.Steps {
		t := &m.Steps[i]
		if t.Kind == Group && t.Status == Open && m.allPassed(t.ID) {
			t.Status, t.EndedAt = Done, m.now
			return true
		}
	}
	return false
}

func (m *machine) openNext() bool {
	for i := range m.Steps {
		if m.ready(&m.Steps[i]) {
			m.open(&m.Steps[i])
			return true
		}
	}
	return false
}

// finish ends a plan whose steps have all passed.
func (m *machine) finish() bool {
	if !m.allPassed("") {
		return false
	}
	m.end(domain.VerdictDone, "over", 0)
	return true
}

// end gives the plan its verdict and closes what is live.
func (m *machine) end(v domain.Verdict, why string, by int64) {
	m.Verdict, m.EndedAt = v, m.now
	for i := range m.Items {
		if m.Items[i].Status.Live() {
			m.close(&m.Items[i], why, by)
		}
	}
}

// End answers a plan that is ended from outside, because the work it is for is over; why is the reason of its items.
func End(s State, v domain.Verdict, why string, by int64, now time.Time) State {
	m := newMachine(s, nil, now)
	m.end(v, why, by)
	return m.State
}

func (m *machine) close(it *Item, why string, by int64) {
	it.Status, it.Why, it.By, it.EndedAt = ItemClosed, why, by, m.now
}

func (m *machine) tell(what string, it *Item) {
	t := Tell{What: what, Step: it.Step, Item: it.ID}
	if it.Person != 0 {
		t.To = []int64{it.Person}
	} else {
		t.Pool = it.Pool
	}
	m.tells = append(m.tells, t)
}

// open opens a step that is ready.
func (m *machine) open(t *Step) {
	t.Round++
	t.OpenedAt, t.EndedAt, t.Touched, t.Places, t.Back = m.now, time.Time{}, false, nil, nil
	if t.When != "" && !m.w.Holds(t.When, m.results()) {
		m.skip(t)
		return
	}
	switch t.Kind {
	case Group:
		t.Status = Open
	case Notice:
		m.circulateStep(t)
		t.Status, t.EndedAt = Done, m.now
	case Submit:
		if t.Round == 1 {
			t.Status, t.EndedAt = Done, m.now
			return
		}
		m.seat(t, []Voter{{Person: m.w.Requester()}})
	default:
		m.seat(t, m.voters(t))
	}
}

func (m *machine) skip(t *Step) {
	t.Status, t.EndedAt = Skipped, m.now
	if t.Kind != Group {
		return
	}
	for i := range m.Steps {
		if m.inside(&m.Steps[i], t.ID) {
			m.Steps[i].Status = Skipped
		}
	}
}

func (m *machine) circulateStep(t *Step) {
	for _, v := range m.w.People(t.Who) {
		tell := Tell{What: "circulated", Step: t.ID, Pool: v.Pool}
		if v.Person != 0 {
			tell.To = []int64{v.Person}
		}
		m.tells = append(m.tells, tell)
	}
}

// voters answers whom a step asks, each once, the requester replaced where its rule says so.
func (m *machine) voters(t *Step) []Voter {
	all := m.w.People(t.Who)
	for _, p := range t.Extra {
		if m.w.Active(p) { // he may have left since he was added
			all = append(all, Voter{Person: p})
		}
	}
	var once []Voter
	for _, v := range all {
		if !seated(once, v) && !m.onlyRequester(t, v) {
			once = append(once, v)
		}
	}
	if t.Self != "head" {
		return once
	}
	i := slices.IndexFunc(once, func(v Voter) bool { return v.Person != 0 && v.Person == m.w.Requester() })
	if i < 0 {
		return once
	}
	once[i].Person = m.headOfRequester()
	if once[i].Person == 0 || seated(slices.Delete(slices.Clone(once), i, i+1), once[i]) {
		return slices.Delete(once, i, i+1)
	}
	return once
}

// onlyRequester tells whether a voter is a pool of which nobody but the requester could decide, who may not.
func (m *machine) onlyRequester(t *Step, v Voter) bool {
	return v.Person == 0 && t.RequesterHasNoSay() && !m.w.Others(m.w.Requester(), v.Pool)
}

func seated(vs []Voter, v Voter) bool {
	return slices.ContainsFunc(vs, func(o Voter) bool { return o.Person == v.Person && (v.Person != 0 || o.Pool == v.Pool) })
}

func (m *machine) headOfRequester() int64 {
	r := m.w.Requester()
	for up := 1; up <= 10; up++ {
		if h := m.w.Head(r, up); h != 0 && h != r {
			return h
		}
	}
	return 0
}

// seat gives each voter a place and begins the turns; where there is nobody the step's rule decides.
func (m *machine) seat(t *Step, vs []Voter) {
	t.Status = Open
	if len(vs) == 0 {
		switch t.Nobody {
		case "skip":
			t.Status, t.EndedAt = Skipped, m.now
			return
		case "reject":
			m.reject(t)
			return
		}
		vs = []Voter{{Pool: Pool{Role: "admin"}}}
	}
	for _, v := range vs {
		weight := 1
		if t.Completion.Mode == Weighted && v.Weight > 0 {
			weight = v.Weight
		}
		it := m.make(t, Item{Person: v.Person, Pool: v.Pool, ByRule: !slices.Contains(t.Extra, v.Person), Root: true})
		t.Places = append(t.Places, Place{Weight: weight, Chain: []int{it}})
	}
	m.turn(t)
}

// make adds an item to a step's present round and answers its id.
func (m *machine) make(t *Step, it Item) int {
	if len(m.Items) >= MostItems {
		m.full = true
	}
	it.ID, it.Step, it.Round, it.Status, it.CreatedAt = len(m.Items)+1, t.ID, t.Round, ItemQueued, m.now
	m.Items = append(m.Items, it)
	return it.ID
}
