package plan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
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
	stories, seed := count(t, 6000), uint64(1)
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
