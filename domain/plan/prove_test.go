package plan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/plan"
	"steward/domain/plan/reference"
)

var monday = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// story is one random life of one random plan; the same seed tells the same.
type story struct {
	def   plan.Definition
	seed  uint64
	moves []move
}

// source makes the randomness of a story; one half of it makes the world.
func source(seed, half uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, half)) }

// duel lets both machines live the same life.
type duel struct {
	state  plan.State
	model  *reference.Model
	world  *office
	now    time.Time
	jumped bool
	last   domain.Code // of the move before
	kept   bool        // no rejection returns: what has passed is undone by people only
}

func newDuel(def plan.Definition, seed uint64) (*duel, error) {
	state, refused := plan.Start(def)
	if refused != nil {
		return nil, fmt.Errorf("the plan is not valid: %w", refused)
	}
	returns := slices.ContainsFunc(def.Steps, func(s plan.StepDef) bool { return s.OnReject == "return" })
	return &duel{state: state, model: reference.New(def), world: newOffice(source(seed, 1)), now: monday, kept: !returns}, nil
}

// step makes one move on both machines; an error says in what they differ, or what does not hold.
func (d *duel) step(m *move) error {
	d.now = d.now.Add(m.Later)
	before := d.state
	var fast, slow domain.Code
	switch m.What {
	case "change":
		d.world.change(m.Change)
		return nil
	case "settle":
		d.state = plan.Settle(d.state, d.world, d.now).State
		d.model.Settle(d.world, d.now)
	case "advance":
		fast = d.take(plan.Advance(d.state, d.world, d.now))
		slow = d.model.Advance(d.world, d.now)
	case "act":
		fast = d.take(plan.Apply(d.state, m.Act, d.world, d.now))
		slow = d.model.Apply(m.Act, d.world, d.now)
	}
	m.Refused, d.last = fast != "", fast
	if (fast == "") != (slow == "") || strict(fast) != strict(slow) {
		return fmt.Errorf("the machine answers %q, the reference %q", fast, slow)
	}
	if a, b := reference.Of(&d.state), d.model.View(); !a.Equal(b) {
		return fmt.Errorf("the machine (-) and the reference (+) differ:\n%s", strings.Join(a.Differences(b), "\n"))
	}
	if m.What == "act" && !m.Refused && d.state.Acts%16 == 1 && !d.offered(before, m.Act) {
		return fmt.Errorf("it was taken, and not offered")
	}
	return d.holds(&before, m)
}

// offered tells whether an act was among those that its actor was shown.
func (d *duel) offered(before plan.State, a plan.Act) bool {
	for _, o := range plan.Offer(before, a.By, a.Manager, d.world, d.now) {
		if o.Verb == a.Verb && (o.Item == 0 || o.Item == a.Item) {
			return true
		}
	}
	return false
}

// strict answers the codes that must be the same; of the others it matters that there is one.
func strict(c domain.Code) domain.Code {
	if c == domain.Forbidden || c == domain.Closed {
		return c
	}
	return ""
}

func (d *duel) take(r plan.Result, refused plan.Refusal) domain.Code {
	if refused != nil {
		return refused.Code
	}
	d.state = r.State
	return ""
}

// holds checks what must be so after every move.
func (d *duel) holds(before *plan.State, m *move) error {
	opened, first := 0, time.Time{}
	for i := range d.state.Items {
		it := &d.state.Items[i]
		if it.Status.Live() && d.state.Over() {
			return fmt.Errorf("item %d lives though the plan is over", it.ID)
		}
		if it.Status != plan.ItemOpen {
			continue
		}
		opened++
		if it.DueAt.IsZero() || it.Person == 0 && it.Pool.Empty() {
			return fmt.Errorf("item %d is open without an end or an owner", it.ID)
		}
		if first.IsZero() || it.DueAt.Before(first) {
			first = it.DueAt
		}
	}
	if m.What == "advance" && !m.Refused && !d.state.Over() && opened == 0 {
		return fmt.Errorf("the plan runs and waits on nobody")
	}
	if m.What != "act" && !m.Refused && opened > 0 && !first.After(d.now) {
		return fmt.Errorf("after settling something is still due")
	}
	d.jumped = d.jumped || m.Act.Verb == plan.Return && m.Act.Jump
	for i := range d.state.Steps {
		s := &d.state.Steps[i]
		old := before.Step(s.ID)
		if s.Status == plan.Open && (m.What == "advance" && old.Status == plan.Waiting || !d.jumped) {
			for _, a := range s.After {
				if !d.state.Step(a).Status.Passed() {
					return fmt.Errorf("step %s is open before %s has passed", s.ID, a)
				}
			}
		}
		undone := old != nil && old.Status.Passed() && !s.Status.Passed()
		if undone && d.kept && m.Act.Verb != plan.Return && m.Act.Verb != plan.TakeBack {
			return fmt.Errorf("step %s had passed", s.ID)
		}
	}
	return nil
}

