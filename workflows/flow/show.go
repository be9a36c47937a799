package flow

import (
	"strings"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"steward/domain/process"
)

// Search attributes of every process.
var (
	AttributeKind  = temporal.NewSearchAttributeKeyKeyword("StewardKind")
	AttributeState = temporal.NewSearchAttributeKeyKeyword("StewardState")
	AttributeStage = temporal.NewSearchAttributeKeyKeyword("StewardStage")
	AttributeRoot  = temporal.NewSearchAttributeKeyKeyword("StewardRoot")
)

// Progress is the answer to the query of the same name, for operators.
type Progress struct {
	Case     Case               `json:"case"`
	State    string             `json:"state"`
	Open     []process.Position `json:"open"`
	NextAt   string             `json:"next_at,omitempty"`
	InFlight int                `json:"effects_in_flight"`
	Stuck    string             `json:"stuck,omitempty"`
}

func (c *Running) progress() (Progress, error) {
	p := Progress{Case: c.Case, State: c.state, NextAt: c.timer.at, InFlight: len(c.effects), Stuck: c.stuck}
	for _, ref := range c.open {
		p.Open = append(p.Open, c.positions[ref])
	}
	return p, nil
}

// show writes what operators see: the current details, and the state as a search attribute when it changed.
func (c *Running) show(ctx workflow.Context, out process.AdvanceOut) {
	workflow.SetCurrentDetails(ctx, c.details(out))
	stage := ""
	for _, p := range out.Positions {
		if p.Verdict == "" {
			stage = p.Stage
		}
	}
	if stage == "" || out.State == c.state {
		return
	}
	if c.state != "" || !c.startedAs(ctx, out.State) {
		if err := workflow.UpsertTypedSearchAttributes(ctx, AttributeState.ValueSet(out.State), AttributeStage.ValueSet(stage)); err != nil {
			workflow.GetLogger(ctx).Warn("cannot set search attributes", "number", c.Number, "error", err)
		}
	}
	c.state = out.State
}

// startedAs tells whether the run was started with this state as its search attribute: nothing to write then.
func (c *Running) startedAs(ctx workflow.Context, state string) bool {
	v, ok := workflow.GetTypedSearchAttributes(ctx).GetKeyword(AttributeState)
	return ok && v == state
}

// details says in Markdown where the case waits, on whom, until when, and what happens then.
func (c *Running) details(out process.AdvanceOut) string {
	var b strings.Builder
	b.WriteString("**" + c.Number + "** is " + strings.ReplaceAll(out.State, "_", " ") + "\n")
	for _, p := range out.Positions {
		if p.Verdict != "" {
			continue
		}
		b.WriteString("\n- stage **" + p.Stage + "**")
		if len(p.Waiting) == 0 {
			b.WriteString(": waits for nobody")
		}
		for _, w := range p.Waiting {
			b.WriteString("\n  - " + w.Step + ": waits on **" + w.Owner + "** since " + w.Since)
			if w.Until != "" {
				b.WriteString(", until " + w.Until + ", then: " + words(w.Then))
			}
		}
	}
	if out.NextAt != "" {
		b.WriteString("\n\nNext by itself, at " + out.NextAt + ": " + timerLine(out))
	}
	return b.String()
}

func timerLine(out process.AdvanceOut) string { return words(out.NextLine) }

// words says for operators what a timer does when it fires, by its key.
func words(key string) string {
	if line, ok := strings.CutPrefix(key, "level "); ok { // of a clock
		return "whom it concerns is told: " + strings.ReplaceAll(line, "_", " ")
	}
	if step, ok := strings.CutPrefix(key, "plan "); ok {
		return "the time for step " + step + " is over"
	}
	if said := process.Then(key).En; said != "" {
		return said
	}
	return strings.ReplaceAll(key, "_", " ")
}
