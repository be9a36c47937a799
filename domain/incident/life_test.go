package incident

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/process"
)

func id(n int64) *int64 { return &n }

func apply(t *testing.T, s State, a Act, at Instant) Outcome {
	t.Helper()
	require.Nil(t, MayNow(s, a.Verb, at))
	o, err := Apply(s, a, rules, at)
	require.Nil(t, err)
	return o
}

func TestApply_AssignCountsReassignmentsOfGroups(t *testing.T) {
	s := in(New, false)
	for i, step := range []struct {
		act  Act
		want int
	}{
		{Act{Verb: Assign, GroupID: id(7)}, 1},
		{Act{Verb: Assign, AssigneeID: id(3)}, 1},                 // a person alone is none
		{Act{Verb: Assign, GroupID: id(7)}, 2},                    // the same group on purpose
		{Act{Verb: Assign, GroupID: id(0)}, 3},                    // emptied
		{Act{Verb: Assign, GroupID: id(8), AssigneeID: id(0)}, 4}, // handed on
		{Act{Verb: Take, ActorID: 5}, 4},
	} {
		s = apply(t, s, step.act, now).State
		require.Equal(t, step.want, s.Reassignments, "step %d", i)
		require.Equal(t, New, s.Status, "assigning does not activate")
	}
	require.Equal(t, int64(5), s.AssigneeID)
	require.Equal(t, int64(8), s.GroupID)
}

func TestApply_AssigningWhileResolvedIsLegalAndChangesNoWindow(t *testing.T) {
	s := in(Resolved, false)
	o := apply(t, s, Act{Verb: Assign, GroupID: id(7)}, now)
	require.Equal(t, Resolved, o.State.Status)
	require.Equal(t, s.AcceptBy, o.State.AcceptBy)
}

func TestApply_ResolvedFromEveryOpenStateWithNobodyAssigned(t *testing.T) {
	for _, status := range []Status{New, Active, OnHold} {
		o := apply(t, in(status, false), Act{Verb: Resolve, ActorID: 9, ResolutionCode: " code 6 ", ResolutionText: " Done. "}, now)
		s := o.State
		require.Equal(t, Resolved, s.Status)
		require.Equal(t, []any{"", "code 6", "Done.", int64(9), &now}, []any{s.HoldReason, s.ResolutionCode, s.ResolutionText, s.ResolvedBy, s.ResolvedAt})
		require.Nil(t, s.RemindAt)
		require.Equal(t, time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC), *s.AcceptBy, "five working days later")
		require.True(t, o.Wakes)
	}
}

func TestApply_RejectAndReopenAreReopenings(t *testing.T) {
	for _, step := range []struct {
		status Status
		verb   Verb
	}{{Resolved, Reject}, {Closed, Reopen}, {Cancelled, Reopen}} {
		s := apply(t, in(step.status, false), Act{Verb: step.verb, Comment: "No."}, now).State
		require.Equal(t, Active, s.Status)
		require.Equal(t, 1, s.Reopens)
		require.Equal(t, []any{"", "", int64(0)}, []any{s.ResolutionCode, s.ResolutionText, s.ResolvedBy})
		require.Nil(t, s.ResolvedAt)
		require.Nil(t, s.AcceptBy)
		require.Nil(t, s.ClosedAt)
		require.Nil(t, s.ReopenUntil)
		require.Equal(t, time.Date(2026, 3, 6, 10, 0, 0, 0, time.UTC), *s.RemindAt, "27 working hours later")
	}
}

func TestApply_PriorityFollowsTheMatrix(t *testing.T) {
	m := DefaultMatrix
	m[0][0] = 5
	r := rules
	r.Matrix = m
	for impact := 1; impact <= 3; impact++ {
		for urgency := 1; urgency <= 3; urgency++ {
			s := in(New, false)
			s.Impact, s.Urgency, s.Priority = 4-impact, 4-urgency, 9
			o, err := Apply(s, Act{Verb: Classify, Impact: impact, Urgency: urgency}, r, now)
			if s.Impact == impact && s.Urgency == urgency {
				require.NotNil(t, err, "nothing changes")
				continue
			}
			require.Nil(t, err)
			require.Equal(t, m[impact-1][urgency-1], o.State.Priority)
			begun, err := Begin(State{Kind: "incident", Impact: impact, Urgency: urgency}, 1, r, now)
			require.Nil(t, err)
			require.Equal(t, m[impact-1][urgency-1], begun.State.Priority)
		}
	}
}

