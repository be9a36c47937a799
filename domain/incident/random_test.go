package incident

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain/process"
)

// life is one incident on which a random person does random things at random times.
type life struct {
	t    *testing.T
	rnd  *rand.Rand
	s    State
	at   Instant
	want struct{ reassignments, reopens int }
}

// Random lives: whatever people do and whenever, what must always hold holds after every step.
func TestRandomLives(t *testing.T) {
	const seed = 20260303
	verbs, lapses := map[Verb]int{}, map[string]int{}
	for n := range 500 {
		l := begin(t, rand.New(rand.NewPCG(seed, uint64(n))))
		for range 25 {
			l.at = l.at.Add(time.Duration(l.rnd.ExpFloat64() * float64(20*time.Hour))).Truncate(time.Millisecond)
			for _, lapse := range l.settle() {
				lapses[lapse.What]++
			}
			if v := l.act(); v != "" {
				verbs[v]++
			}
			l.check()
		}
	}
	for _, v := range Verbs() {
		require.Greater(t, verbs[v], 20, "%s is hardly tried", v)
	}
	require.Len(t, lapses, 4)
}

func begin(t *testing.T, rnd *rand.Rand) *life {
	l := &life{t: t, rnd: rnd, at: now.Add(time.Duration(rnd.IntN(14*24)) * time.Hour)}
	s := State{Kind: Kinds[rnd.IntN(4)], Impact: 1 + rnd.IntN(3), Urgency: 1 + rnd.IntN(3), RequesterID: 1, ResolutionCode: "solved", ResolutionText: "Done.",
		HoldReason: HoldReasons[rnd.IntN(5)], Status: []Status{"", New, Active, OnHold, Resolved}[rnd.IntN(5)]}
	o, err := Begin(s, 2, rules, l.at)
	require.Nil(t, err)
	l.s = o.State
	l.check()
	return l
}

// settle lets time pass, checks that looking once is the same as looking at every instant, and that looking twice changes nothing.
func (l *life) settle() []Lapse {
	once := Settle(l.s, rules, l.at)
	often := l.s
	for looks := 0; ; looks++ {
		due, _ := nextDue(often)
		if due == nil || due.After(l.at) {
			break
		}
		require.Less(l.t, looks, 1000, "what fell due was not settled at its instant")
		often = Settle(often, rules, *due).State
	}
	require.Equal(l.t, once.State, often, "settled at each instant")
	again := Settle(once.State, rules, l.at)
	require.Equal(l.t, Outcome{State: once.State}, again, "settled twice")
	require.Equal(l.t, len(once.Lapsed) > 0, once.Wakes)
	require.Len(l.t, once.Tells, len(once.Lapsed), "nothing happens by itself without somebody being told")
	l.s = once.State
	return once.Lapsed
}

// act does what a random person is offered; now and then, something that is not.
func (l *life) act() Verb {
	w := Who{Requester: l.rnd.IntN(3) == 0, Agent: l.rnd.IntN(3) == 0, Technician: l.rnd.IntN(3) == 0, Manager: l.rnd.IntN(3) == 0}
	actor := int64(1 + l.rnd.IntN(4))
	w.Assignee = actor == l.s.AssigneeID
	offered := Offer(l.s, w, l.at)
	for _, v := range Verbs() {
		legal := MayPerson(w, v) == nil && MayNow(l.s, v, l.at) == nil
		require.Equal(l.t, legal, offers(offered, v), "offered exactly what the judges let pass: %s", v)
	}
	if len(offered) == 0 {
		return ""
	}
	o := offered[l.rnd.IntN(len(offered))]
	out, err := Apply(l.s, l.fill(o, actor, w.Requester), rules, l.at)
	if err != nil {
		require.Equal(l.t, Classify, o.Verb, "an offered act with its inputs is taken: %v", err)
		return ""
	}
	l.follow(o.Verb, out)
	l.s = out.State
	return o.Verb
}

// fill gives an offered act its inputs, as a form would.
func (l *life) fill(o Offered, actor int64, requester bool) Act {
	a := Act{Verb: o.Verb, ActorID: actor, ByRequester: requester, Impact: 1 + l.rnd.IntN(3), Urgency: 1 + l.rnd.IntN(3), Minutes: 5, ResolutionText: "Done."}
	for _, f := range o.Fields {
		switch f.Name {
		case "comment":
			a.Comment = "Because."
		case "hold_reason":
			a.HoldReason = f.Options[l.rnd.IntN(len(f.Options))]
		case "resolution_code":
			a.ResolutionCode = f.Options[l.rnd.IntN(len(f.Options))]
		case "group":
			a.GroupID = id(int64(l.rnd.IntN(3)))
		case "assignee":
			a.AssigneeID = id(int64(l.rnd.IntN(4)))
		}
	}
	return a
}

// follow keeps count beside the rules.
func (l *life) follow(v Verb, o Outcome) {
	switch v {
	case Assign:
		l.want.reassignments++
	case Reject, Reopen:
		l.want.reopens++
	}
	if o.State != l.s && v != Classify {
		require.True(l.t, o.Wakes, "what changes an incident is told to its process: %s", v)
	}
	if !o.Wakes {
		require.Empty(l.t, o.Tells, "only a process sends notices")
	}
}

// check holds what is true of every incident at every moment.
func (l *life) check() {
	s := l.s
	require.Equal(l.t, l.want.reassignments, s.Reassignments)
	require.Equal(l.t, l.want.reopens, s.Reopens)
	require.Equal(l.t, rules.Matrix.Priority(s.Impact, s.Urgency), s.Priority)
	require.Equal(l.t, s.Status == OnHold, s.HoldReason != "")
	require.Equal(l.t, s.Status == Resolved, s.AcceptBy != nil)
	require.Equal(l.t, s.Over(), s.ClosedAt != nil && s.ReopenUntil != nil)
	require.Equal(l.t, s.Status == New || s.Status == Active || s.Status == OnHold, s.RemindAt != nil)
	require.Equal(l.t, s.EscalatedAt != nil, s.EscalationDue != nil)
	require.False(l.t, s.Over() && s.EscalatedAt != nil)
	ws := Waits(s)
	require.Equal(l.t, s.Over(), len(ws) == 0)
	for _, w := range ws {
		owners := 0
		for _, has := range []bool{w.UserID != 0, w.GroupID != 0, w.Role != ""} {
			if has {
				owners++
			}
		}
		require.Equal(l.t, 1, owners, "%s has one owner", w.Step)
		require.NotNil(l.t, w.Until, "%s has an end", w.Step)
		require.True(l.t, w.Until.After(l.at), "%s ends later", w.Step)
		require.NotEmpty(l.t, process.Then(w.Then).En)
	}
	next, what := Next(s)
	require.NotNil(l.t, next, "every process has an instant")
	require.Equal(l.t, s.Over(), what == "reopen_ends")
	l.checkStages()
}

// checkStages: an incident stands in one stage, and in no other.
func (l *life) checkStages() {
	for _, stage := range []string{StageHandle, StageAccept, StageReopen} {
		over := l.s.Status == Closed && !l.at.Before(*l.s.ReopenUntil)
		here := StageOf(l.s) == stage && !over
		require.Equal(l.t, here, Judge(stage, l.s, l.at) == "", "%s while %s", stage, l.s.Status)
	}
}