// sameAgain checks that settling and advancing once more change nothing, that nobody changed an older state, and that a state survives JSON.
func (d *duel) sameAgain() error {
	raw, err := json.Marshal(d.state)
	if err != nil {
		return err
	}
	back, err := plan.Decode(raw)
	if err != nil {
		return err
	}
	if again, err := json.Marshal(back); err != nil || string(again) != string(raw) {
		return fmt.Errorf("a state read from JSON is another: %s", again)
	}
	if !reference.Of(&back).Equal(reference.Of(&d.state)) {
		return fmt.Errorf("a state read from JSON looks another")
	}
	once, refused := plan.Advance(d.state, d.world, d.now)
	if refused != nil {
		return nil
	}
	twice, refused := plan.Advance(once.State, d.world, d.now)
	if refused != nil || len(twice.Tells) > 0 || !reference.Of(&once.State).Equal(reference.Of(&twice.State)) {
		return fmt.Errorf("advancing twice is not advancing once")
	}
	if after, err := json.Marshal(d.state); err != nil || string(after) != string(raw) {
		return fmt.Errorf("advancing changed the state that it was given")
	}
	return nil
}

// tell makes up the story of a seed while both machines live it.
func tell(seed uint64) (story, int, error) {
	r := source(seed, 2)
	return tellBy(r, seed)
}

func tellBy(r *rand.Rand, seed uint64) (story, int, error) {
	s := story{def: randomPlan(r), seed: seed}
	d, err := newDuel(s.def, seed)
	if err != nil {
		return s, 0, err
	}
	taken, over := 0, 0
	for n := 15 + r.IntN(26); n > 0 && over < 3 && err == nil; n-- {
		m := randomMove(r, &d.state, d.world)
		if len(s.moves) == 0 {
			m = move{What: "advance"}
		}
		err = d.step(&m)
		s.moves = append(s.moves, m)
		if m.What == "act" && !m.Refused {
			taken++
		}
		if d.state.Over() {
			over++
		}
	}
	if err == nil {
		err = d.sameAgain()
	}
	return s, taken, err
}

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

// live lives a story that is written down; where it goes wrong, the rest is not told.
func (s story) live() (int, error) {
	d, err := newDuel(s.def, s.seed)
	if err != nil {
		return 0, nil
	}
	for i := range s.moves {
		if err := d.step(&s.moves[i]); err != nil {
			return i + 1, err
		}
	}
	return len(s.moves), d.sameAgain()
}

// shortest leaves out of a story whatever can be, so that it still goes wrong.
func (s story) shortest() story {
	for again := true; again; {
		again = false
		try := func(t story) bool {
			n, err := t.live()
			if err != nil {
				t.moves = t.moves[:n]
				s, again = t, true
			}
			return err != nil
		}
		for i := len(s.moves) - 1; i >= 0; i-- {
			if i < len(s.moves) {
				try(story{s.def, s.seed, slices.Delete(slices.Clone(s.moves), i, i+1)})
			}
		}
		for i := len(s.def.Steps) - 1; i >= 0; i-- {
			try(story{without(s.def, i), s.seed, slices.Clone(s.moves)})
		}
		for i := range s.def.Steps {
			for _, simpler := range simplifications(s.def.Steps[i]) {
				def := s.def
				def.Steps = slices.Clone(def.Steps)
				def.Steps[i] = simpler
				try(story{def, s.seed, slices.Clone(s.moves)})
			}
		}
	}
	return s
}

// without answers a definition without one step; whoever was after it is after what it was after.
func without(def plan.Definition, i int) plan.Definition {
	gone := def.Steps[i]
	def.Steps = slices.Delete(slices.Clone(def.Steps), i, i+1)
	for j := range def.Steps {
		s := &def.Steps[j]
		if slices.Contains(s.After, gone.ID) {
			s.After = slices.DeleteFunc(slices.Clone(s.After), func(id string) bool { return id == gone.ID })
			for _, a := range gone.After {
				if !slices.Contains(s.After, a) {
					s.After = append(s.After, a)
				}
			}
		}
		if s.In == gone.ID {
			s.In = gone.In
		}
	}
	return def
}

