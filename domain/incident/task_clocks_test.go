package incident

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"steward/domain"
	"steward/domain/sla"
)

func promisingTasks() Promise {
	p := promising(8)
	two := sla.Seconds(7200)
	p.Policy.Targets[0].Task = &two
	return p
}

func taskTurn(step string, round, opened int) TaskTurn {
	return TaskTurn{Turn: sla.Turn{Step: step, Round: round, Name: domain.Text{En: step}}, OpenedAt: hoursIn(opened), Fresh: true}
}

// Two tasks beside each other have a clock each, which runs from the opening to the end of its own task.
func TestTaskClocks_EachTurnHasItsOwn(t *testing.T) {
	s, p := State{Status: Active, Priority: 1}, promisingTasks()
	a, b := taskTurn("a", 1, 1), taskTurn("b", 1, 1)
	require.True(t, BeginsTask(nil, []TaskTurn{a, b}))
	cs := TaskClocks(nil, []TaskTurn{a, b}, s, p, nil, hoursIn(1))
	require.Len(t, cs, 2)
	require.False(t, BeginsTask(cs, []TaskTurn{a, b}))
	require.Equal(t, cs, TaskClocks(cs, []TaskTurn{a, b}, s, p, nil, hoursIn(2)), "looking again changes nothing")
	a.EndedAt, a.Fresh, b.Fresh = to(3), false, false // exactly in time
	b.EndedAt = to(4)
	cs = TaskClocks(cs, []TaskTurn{a, b}, s, p, nil, hoursIn(4))
	require.Equal(t, sla.Met, cs[0].State)
	require.Equal(t, sla.Breached, cs[1].State)
	require.Equal(t, 3*time.Hour, cs[1].Elapsed(hoursIn(9)))

	a.EndedAt = nil // taken back: it runs on, and the time between does not count
	cs = TaskClocks(cs, []TaskTurn{a, b}, s, p, nil, hoursIn(5))
	require.Equal(t, sla.Running, cs[0].State)
	require.Equal(t, 3*time.Hour, cs[0].Elapsed(hoursIn(6)))

	a.Gone = true // the plan ended before
	cs = TaskClocks(cs, []TaskTurn{a, b}, s, p, nil, hoursIn(6))
	require.Equal(t, sla.Cancelled, cs[0].State)
	require.Equal(t, sla.Breached, cs[1].State, "what was judged stays")
}

func TestTaskClocks_AReturnedTaskBeginsAnew(t *testing.T) {
	s, p := State{Status: Active, Priority: 1}, promisingTasks()
	cs := TaskClocks(nil, []TaskTurn{taskTurn("a", 1, 0)}, s, p, nil, hoursIn(0))
	cs = TaskClocks(cs, []TaskTurn{taskTurn("a", 2, 1)}, s, p, nil, hoursIn(1))
	require.Len(t, cs, 2)
	require.Equal(t, sla.Cancelled, cs[0].State)
	require.Equal(t, sla.Running, cs[1].State)
	require.Equal(t, hoursIn(3), cs[1].Deadline())
	cs = TaskClocks(cs, nil, s, p, nil, hoursIn(2))
	require.Equal(t, sla.Cancelled, cs[1].State, "the task was taken out")
}

// A task rests with its incident, ends by nobody's answer, and takes the target of another priority.
func TestTaskClocks_FollowTheIncident(t *testing.T) {
	active, held := State{Status: Active, Priority: 1}, State{Status: OnHold, HoldReason: "vendor", Priority: 1}
	p := promisingTasks()
	cs := TaskClocks(nil, []TaskTurn{taskTurn("a", 1, 0)}, active, p, nil, hoursIn(0))
	cs = Clocks(cs, ClockFact{Before: active, After: held, At: hoursIn(1)})
	require.Equal(t, sla.Paused, cs[0].State)
	cs = Clocks(cs, ClockFact{Before: held, After: active, Said: Desk, At: hoursIn(5)})
	require.Equal(t, sla.Running, cs[0].State, "an answer ends no task")
	require.Equal(t, hoursIn(6), cs[0].Deadline())
	cs = Clocks(cs, ClockFact{Before: active, After: active, Said: Customer, Promise: p, At: hoursIn(5)})
	require.Equal(t, sla.NextResponse, cs[1].Kind, "a running task answers nobody")
	cancelled := State{Status: Cancelled, Priority: 1}
	cs = Clocks(cs, ClockFact{Before: active, After: cancelled, At: hoursIn(6)})
	require.Equal(t, sla.Cancelled, cs[0].State)

	late := taskTurn("b", 1, 0)
	cs = TaskClocks(nil, []TaskTurn{late}, held, p, []sla.Hold{{From: hoursIn(1), To: to(3), Reason: "customer"}, {From: hoursIn(4), Reason: "vendor"}}, hoursIn(9))
	require.Equal(t, 2*time.Hour, cs[0].Elapsed(hoursIn(9)), "promised late: from its opening, less the pauses")
	require.Equal(t, sla.Paused, cs[0].State)
	late.Fresh = false
	require.Empty(t, TaskClocks(nil, []TaskTurn{late}, active, p, nil, hoursIn(9)), "what was not promised when it opened begins only when all is set anew")
}

func TestLineTells_OfATaskWhoeverItWaitsOn(t *testing.T) {
	c := sla.Clock{Kind: sla.Task, Task: &sla.Turn{Step: "a", Round: 1}}
	require.Equal(t, []To{ToTask}, LineTells(c, sla.Line{Height: sla.Height{Percent: 75}})[0].To)
	require.Equal(t, []To{ToTask, ToManagers}, LineTells(c, sla.Line{Height: sla.Height{Percent: 100}})[0].To)
	require.Equal(t, []To{ToAssignee}, LineTells(sla.Clock{Kind: sla.Resolution}, sla.Line{Height: sla.Height{Percent: 75}})[0].To)
}