func TestApply_ClassifyTellsTheProcessOnlyOfAnotherPriority(t *testing.T) {
	o := apply(t, in(New, false), Act{Verb: Classify, Kind: "question", CategoryID: id(4)}, now)
	require.False(t, o.Wakes)
	require.Equal(t, in(New, false).RemindAt, o.State.RemindAt)
	o = apply(t, in(New, false), Act{Verb: Classify, Urgency: 1}, now)
	require.True(t, o.Wakes)
	require.Equal(t, 2, o.State.Priority)
	require.Equal(t, now.Add(24*time.Hour), *o.State.RemindAt, "nine working hours later, over one night")
	o = apply(t, in(Resolved, false), Act{Verb: Classify, Urgency: 1}, now)
	require.Nil(t, o.State.RemindAt, "nobody handles what is resolved")
}

func TestApply_ReplyOfTheRequester(t *testing.T) {
	held := in(OnHold, false)
	held.HoldReason = "customer"
	o := apply(t, held, Act{Verb: Reply, ByRequester: true, Comment: "Here."}, now)
	require.Equal(t, Active, o.State.Status)
	require.Empty(t, o.State.HoldReason)
	require.True(t, o.Wakes)

	o = apply(t, held, Act{Verb: Reply, Comment: "And?"}, now)
	require.Equal(t, held, o.State, "the desk's own words end no hold")
	require.False(t, o.Wakes)

	o = apply(t, in(OnHold, false), Act{Verb: Reply, ByRequester: true, Comment: "Still there?"}, now)
	require.Equal(t, OnHold, o.State.Status, "a vendor is waited for, not the customer")

	nearly := in(Resolved, false).AcceptBy.Add(-time.Second)
	o = apply(t, in(Resolved, false), Act{Verb: Reply, ByRequester: true, Comment: "One moment."}, nearly)
	require.Equal(t, rules.Calendar.AddDays(nearly, 5), *o.State.AcceptBy, "the whole acceptance time again")
	require.Equal(t, Resolved, o.State.Status)
	require.True(t, o.Wakes)
}

func TestApply_EscalationIsOneAtATimeAndEndsWithTheIncident(t *testing.T) {
	o := apply(t, in(Active, false), Act{Verb: Escalate, Comment: "Hours!"}, now)
	require.Equal(t, now.Add(4*time.Hour), *o.State.EscalationDue)
	require.Equal(t, []Tell{{What: "escalated", To: []To{ToManagers}, Escalation: true}}, o.Tells)
	require.NotNil(t, MayNow(o.State, Escalate, now))
	require.Nil(t, MayNow(o.State, AnswerEscalation, now))
	answered := apply(t, o.State, Act{Verb: AnswerEscalation, Comment: "Doubled the crew."}, now)
	require.Nil(t, answered.State.EscalatedAt)
	require.Nil(t, answered.State.EscalationDue)
	cancelled := apply(t, o.State, Act{Verb: Cancel, Comment: "Never mind."}, now)
	require.Nil(t, cancelled.State.EscalatedAt)
}

func TestBegin_WhereTheDeskFoundIt(t *testing.T) {
	base := State{Kind: "complaint", Impact: 1, Urgency: 2, ResolutionCode: "solved", ResolutionText: "By phone.", HoldReason: "vendor"}
	for _, status := range []Status{"", New, Active, OnHold, Resolved} {
		s := base
		s.Status = status
		o, err := Begin(s, 7, rules, now)
		require.Nil(t, err)
		require.Equal(t, 2, o.State.Priority)
		require.True(t, o.Wakes)
		require.Equal(t, status == OnHold, o.State.HoldReason != "")
		require.Equal(t, status == Resolved, o.State.ResolutionCode != "" && o.State.AcceptBy != nil && o.State.ResolvedBy == 7)
		require.Equal(t, status == Resolved, o.State.RemindAt == nil)
	}
	for field, s := range map[string]State{
		"kind":            {Impact: 1, Urgency: 1},
		"impact":          {Kind: "incident", Urgency: 1},
		"urgency":         {Kind: "incident", Impact: 1},
		"hold_reason":     {Kind: "incident", Impact: 1, Urgency: 1, Status: OnHold},
		"resolution_code": {Kind: "incident", Impact: 1, Urgency: 1, Status: Resolved},
		"resolution_text": {Kind: "incident", Impact: 1, Urgency: 1, Status: Resolved, ResolutionCode: "solved"},
		"state":           {Kind: "incident", Impact: 1, Urgency: 1, Status: Cancelled},
	} {
		_, err := Begin(s, 7, rules, now)
		require.NotNil(t, err, field)
		require.Equal(t, field, err.Field)
		require.Equal(t, domain.Invalid, err.Code)
	}
}

