package flow

import (
	"slices"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"steward/activities"
	"steward/domain/process"
)

// longest is the number of history events from which a case goes on in a new run.
const longest = 500

// timer is the case's one timer: the earliest instant at which something falls due.
type timer struct {
	at     string // RFC 3339; empty: none is set
	fired  workflow.Future
	cancel workflow.CancelFunc
}

func (t timer) ready() bool { return t.fired != nil && t.fired.IsReady() }

// pump is the one place that asks the database: it empties the signals, advances, publishes where the stages stand, and
// waits for a signal, a newly opened stage or the instant. Nothing is emptied between Advance's answer and the wait.
func (c *Running) pump(ctx workflow.Context) {
	for {
		if err := workflow.Await(ctx, func() bool { return c.behind || signalled(ctx) || c.timer.ready() }); err != nil {
			c.err = err
			return
		}
		if c.goesOnAnew(ctx) {
			return
		}
		drain(ctx)
		if c.timer.ready() {
			c.timer = timer{}
		}
		c.behind, c.asking, c.ended = false, true, nil
		out, err := activities.Advance(database(ctx, ""), process.AdvanceIn{Life: c.life(), First: c.first, Open: c.open}, c.advancesLocally())
		c.asking = false
		if err != nil {
			c.behind = true
			if c.err = c.survive(ctx, err); c.err != nil {
				return
			}
			continue
		}
		if out.Superseded {
			c.err = superseded(c.Case)
			return
		}
		c.publish(ctx, out)
	}
}

// publish takes over what Advance answered: verdicts, positions, effects, the timer, and what operators see.
func (c *Running) publish(ctx workflow.Context, out process.AdvanceOut) {
	c.first, c.stuck = false, ""
	for _, r := range out.Remembered {
		c.remembered[r.StageRef] = r.Verdict
	}
	for _, p := range out.Positions {
		c.positions[p.StageRef] = p
		if p.Verdict != "" {
			c.remembered[p.StageRef] = p.Verdict
		}
	}
	c.more = len(out.Effects) >= process.EffectsAtOnce
	for _, e := range out.Effects {
		c.carryOut(ctx, e)
	}
	c.setTimer(ctx, out)
	c.show(ctx, out)
}

// carryOut starts an effect in its own activity, unless it is in flight already or has just been done.
func (c *Running) carryOut(ctx workflow.Context, e process.Effect) {
	if c.effects[e.ID] || slices.Contains(c.ended, e.ID) {
		return
	}
	c.effects[e.ID] = true
	workflow.Go(ctx, func(ctx workflow.Context) {
		if err := activities.Effect(notify(ctx, e.Summary), e); err != nil {
			workflow.GetLogger(ctx).Error("effect failed", "effect", e.ID, "kind", e.Kind, "error", err)
		} else if c.asking {
			c.ended = append(c.ended, e.ID)
		}
		delete(c.effects, e.ID)
		c.behind = c.behind || c.more && len(c.effects) == 0
	})
}

// setTimer replaces the timer only if its instant changed.
func (c *Running) setTimer(ctx workflow.Context, out process.AdvanceOut) {
	if out.NextAt == c.timer.at {
		return
	}
	if c.timer.cancel != nil {
		c.timer.cancel()
	}
	c.timer = timer{}
	if out.NextAt == "" {
		return
	}
	tctx, cancel := workflow.WithCancel(ctx)
	d := time.Duration(out.NextIn) * time.Millisecond
	c.timer = timer{at: out.NextAt, cancel: cancel,
		fired: workflow.NewTimerWithOptions(tctx, d, workflow.TimerOptions{Summary: timerLine(out)})}
}

// goesOnAnew ends this run for a new one when its history is long and nothing is in flight.
func (c *Running) goesOnAnew(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	if info.GetCurrentHistoryLength() < longest && !info.GetContinueAsNewSuggested() || len(c.effects) > 0 {
		return false
	}
	drain(ctx) // the new run looks at everything when it begins
	c.err = workflow.NewContinueAsNewError(ctx, info.WorkflowType.Name, c.Case)
	return true
}

// survive shows operators that the case is stuck and waits for a wake, be it one that came while the work was tried; it
// answers only an error that ends this run.
func (c *Running) survive(ctx workflow.Context, err error) error {
	if temporal.IsCanceledError(err) {
		return err
	}
	c.stuck = err.Error()
	workflow.SetCurrentDetails(ctx, "**Stuck:** "+c.stuck+"\n\nIt tries again at the next wake; the sweep sends one.")
	shown, woken := workflow.WithCancel(ctx)
	defer woken()
	workflow.Go(shown, func(ctx workflow.Context) {
		err := activities.MarkStuck(patient(ctx, "show that it is stuck"), activities.Ending{Life: c.life(), Why: c.stuck})
		if err != nil && !temporal.IsCanceledError(err) {
			workflow.GetLogger(ctx).Warn("cannot mark as stuck", "number", c.Number, "error", err)
		}
	})
	return workflow.Await(ctx, func() bool { return signalled(ctx) })
}

func signalled(ctx workflow.Context) bool { return len(workflow.GetUnhandledSignalNames(ctx)) > 0 }

// drain empties every signal: they are wake-ups whose captions no rule reads.
func drain(ctx workflow.Context) {
	for _, name := range workflow.GetUnhandledSignalNames(ctx) {
		ch := workflow.GetSignalChannel(ctx, name)
		for ch.ReceiveAsync(nil) {
			continue
		}
	}
}
