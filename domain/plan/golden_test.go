package plan

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"steward/domain"
)

// goldenVar makes the golden file of the present form anew: only before that form is released.
const goldenVar = "STEWARD_GOLDEN"

// A state of every form that was ever released is read by this build and goes on; what it is then was written down with it.
func TestDecode_EveryReleasedForm(t *testing.T) {
	if os.Getenv(goldenVar) != "" {
		writeGolden(t)
	}
	files, err := filepath.Glob("testdata/form*.json")
	require.NoError(t, err)
	require.Len(t, files, Form, "one of each form")
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		s, err := Decode(raw)
		require.NoError(t, err, file)
		again, err := json.Marshal(s)
		require.NoError(t, err)
		if filepath.Base(file) == "form1.json" && Form == 1 {
			require.JSONEq(t, string(raw), string(again), "the present form is written as it is read")
		}
		c := &script{require.New(t), s, noon}
		c.waits("c3", "d4", "d7")
		c.does(3, Complete, Act{})
		c.does(4, Approve, Act{})
		c.waits("e5")
		c.does(5, Approve, Act{})
		c.Equal(domain.VerdictDone, c.s.Verdict)
	}
}

func TestDecode_RefusesWhatItDoesNotKnowOrIsTorn(t *testing.T) {
	_, err := Decode([]byte(`{"form": 2, "steps": "another shape"}`))
	require.Equal(t, domain.Unavailable, domain.CodeOf(err), "nothing is written over it")
	for _, torn := range []string{`{`, `[]`, `{"form":1,"steps":[{"id":"a","after":["b"]}]}`, `{"form":1,"steps":[{"id":"a","in":"a"}]}`,
		`{"form":1,"steps":[{"id":"a","places":[{"weight":1,"chain":[7]}]}]}`, `{"form":1,"steps":[{"id":"a"}],"items":[{"id":1,"step":"a","status":"open","round":3}]}`} {
		_, err := Decode([]byte(torn))
		require.Error(t, err, torn)
	}
}

// writeGolden plays a plan in which most of what a state can say has happened.
func writeGolden(t *testing.T) {
	start := StepDef{ID: "start", Kind: Submit, Name: domain.Text{En: "submit", Zh: "提交"}}
	group := StepDef{ID: "g", Kind: Group, Name: domain.Text{En: "both"}, After: []string{"a"}, When: "amount > 5"}
	in := func(d StepDef) StepDef { d.In = "g"; return d }
	d := in(step("d", Approval, "48"))
	d.Completion, d.OnReject, d.Again = Completion{Mode: Quorum, Count: 2}, "go_on", "skip"
	d.Limit = Limit{Minutes: 90, Then: ThenTransfer, To: []Assignee{{By: "person", Name: "6"}}}
	pool := step("a", Approval, "")
	pool.Who = []Assignee{{By: "group", Name: "g1", Pool: true}}
	c := begin(t, start, pool, group, in(step("b", Approval, "2")), in(step("c", Task, "3", "b")), d, step("e", Approval, "5", "g"))
	c.does(4, Return, Act{Item: 1, Step: "start"})
	c.does(1, Complete, Act{})
	c.does(8, Claim, Act{})
	c.does(8, Approve, Act{})
	c.does(2, AddSigner, Act{Where: "after", To: []int64{6}})
	c.does(2, Approve, Act{})
	c.does(6, Delegate, Act{To: []int64{5}})
	c.does(5, Approve, Act{})
	c.does(6, Approve, Act{})
	c.does(4, AddSigner, Act{Where: "beside", To: []int64{7}}) // 8 has approved before, and so by itself here
	raw, err := json.MarshalIndent(c.s, "", "\t")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll("testdata", 0o755))
	require.NoError(t, os.WriteFile("testdata/form1.json", append(raw, '\n'), 0o644))
}
