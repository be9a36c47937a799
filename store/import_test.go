package store

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/incident"
	"steward/domain/process"
)

var began = time.Date(2016, 2, 29, 9, 0, 0, 0, time.UTC)

// told is an importable history of two people: the caller's incident is assigned, resolved, rejected and resolved again.
func told(o office) History {
	caller, agent := o.person("caller-1", "{customer}", nil), o.person("updater-1", "{agent,technician}", nil)
	hour := func(n int) time.Time { return began.Add(time.Duration(n) * time.Hour) }
	resolve := incident.Act{Verb: incident.Resolve, ActorID: agent, ResolutionCode: "solved", ResolutionText: "Done."}
	return History{
		Source: "servicenow", Ref: "INC1", Title: "Printer", Description: "No paper", Channel: "phone",
		OpenedAt: began.Add(-10 * time.Minute), BeganAt: began, BeganBy: agent,
		Begin: incident.State{Kind: "incident", Impact: 2, Urgency: 2, RequesterID: caller},
		Facts: []PastFact{
			{Past: incident.Past{At: hour(1), Act: incident.Act{Verb: incident.Assign, ActorID: agent, AssigneeID: &agent}}},
			{Past: incident.Past{At: hour(2), Act: resolve}},
			{Past: incident.Past{At: hour(3), Act: incident.Act{Verb: incident.Reject, ActorID: agent, Comment: "Still dead."}}, OnBehalf: "caller-1"},
			{Past: incident.Past{At: hour(4), Act: incident.Act{Verb: incident.Note, ActorID: agent, Comment: "Work note."}}},
			{Past: incident.Past{At: hour(5), Act: resolve}},
		},
	}
}

func (o office) count(query string, args ...any) (n int) {
	o.t.Helper()
	require.NoError(o.t, o.DB.Get(&n, query, args...))
	return n
}

func TestImport_KeepsItsTimesAndTellsNobody(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	number, added, err := o.Import(ctx, told(o))
	require.NoError(t, err)
	require.True(t, added)

	r, err := o.Record(ctx, o.admin, number)
	require.NoError(t, err)
	require.Equal(t, "resolved", r.State)
	require.Equal(t, incident.StageAccept, r.Stage)
	require.Equal(t, []time.Time{began.Add(-10 * time.Minute), began.Add(5 * time.Hour), began.Add(5 * time.Hour)},
		[]time.Time{r.CreatedAt.UTC(), r.UpdatedAt.UTC(), r.ResolvedAt.UTC()})
	require.Equal(t, 1, r.Reopens)
	require.True(t, r.AcceptBy.After(time.Now().AddDate(0, 0, 4)), "the caller has the whole time from now")
	require.Len(t, r.WaitingOn, 1)
	require.Equal(t, "accept", r.WaitingOn[0].Step)

	require.Equal(t, 6, o.count(`SELECT count(*) FROM acts`))
	require.Equal(t, 6, o.count(`SELECT count(*) FROM acts WHERE at < '2016-03-01'`))
	require.Equal(t, 7, o.count(`SELECT count(*) FROM audit WHERE record_id IS NOT NULL`), "and one that says when it was imported")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM messages WHERE internal AND body = 'Work note.'`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM messages WHERE NOT internal AND body = 'Still dead.'`))
	require.Zero(t, o.count(`SELECT count(*) FROM notices`)+o.count(`SELECT count(*) FROM effects`))
}

// life names the first life of a record, as its process does.
func (o office) life(number string) process.Life {
	o.t.Helper()
	l := process.Life{Number: number, Epoch: 1}
	require.NoError(o.t, o.DB.Get(&l.UUID, `SELECT uuid FROM records WHERE number = $1`, number))
	return l
}

