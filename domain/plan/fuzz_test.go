package plan_test

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/plan"
	"steward/domain/plan/reference"
)

// dice is randomness that a fuzzer throws: its bytes in order, then a fixed row.
type dice struct {
	thrown []byte
	rest   *rand.PCG
}

func (d *dice) Uint64() uint64 {
	if len(d.thrown) < 2 {
		return d.rest.Uint64()
	}
	n := uint64(binary.BigEndian.Uint16(d.thrown))
	d.thrown = d.thrown[2:]
	return n<<48 | n<<24 | n
}

// FuzzApply lets bytes choose the plan and what happens to it; both machines must agree.
func FuzzApply(f *testing.F) {
	for seed := range byte(8) {
		f.Add([]byte{seed, 200, 17, 90, seed, 3, 250, 128, 64, 32})
	}
	f.Fuzz(func(t *testing.T, thrown []byte) {
		s, _, err := tellBy(rand.New(&dice{thrown, rand.NewPCG(1, uint64(len(thrown)))}), uint64(len(thrown)))
		require.NoError(t, err, "%s", s)
	})
}

// FuzzDecode reads bytes as a state: it is refused, or written again it is the same, and the machine can work with it.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"form":1,"steps":[],"items":[]}`))
	f.Add([]byte(`{"form":2}`))
	for seed := range uint64(8) {
		raw, err := json.Marshal(someState(seed))
		require.NoError(f, err)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := plan.Decode(raw)
		if err != nil {
			return
		}
		once, err := json.Marshal(s)
		require.NoError(t, err)
		again, err := plan.Decode(once)
		require.NoError(t, err)
		require.True(t, reference.Of(&s).Equal(reference.Of(&again)))
		useAll(s, newOffice(source(1, 1)))
	})
}

// someState answers a plan in the middle of its life.
func someState(seed uint64) plan.State {
	s, _, err := tell(seed)
	if err != nil {
		panic(err)
	}
	d, err := newDuel(s.def, seed)
	if err != nil {
		panic(err)
	}
	for i := range len(s.moves) / 2 {
		if err := d.step(&s.moves[i]); err != nil {
			panic(err)
		}
	}
	return d.state
}

// useAll does everything once to a state; nothing may panic or go on for ever.
func useAll(s plan.State, o *office) {
	now := monday.Add(100 * time.Hour)
	plan.Settle(s, o, now)
	// A refusal is right as well.
	_, _ = plan.Advance(s, o, now)
	for _, verb := range allVerbs {
		for _, item := range []int{0, 1, len(s.Items)} {
			a := plan.Act{Verb: verb, By: o.requester, Manager: true, Item: item, To: []int64{1}, Where: "before", Comment: "why", New: plan.StepDef{Kind: plan.Task}}
			if len(s.Steps) > 0 {
				a.Step, a.After = s.Steps[0].ID, []string{s.Steps[len(s.Steps)-1].ID}
			}
			_, _ = plan.Apply(s, a, o, now)
		}
	}
	plan.Offer(s, o.requester, true, o, now)
}

// TestATornStateIsRefusedOrHarmless damages a state in one place: it is refused, or the machine works with it as if nothing had happened.
func TestATornStateIsRefusedOrHarmless(t *testing.T) {
	t.Parallel()
	r := source(1, 3)
	refused, used := 0, 0
	for seed := range uint64(40) {
		raw, err := json.Marshal(someState(seed))
		require.NoError(t, err)
		for range 20 {
			var tree any
			require.NoError(t, json.Unmarshal(raw, &tree))
			var words []any
			collect(tree, &words)
			torn, err := json.Marshal(damage(r, tree, words))
			require.NoError(t, err)
			s, err := plan.Decode(torn)
			if err != nil {
				refused++
				continue
			}
			used++
			began := time.Now()
			require.NotPanics(t, func() { useAll(s, newOffice(r)) }, "%s\nwas\n%s", torn, raw)
			require.Less(t, time.Since(began), 3*time.Second, "%s\nwas\n%s", torn, raw)
		}
	}
	t.Logf("%d refused, %d harmless", refused, used)
	require.NotZero(t, used)
	require.NotZero(t, refused)
}

// collect gathers all words and numbers of a JSON tree.
func collect(tree any, words *[]any) {
	switch v := tree.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			collect(v[key], words)
		}
	case []any:
		for _, inner := range v {
			collect(inner, words)
		}
	default:
		*words = append(*words, v)
	}
}

// damage changes, drops or doubles something of a JSON tree.
func damage(r *rand.Rand, tree any, words []any) any {
	switch v := tree.(type) {
	case map[string]any:
		key := pick(r, slices.Sorted(maps.Keys(v))...)
		if r.IntN(12) == 0 {
			delete(v, key)
			return v
		}
		v[key] = damage(r, v[key], words)
		return v
	case []any:
		if len(v) == 0 {
			return []any{pick(r, words...)}
		}
		n := r.IntN(len(v))
		switch r.IntN(12) {
		case 0:
			return slices.Delete(v, n, n+1)
		case 1:
			return append(v, v[n])
		}
		v[n] = damage(r, v[n], words)
		return v
	case float64:
		return pick(r, 0, 1, -1, v+1, float64(r.IntN(12)), 1e6)
	}
	for range 20 { // of the same type, else nearly all are refused by their type
		if w := pick(r, words...); reflect.TypeOf(w) == reflect.TypeOf(tree) {
			return w
		}
	}
	return tree
}

// FuzzDefinition reads bytes as a definition: it is refused, or a plan of it runs.
func FuzzDefinition(f *testing.F) {
	f.Add([]byte(`{"steps":[{"id":"start","kind":"submit","name":{"en":"x"}},{"id":"a","kind":"group","name":{"en":"x"}},{"id":"b","kind":"group","in":"a","name":{"en":"x"}}]}`))
	for seed := range uint64(8) {
		raw, err := json.Marshal(randomPlan(source(seed, 2)))
		require.NoError(f, err)
		f.Add(raw)
	}
	f.Fuzz(func(_ *testing.T, raw []byte) {
		var def plan.Definition
		if json.Unmarshal(raw, &def) != nil {
			return
		}
		s, refused := plan.Start(def)
		if refused != nil {
			return
		}
		useAll(s, newOffice(source(1, 1)))
		r, refused := plan.Advance(s, newOffice(source(2, 1)), monday)
		if refused == nil {
			useAll(r.State, newOffice(source(2, 1)))
		}
	})
}
