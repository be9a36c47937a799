// Package flow is what all processes share: open a case, run its stages, wait, carry out effects, close. It knows no
// process by name.
package flow

import (
	"errors"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"steward/activities"
	"steward/domain"
	"steward/domain/process"
)

// Case is the input of every process: which record, and which of its lives in which form.
type Case struct {
	Number string `json:"number"`
	UUID   string `json:"uuid"`
	Kind   string `json:"kind"`
	Epoch  int    `json:"epoch"`
	Shape  int    `json:"shape"`
}

// Superseded is the type of the one error that a process returns: its record has begun another life.
const Superseded = "superseded"

// Running is a case in a running workflow.
type Running struct {
	Case
	open       []process.StageRef
	rounds     map[string]int                        // the last round entered, by stage
	remembered map[process.StageRef]domain.Verdict   // ended rounds
	positions  map[process.StageRef]process.Position // of the open rounds, as the database last said
	effects    map[int64]bool                        // in flight
	ended      []int64                               // effects that ended while an Advance was under way: its answer may still name them
	more       bool                                  // the database may have more effects than it answered
	first      bool
	behind     bool // a stage was opened, or an effect ended, since the last Advance
	asking     bool // an Advance is under way
	timer      timer
	state      string
	stuck      string
	err        error // why the case cannot go on in this run
}

// Open begins the run of a case. The first Advance follows with the first stage, and brings all remembered rounds.
func Open(ctx workflow.Context, in Case) (*Running, error) {
	c := &Running{Case: in, first: true, rounds: map[string]int{}, remembered: map[process.StageRef]domain.Verdict{},
		positions: map[process.StageRef]process.Position{}, effects: map[int64]bool{}}
	if err := workflow.SetQueryHandler(ctx, "Progress", c.progress); err != nil {
		return nil, err
	}
	workflow.Go(ctx, c.pump)
	return c, nil
}

// Run carries the next round of a stage until the database gives its verdict. A round that the database remembers answers
// from there, without any activity.
func (c *Running) Run(ctx workflow.Context, stage string) (domain.Verdict, error) {
	if c.err != nil {
		return "", c.err
	}
	c.rounds[stage]++
	ref := process.StageRef{Stage: stage, Round: c.rounds[stage]}
	if v, ok := c.remembered[ref]; ok {
		return v, nil
	}
	c.open, c.behind = append(c.open, ref), true
	err := workflow.Await(ctx, func() bool { return c.err != nil || c.remembered[ref] != "" })
	c.leave(ref)
	if err == nil && c.remembered[ref] == "" {
		err = c.err
	}
	return c.remembered[ref], err
}

// Until waits for a stage that no step carries: for an instant, or for what ends the wait earlier.
func (c *Running) Until(ctx workflow.Context, stage string) (domain.Verdict, error) {
	return c.Run(ctx, stage)
}

func (c *Running) leave(ref process.StageRef) {
	var open []process.StageRef
	for _, o := range c.open {
		if o != ref {
			open = append(open, o)
		}
	}
	c.open = open
	delete(c.positions, ref)
}

// Close ends the process for a verdict, after its effects are done. On an error it closes nothing and passes the error on,
// continue-as-new among them.
func (c *Running) Close(ctx workflow.Context, v domain.Verdict, err error) error {
	if err != nil {
		return err
	}
	if err := workflow.Await(ctx, func() bool { return c.err != nil || len(c.effects) == 0 && !c.behind && !c.asking }); err != nil {
		return err
	}
	if c.err != nil {
		return c.err
	}
	for {
		ended, err := activities.CloseProcess(database(ctx, "end the process: "+string(v)), activities.Ending{Life: c.life(), Verdict: v}, c.advancesLocally())
		switch {
		case err == nil && ended:
			return nil
		case err == nil:
			return superseded(c.Case)
		}
		if err := c.survive(ctx, err); err != nil {
			return err
		}
	}
}

// life names the life of the record that this run carries.
func (c *Running) life() process.Life {
	return process.Life{Number: c.Number, UUID: c.UUID, Epoch: c.Epoch}
}

func superseded(c Case) error {
	return temporal.NewNonRetryableApplicationError(c.Number+" has begun another life; this run ends", Superseded, nil)
}

// IsContinueAsNew tells whether a case goes on in a new run of the same workflow.
func IsContinueAsNew(err error) bool {
	var again *workflow.ContinueAsNewError
	return errors.As(err, &again)
}
