package workflows_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"steward/activities"
	"steward/domain"
	"steward/domain/calendar"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/workflows"
	"steward/workflows/flow"
)

// record is an incident that remembers in memory what the database would: the real rules, the environment's clock.
type record struct {
	t   *testing.T
	env *testsuite.TestWorkflowEnvironment

	mu       sync.Mutex
	life     process.Life
	state    incident.State
	rounds   []process.Remembered // an open round has no verdict
	effects  []process.Effect
	told     map[int64]int // effect → how often it was carried out
	advances []process.AdvanceIn
	ended    int
	stuck    []string

	fail      func(activity string) error // what an activity answers instead, nil: its work
	timers    int                         // scheduled
	cancelled int
}

var rules = incident.Rules{Calendar: calendar.Must(calendar.Office("UTC")), AcceptDays: 5, ReopenDays: 10, RemindDays: 3, EscalationHours: 4, Matrix: incident.DefaultMatrix}

const (
	number  = "INC-000001"
	uuid    = "6a1f0c1e-0000-4000-8000-000000000001"
	minute  = time.Minute
	days    = 24 * time.Hour
	handle  = incident.StageHandle
	accept  = incident.StageAccept
	reopen  = incident.StageReopen
	done    = domain.VerdictDone
	reject  = domain.VerdictRejected
	returns = domain.VerdictReturned
)

var start = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC) // a Tuesday

// newRecord makes a new incident whose process runs in a test environment from its creation on.
func newRecord(t *testing.T) *record {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	r := &record{t: t, env: suite.NewTestWorkflowEnvironment(), told: map[int64]int{}, life: process.Life{Number: number, UUID: uuid, Epoch: 1}}
	r.env.SetStartTime(start)
	r.env.SetTestTimeout(20 * time.Second)
	r.env.RegisterWorkflowWithOptions(workflows.Incident, workflow.RegisterOptions{Name: workflows.IncidentProcess})
	p, n := &activities.Process{Store: r}, &activities.Notices{Store: r}
	for name, f := range map[string]any{"Advance": p.Advance, "CloseProcess": p.CloseProcess, "MarkStuck": p.MarkStuck, "Notify": n.Notify, "Escalate": n.Escalate} {
		r.env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name})
	}
	r.env.SetOnTimerScheduledListener(func(string, time.Duration) { r.timers++ })
	r.env.SetOnTimerCanceledListener(func(string) { r.cancelled++ })
	o, err := incident.Begin(incident.State{Kind: "incident", Impact: 2, Urgency: 2, RequesterID: 1}, 1, rules, start)
	require.Nil(t, err)
	r.take(o)
	return r
}

// run carries the process until it ends; nothing but its timer and what the test scheduled happens.
func (r *record) run() error {
	r.t.Helper()
	r.env.ExecuteWorkflow(workflows.IncidentProcess, flow.Case{Number: number, UUID: uuid, Kind: "incident", Epoch: r.life.Epoch, Shape: process.Shape})
	require.True(r.t, r.env.IsWorkflowCompleted())
	return r.env.GetWorkflowError()
}

// after does something when the time has passed.
func (r *record) after(d time.Duration, f func()) { r.env.RegisterDelayedCallback(f, d) }

// act does a verb and wakes the process as the relay would, unless the wake is to be lost.
func (r *record) act(a incident.Act) {
	if signal := r.write(a); signal != "" {
		r.env.SignalWorkflow(signal, map[string]string{"verb": string(a.Verb)})
	}
}

// write does a verb and answers the name of the wake that it calls for.
func (r *record) write(a incident.Act) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.env.Now()
	r.take(incident.Settle(r.state, rules, now))
	require.Nil(r.t, incident.MayNow(r.state, a.Verb, now))
	a.Comment = "Because."
	o, err := incident.Apply(r.state, a, rules, now)
	require.Nil(r.t, err)
	r.take(o)
	if !o.Wakes {
		return ""
	}
	return incident.Signal(a.Verb)
}

func (r *record) take(o incident.Outcome) {
	r.state = o.State
	for _, t := range o.Tells {
		kind := "Notify"
		if t.Escalation {
			kind = "Escalate"
		}
		r.effects = append(r.effects, process.Effect{ID: int64(len(r.effects) + 1), Kind: kind, Summary: "tell: " + t.What})
	}
}

var resolved = incident.Act{Verb: incident.Resolve, ResolutionCode: "solved", ResolutionText: "Done."}

func (r *record) Advance(_ context.Context, in process.AdvanceIn) (process.AdvanceOut, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.failing("Advance"); err != nil {
		return process.AdvanceOut{}, err
	}
	r.advances = append(r.advances, in)
	if in.Life != r.life {
		return process.AdvanceOut{Superseded: true}, nil
	}
	now := r.env.Now()
	r.take(incident.Settle(r.state, rules, now))
	out := process.AdvanceOut{State: string(r.state.Status), Priority: r.state.Priority}
	for _, ref := range in.Open {
		out.Positions = append(out.Positions, r.position(ref, now))
	}
	for _, round := range r.rounds {
		if in.First && round.Verdict != "" {
			out.Remembered = append(out.Remembered, round)
		}
	}
	for _, e := range r.effects {
		if r.told[e.ID] == 0 && len(out.Effects) < process.EffectsAtOnce {
			out.Effects = append(out.Effects, e)
		}
	}
	if at, what := incident.Next(r.state); at != nil {
		out.NextAt, out.NextIn, out.NextLine = at.Format(time.RFC3339Nano), max(at.Sub(now), time.Second).Milliseconds(), what
	}
	return out, nil
}

func (r *record) position(ref process.StageRef, now time.Time) process.Position {
	i := slices.IndexFunc(r.rounds, func(x process.Remembered) bool { return x.StageRef == ref })
	if i < 0 {
		r.rounds = append(r.rounds, process.Remembered{StageRef: ref})
		i = len(r.rounds) - 1
	}
	if r.rounds[i].Verdict == "" {
		r.rounds[i].Verdict = incident.Judge(ref.Stage, r.state, now)
	}
	return process.Position{StageRef: ref, Verdict: r.rounds[i].Verdict}
}

func (r *record) failing(activity string) error {
	if r.fail == nil {
		return nil
	}
	return r.fail(activity)
}

func (r *record) CloseProcess(_ context.Context, life process.Life) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.failing("CloseProcess"); err != nil {
		return false, err
	}
	if life != r.life {
		return false, nil
	}
	r.ended++
	return true, nil
}

func (r *record) SetStuck(_ context.Context, _ process.Life, why string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.failing("MarkStuck"); err != nil {
		return err
	}
	r.stuck = append(r.stuck, why)
	return nil
}

func (r *record) FinishNotice(_ context.Context, id int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.failing("Notify"); err != nil {
		return err
	}
	r.told[id]++
	return nil
}

// progress asks the running process where it stands, as operators do.
func (r *record) progress() flow.Progress {
	r.t.Helper()
	v, err := r.env.QueryWorkflow("Progress")
	require.NoError(r.t, err)
	var p flow.Progress
	require.NoError(r.t, v.Get(&p))
	return p
}

// seen is how often the process has asked the database.
func (r *record) seen() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.advances)
}

func round(stage string, n int, v domain.Verdict) process.Remembered {
	return process.Remembered{StageRef: process.StageRef{Stage: stage, Round: n}, Verdict: v}
}
