package store

import (
	"context"
	"time"

	"steward/domain/access"
	"steward/domain/calendar"
	"steward/domain/sla"
)

// Clock is a clock of a record as its page shows it.
type Clock struct {
	ID            int64      `json:"id"`
	Kind          string     `json:"kind" enum:"first_response,next_response,resolution,task"`
	Task          *sla.Turn  `json:"task" doc:"of a task's clock: whose, and which of its turns"`
	State         string     `json:"state" enum:"running,paused,met,breached,cancelled"`
	Late          bool       `json:"late" doc:"the deadline has passed, or had when the clock ended"`
	Policy        string     `json:"policy" doc:"its code"`
	PolicyName    string     `json:"policy_name"`
	PolicyNameEn  string     `json:"policy_name_en"`
	PolicyVersion int        `json:"policy_version"`
	Target        int64      `json:"target" doc:"seconds of working time"`
	Elapsed       int64      `json:"elapsed" doc:"seconds of working time that have counted"`
	Remaining     int64      `json:"remaining" doc:"seconds of working time that are left; below zero: so much too late"`
	StartedAt     time.Time  `json:"started_at"`
	StoppedAt     *time.Time `json:"stopped_at"`
	DueAt         *time.Time `json:"due_at" doc:"the last instant in time; null while on hold with time left"`
	HoldReason    string     `json:"hold_reason" doc:"while paused"`
}

// ExplainedClock is a clock with all that led to where it stands. Segments have no gaps, and those that counted sum to Elapsed.
type ExplainedClock struct {
	Clock
	Zone     string
	Beyond   bool // the deadline is later than the holidays that are entered
	Segments []calendar.Segment
	Ahead    []calendar.Segment // from now to the deadline
	Lines    []sla.Crossing
}

// shown answers a clock as a page shows it at an instant.
func (l *levels) shown(id int64, c sla.Clock, now time.Time) Clock {
	p := l.promised[version{c.Policy, c.PolicyVersion}]
	v := Clock{ID: id, Kind: string(c.Kind), Task: c.Task, State: string(c.State), Late: c.Late(now), Policy: c.Policy, PolicyName: p.Name, PolicyNameEn: p.NameEn,
		PolicyVersion: c.PolicyVersion, Target: int64(c.Seconds), Elapsed: inSeconds(c.Elapsed(now)), Remaining: inSeconds(c.Remaining(now)),
		StartedAt: c.StartedAt, StoppedAt: c.StoppedAt}
	if at := c.Deadline(); !at.IsZero() {
		v.DueAt = &at
	}
	if c.State == sla.Paused {
		v.HoldReason = c.Holds[len(c.Holds)-1].Reason
	}
	return v
}

func inSeconds(d time.Duration) int64 { return int64(d / time.Second) }

// shownClocks answers the clocks that a record's row brought, for the desk; whoever raised it is promised a solution, not a stopwatch.
func (s *Store) shownClocks(ctx context.Context, v access.Viewer, rows clockRows, stamp string, now time.Time) ([]Clock, error) {
	shown := []Clock{}
	if !v.Desk() || len(rows) == 0 {
		return shown, nil
	}
	l, err := levelsAt(ctx, s.DB, stamp)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		c, err := l.clock(r.Facts)
		if err != nil {
			return nil, err
		}
		shown = append(shown, l.shown(r.ID, c, now))
	}
	return shown, nil
}

const allClocksColumn = `(SELECT json_agg(json_build_object('id', c.id, 'facts', c.facts) ORDER BY c.id) FROM clocks c WHERE c.record_id = r.id) AS clocks,
	(SELECT levels_stamp FROM desk_settings) AS levels_stamp`

// ExplainedClocks answers all clocks of a record that the viewer, of the desk, may see.
func (s *Store) ExplainedClocks(ctx context.Context, v access.Viewer, number string) ([]ExplainedClock, error) {
	id, err := s.visible(ctx, v, number)
	if err != nil {
		return nil, err
	}
	if !v.Desk() {
		return nil, ErrNone
	}
	var r struct {
		Clocks clockRows `db:"clocks"`
		Stamp  string    `db:"levels_stamp"`
		Now    time.Time `db:"now"`
	}
	if err := s.DB.GetContext(ctx, &r, `SELECT `+allClocksColumn+`, steward_now() AS now FROM records r WHERE r.id = $1`, id); err != nil {
		return nil, convert(err)
	}
	l, err := levelsAt(ctx, s.DB, r.Stamp)
	if err != nil {
		return nil, convert(err)
	}
	out := []ExplainedClock{}
	for _, row := range r.Clocks {
		c, err := l.clock(row.Facts)
		if err != nil {
			return nil, err
		}
		out = append(out, l.explained(row.ID, c, r.Now))
	}
	return out, nil
}

func (l *levels) explained(id int64, c sla.Clock, now time.Time) ExplainedClock {
	e := c.Explain(now)
	return ExplainedClock{Clock: l.shown(id, c, now), Zone: e.Zone, Beyond: e.Beyond, Segments: e.Segments, Ahead: e.Ahead, Lines: c.Thresholds(now)}
}