func TestPage_WaitsHaveAnOwnerAndAnEnd(t *testing.T) {
	person, group := in(New, false), in(New, false)
	person.AssigneeID, person.GroupID = 3, 7
	group.GroupID = 7
	customer := in(OnHold, false)
	customer.HoldReason = "customer"
	states := map[string][]State{
		"new, active": {in(New, false), in(Active, false), person, group}, "on hold (customer)": {customer}, "on hold (other)": {in(OnHold, false)},
		"resolved": {in(Resolved, false)}, "escalated": {in(Active, true)},
	}
	owners := map[string][]Wait{ // in the order of states
		"person, else group, else agents": {{Role: "agent"}, {Role: "agent"}, {UserID: 3}, {GroupID: 7}},
		"requester":                       {{UserID: 1}},
		"managers":                        {{Role: "manager"}},
	}
	for _, row := range pageTable(t, "state", "step") {
		require.Contains(t, states, row["state"])
		for i, s := range states[row["state"]] {
			ws := Waits(s)
			w := ws[len(ws)-1] // an escalation is waited for beside the rest
			owner := owners[row["waits on"]][i]
			require.Equal(t, []any{row["step"], row["then"], owner.UserID, owner.GroupID, owner.Role}, []any{w.Step, w.Then, w.UserID, w.GroupID, w.Role})
			require.NotNil(t, w.Until)
			require.NotEmpty(t, process.Then(w.Then).En)
			require.NotEmpty(t, process.Then(w.Then).Zh)
		}
	}
	require.Empty(t, Waits(in(Closed, false)))
	at, what := Next(in(Closed, false))
	require.Equal(t, in(Closed, false).ReopenUntil, at)
	require.Equal(t, "reopen_ends", what)
}

func TestSettle_EachThingAtItsOwnInstant(t *testing.T) {
	s := in(Resolved, true)
	due := now.Add(30 * time.Minute)
	s.EscalationDue = &due
	require.Empty(t, Settle(s, rules, due.Add(-time.Nanosecond)).Lapsed, "not a moment early")
	o := Settle(s, rules, due)
	require.Equal(t, []Lapse{{"escalation_reminder", due}}, o.Lapsed, "at the very instant")
	require.Equal(t, Resolved, o.State.Status)
	o = Settle(s, rules, now.Add(2*time.Hour))
	require.Equal(t, []Lapse{{"escalation_reminder", due}, {"auto_closed", *s.AcceptBy}}, o.Lapsed)
	require.Equal(t, Closed, o.State.Status)
	require.Equal(t, s.AcceptBy, o.State.ClosedAt, "closed when it fell due, not when somebody looked")
	require.Nil(t, o.State.EscalatedAt)
}

func TestSettle_OneReminderAfterALongOutage(t *testing.T) {
	s := in(Active, false)
	o := Settle(s, rules, now.AddDate(0, 2, 0))
	require.Equal(t, []Lapse{{"reminder_handle", *s.RemindAt}}, o.Lapsed)
	require.True(t, o.State.RemindAt.After(now.AddDate(0, 2, 0)))
}

func TestOffer_HoldingAgainOffersTheOtherReasons(t *testing.T) {
	for _, o := range Offer(in(OnHold, false), Who{Agent: true}, now) {
		if o.Verb == Hold {
			require.Equal(t, []string{"customer", "problem", "change", "evidence"}, o.Fields[0].Options)
		}
	}
	require.Contains(t, HoldReasons, "vendor")
	require.False(t, offers(Offer(in(New, false), Who{Agent: true, Assignee: true}, now), Take))
}