func TestImport_OpenCaseGetsAProcessThatStandsWhereItStands(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	number, _, err := o.Import(ctx, told(o))
	require.NoError(t, err)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM outbox WHERE signal = 'Imported'`))
	out, err := o.Advance(ctx, process.AdvanceIn{Life: o.life(number), First: true,
		Open: []process.StageRef{{Stage: incident.StageAccept, Round: 2}}})
	require.NoError(t, err)
	require.Equal(t, []process.Remembered{
		{StageRef: process.StageRef{Stage: incident.StageHandle, Round: 1}, Verdict: domain.VerdictDone},
		{StageRef: process.StageRef{Stage: incident.StageAccept, Round: 1}, Verdict: domain.VerdictRejected},
		{StageRef: process.StageRef{Stage: incident.StageHandle, Round: 2}, Verdict: domain.VerdictDone},
	}, out.Remembered)
	require.Empty(t, out.Positions[0].Verdict)
	require.Equal(t, "caller-1", out.Positions[0].Waiting[0].Owner)
	require.Empty(t, out.Effects)
	require.Equal(t, "auto_closed", out.NextLine)
}

// What was imported a moment ago is not behind, however old its history: its process is about to look.
func TestImport_IsBehindOnlyWhenItsProcessDoesNotLook(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	_, _, err := o.Import(ctx, told(o))
	require.NoError(t, err)
	_, err = o.DB.Exec(`DELETE FROM outbox`) // its wake has been sent
	require.NoError(t, err)
	for after, behind := range map[time.Duration]bool{0: false, 2 * time.Minute: true} {
		require.NoError(t, o.SetNow(ctx, time.Now().Add(after)))
		ps, err := o.OpenProcesses(ctx, 0, 10, time.Minute)
		require.NoError(t, err)
		require.Len(t, ps, 1)
		require.Equal(t, behind, ps[0].Behind, "%s after", after)
	}
}

func TestImport_ClosedLongAgoHasNoProcess(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	h := told(o)
	h.Facts = append(h.Facts, PastFact{Past: incident.Past{At: began.AddDate(0, 0, 5), Act: incident.Act{Verb: incident.Close, ActorID: h.BeganBy}}})
	number, _, err := o.Import(ctx, h)
	require.NoError(t, err)
	r, err := o.Record(ctx, o.admin, number)
	require.NoError(t, err)
	require.Equal(t, "closed", r.State)
	require.Empty(t, r.Stage)
	require.Zero(t, o.count(`SELECT count(*) FROM outbox`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM processes WHERE ended_at < '2016-04-01' AND needs = advanced`))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM rounds WHERE stage = 'reopen' AND verdict = 'done' AND ended_at < '2016-04-01'`))
}

func TestImport_ASecondTimeChangesNothing(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	h := told(o)
	first, _, err := o.Import(ctx, h)
	require.NoError(t, err)
	again, added, err := o.Import(ctx, h)
	require.NoError(t, err)
	require.False(t, added)
	require.Equal(t, first, again)
	require.Equal(t, 6, o.count(`SELECT count(*) FROM acts`))
	there, err := o.Imported(ctx, "servicenow", []string{"INC1", "INC2"})
	require.NoError(t, err)
	require.Equal(t, map[string]bool{"INC1": true}, there)
}

func TestImport_WhatARuleRefusesLeavesNothing(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	h := told(o)
	h.Facts = append(h.Facts, PastFact{Past: incident.Past{At: began.AddDate(0, 0, 5), Act: incident.Act{Verb: incident.Start, ActorID: h.BeganBy}}})
	_, _, err := o.Import(ctx, h)
	require.Equal(t, domain.Conflict, domain.CodeOf(err))
	require.Zero(t, o.count(`SELECT count(*) FROM records`)+o.count(`SELECT count(*) FROM acts`)+o.count(`SELECT count(*) FROM outbox`))
}

func TestImport_PlaceOfTheHistory(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	kind := "site"
	a, err := o.CreatePlace(ctx, o.admin, PlaceInput{Naming: named("Hall A"), Kind: &kind}, "")
	require.NoError(t, err)
	b, err := o.CreatePlace(ctx, o.admin, PlaceInput{Naming: named("Hall B"), Kind: &kind}, "")
	require.NoError(t, err)
	h := told(o)
	h.PlaceID = a.ID
	h.Facts = append(h.Facts, PastFact{Past: incident.Past{At: began.AddDate(0, 0, 1), Act: incident.Act{ActorID: h.BeganBy}}, PlaceID: &b.ID})
	number, _, err := o.Import(ctx, h)
	require.NoError(t, err)
	r, err := o.Record(ctx, o.admin, number)
	require.NoError(t, err)
	require.Equal(t, b.Code, r.Place.Code)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM audit WHERE verb = 'edit' AND changes->'place' IS NOT NULL`))
}

func TestIDs_FindsWhatExists(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	ids, err := o.IDs(ctx, KindPeople, []string{"boss", "nobody"})
	require.NoError(t, err)
	require.Equal(t, map[string]int64{"boss": o.admin.UserID}, ids)
	_, err = o.IDs(ctx, "tokens", nil)
	require.Error(t, err)
}

// The clocks of a history count by its times; what was crossed before the import is history that nobody is told.
func TestImport_ClocksCountByTheTimesOfTheHistory(t *testing.T) {
	o, ctx := openOffice(t), context.Background()
	o.exec(alwaysCalendar)
	o.exec(plainPolicy)
	h := told(o)
	agent := h.BeganBy
	o.exec(`INSERT INTO group_members (group_id, user_id) SELECT g.id, $1 FROM groups g`, agent)
	h.Facts = append(h.Facts[:3], PastFact{Past: incident.Past{At: began.Add(5 * time.Hour), Act: incident.Act{Verb: incident.Hold, ActorID: agent, HoldReason: "vendor"}}},
		PastFact{Past: incident.Past{At: began.Add(7 * time.Hour), Act: incident.Act{Verb: incident.Resume, ActorID: agent}}})
	number, _, err := o.Import(ctx, h)
	require.NoError(t, err)
	require.Equal(t, 1, o.count(`SELECT count(*) FROM clocks WHERE kind = 'resolution' AND state = 'running' AND due_at = $1`, began.Add(-10*time.Minute+(8+1+2)*time.Hour)),
		"eight hours since it was raised, less an hour resolved and two on hold")
	require.Equal(t, 1, o.count(`SELECT count(*) FROM clocks WHERE kind = 'first_response' AND state = 'breached' AND stopped_at = $1`, began.Add(2*time.Hour)))
	require.Equal(t, 1, o.count(`SELECT count(*) FROM clock_lines l JOIN clocks c ON c.id = l.clock_id WHERE c.kind = 'resolution' AND l.line = 'breach' AND NOT l.told`))
	require.Zero(t, o.count(`SELECT count(*) FROM clock_lines WHERE told`))
	_, err = o.Advance(ctx, process.AdvanceIn{Life: o.life(number), First: true, Open: []process.StageRef{{Stage: incident.StageHandle, Round: 2}}})
	require.NoError(t, err)
	require.Zero(t, o.count(`SELECT count(*) FROM effects WHERE payload->>'what' LIKE 'level_%'`))
	require.Zero(t, o.count(`SELECT count(*) FROM clock_lines WHERE told`))
}
