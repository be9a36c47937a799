package api

import (
	"context"
	"net/http"
	"time"

	"steward/domain/sla"
	"steward/store"
)

func (s *Server) registerClocks() {
	register(s, op(http.MethodGet, "/records/{number}/clocks", "explain-clocks", "See a record's clocks, why they stand where they do, and why this policy"), onRecord, s.explainClocks)
}

// ExplainedClock is a clock with all that led to where it stands.
type ExplainedClock struct {
	store.Clock
	Zone     string      `json:"zone" doc:"By whose clock on the wall is counted"`
	Beyond   bool        `json:"beyond" doc:"The deadline lies after the last date whose holidays are entered: not to be relied on"`
	Segments []Segment   `json:"segments" doc:"The time from its start to now, or to its end, without gaps; those that counted sum to elapsed"`
	Ahead    []Segment   `json:"ahead" doc:"The time from now to the deadline"`
	Lines    []ClockLine `json:"lines" doc:"Warnings, the breach and levels, lowest first"`
}

// ClockLine is a line of a clock, and when it was or will be crossed.
type ClockLine struct {
	Name   string     `json:"name" doc:"Such as \"75 %\", \"breach\" or \"level 1\""`
	At     *time.Time `json:"at" doc:"null: not while it is on hold, or not before it ended"`
	Passed bool       `json:"passed"`
	Told   bool       `json:"told" doc:"whether people are told of it; false: it is history"`
}

// explainedClocks are the clocks of a record and the choice of its policy as it would be made now.
type explainedClocks struct {
	Choice store.Choice     `json:"choice" doc:"The policy that applies now and why; a clock keeps the one it was set by until something that a policy asks for changes"`
	Clocks []ExplainedClock `json:"clocks" nullable:"false"`
}

func (s *Server) explainClocks(ctx context.Context, in *RecordInput) (*body[explainedClocks], error) {
	noteRecord(ctx, in.Number)
	cs, err := s.Store.ExplainedClocks(ctx, viewerOf(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	choice, err := s.Store.ChooseForRecord(ctx, viewerOf(ctx), in.Number)
	if err != nil {
		return nil, err
	}
	out := explainedClocks{Choice: choice, Clocks: []ExplainedClock{}}
	language := languageOf(ctx)
	for i, t := range choice.Tried {
		out.Choice.Tried[i].Text = t.Said.In(language)
	}
	for _, c := range cs {
		out.Clocks = append(out.Clocks, ExplainedClock{Clock: c.Clock, Zone: c.Zone, Beyond: c.Beyond,
			Segments: segments(c.Segments, language), Ahead: segments(c.Ahead, language), Lines: clockLines(c.Lines)})
	}
	return &body[explainedClocks]{out}, nil
}

func clockLines(xs []sla.Crossing) []ClockLine {
	out := make([]ClockLine, len(xs))
	for i, x := range xs {
		out[i] = ClockLine{Name: x.Name(), Passed: x.Passed, Told: x.Tell}
		if !x.At.IsZero() {
			out[i].At = &x.At
		}
	}
	return out
}

func (s *Server) registerLevelJobs() {
	register(s, op(http.MethodPost, "/level-jobs", "start-level-job", "Set the clocks of all open records to the calendars and policies as they are now, or see what that would change"), admins, s.startLevelJob)
	register(s, op(http.MethodGet, "/level-jobs", "list-level-jobs", "List the latest of these jobs"), admins, s.levelJobs)
	register(s, op(http.MethodGet, "/level-jobs/{id}", "get-level-job", "See how far a job is"), admins, s.levelJob)
}

type levelJobStart struct {
	Body struct {
		Dry bool `json:"dry" doc:"change nothing, only say what would change"`
	}
}

func (s *Server) startLevelJob(ctx context.Context, in *levelJobStart) (*body[store.LevelJob], error) {
	return answer(s.Store.StartLevelJob(ctx, viewerOf(ctx), in.Body.Dry))
}

func (s *Server) levelJobs(ctx context.Context, _ *struct{}) (*body[list[store.LevelJob]], error) {
	js, err := s.Store.LevelJobs(ctx)
	return &body[list[store.LevelJob]]{list[store.LevelJob]{Items: js}}, err
}

type levelJobInput struct {
	ID int64 `path:"id" minimum:"1"`
}

func (s *Server) levelJob(ctx context.Context, in *levelJobInput) (*body[store.LevelJob], error) {
	return answer(s.Store.LevelJob(ctx, in.ID))
}