// simplifications answers a step with one thing less, those that differ from it.
func simplifications(s plan.StepDef) []plan.StepDef {
	var all []plan.StepDef
	less := func(change func(*plan.StepDef)) {
		t := s
		change(&t)
		if !reflect.DeepEqual(s, t) {
			all = append(all, t)
		}
	}
	less(func(t *plan.StepDef) { t.After = nil })
	less(func(t *plan.StepDef) { t.When = "" })
	less(func(t *plan.StepDef) { t.Completion = plan.Completion{} })
	less(func(t *plan.StepDef) { t.Limit = plan.Limit{} })
	less(func(t *plan.StepDef) { t.OnReject, t.ReturnTo = "", "" })
	less(func(t *plan.StepDef) { t.Nobody = "" })
	less(func(t *plan.StepDef) { t.Self = "" })
	less(func(t *plan.StepDef) { t.Again = "" })
	for i := range s.Who {
		if len(s.Who) > 1 {
			less(func(t *plan.StepDef) { t.Who = slices.Delete(slices.Clone(s.Who), i, i+1) })
		}
	}
	return all
}

// String writes a story down for the reader of a failed test.
func (s story) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d\n", s.seed)
	for _, t := range s.def.Steps {
		t.Name = domain.Text{}
		raw, _ := json.Marshal(t)
		fmt.Fprintf(&b, "  %s\n", raw)
	}
	o := newOffice(source(s.seed, 1))
	fmt.Fprintf(&b, "  %+v\n", *o)
	for _, m := range s.moves {
		fmt.Fprintf(&b, "+%v %s", m.Later, m.What)
		if m.What == "change" {
			fmt.Fprintf(&b, " %d", m.Change)
		}
		if m.What == "act" {
			b.WriteString(" " + written(m.Act))
			if m.Refused {
				b.WriteString(" (refused)")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// written is an act with the fields that its verb reads.
func written(a plan.Act) string {
	switch a.Verb {
	case plan.AddPerson:
		return fmt.Sprintf("%s to %s %v by %d manager %v", a.Verb, a.Step, a.To, a.By, a.Manager)
	case plan.AddStep, plan.MoveStep, plan.RemoveStep:
		a.New.Name = domain.Text{}
		raw, _ := json.Marshal(a.New)
		return fmt.Sprintf("%s %s %s after %v before %v by %d manager %v", a.Verb, a.Step, raw, a.After, a.Before, a.By, a.Manager)
	}
	return fmt.Sprintf("%s item %d by %d manager %v to %v %s %s jump %v %q", a.Verb, a.Item, a.By, a.Manager, a.To, a.Where, a.Step, a.Jump, a.Comment)
}

// count answers how many stories to tell: STEWARD_PROVE, or as many as a normal test has time for.
func count(t *testing.T, normal int) int {
	raw := os.Getenv("STEWARD_PROVE")
	if raw == "" {
		return normal
	}
	n, err := strconv.Atoi(raw)
	require.NoError(t, err, "STEWARD_PROVE is how many sequences to try")
	return n
}

func TestBothMachinesLiveTheSame(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	stories, seed := count(t, 4000), uint64(1)
	if raw := os.Getenv("STEWARD_SEED"); raw != "" {
		n, err := strconv.ParseUint(raw, 10, 64)
		require.NoError(t, err)
		seed = n
	}
	t.Logf("%d sequences from seed %d", stories, seed)
	var next, told, moves, taken atomic.Int64
	var failed atomic.Pointer[story]
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for n := next.Add(1) - 1; n < int64(stories) && failed.Load() == nil; n = next.Add(1) - 1 {
				s, acts, err := tell(seed + uint64(n))
				if err != nil {
					failed.CompareAndSwap(nil, &s)
				}
				told.Add(1)
				moves.Add(int64(len(s.moves)))
				taken.Add(int64(acts))
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	for tick, began := time.NewTicker(10*time.Second), time.Now(); ; {
		select {
		case <-tick.C:
			fmt.Fprintf(os.Stderr, "%v: %d sequences, %d moves, %d acts taken\n", time.Since(began).Round(time.Second), told.Load(), moves.Load(), taken.Load())
			continue
		case <-done:
		}
		t.Logf("%d sequences, %d moves, %d acts taken", told.Load(), moves.Load(), taken.Load())
		break
	}
	if s := failed.Load(); s != nil {
		short := s.shortest()
		_, err := short.live()
		require.NoError(t, err, "%s", short)
		t.Fatalf("seed %d failed, and not again", s.seed)
	}
}
