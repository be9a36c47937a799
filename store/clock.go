package store

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"steward/domain/calendar"
	"steward/domain/document"
	"steward/domain/incident"
	"steward/domain/sla"
)

// clock is a clock of a locked record with what the database knows of it.
type clock struct {
	sla.Clock
	id      int64 // 0: not written yet
	written []byte
	crossed []string // the lines of its target that are done with
}

// clockRows reads the clocks that selectLocked brings: those that are open, and the resolution's and tasks', which may run on.
type clockRows []struct {
	ID      int64           `json:"id"`
	Facts   json.RawMessage `json:"facts"`
	Crossed []string        `json:"crossed"`
}

// Scan reads a JSON array; null is none.
func (c *clockRows) Scan(src any) error { return scanJSON(src, c) }

const clocksColumn = `(SELECT json_agg(json_build_object('id', c.id, 'facts', c.facts,
		'crossed', (SELECT json_agg(x.line) FROM clock_lines x WHERE x.clock_id = c.id AND x.target_version = c.target_version)) ORDER BY c.id)
	FROM clocks c WHERE c.record_id = r.id AND (c.state IN ('running', 'paused') OR c.kind IN ('resolution', 'task'))) AS clocks`

// loadClocks makes ready what was read with the lock.
func (l *locked) loadClocks(ctx context.Context) (err error) {
	if l.levels != nil {
		return nil
	}
	if l.levels, err = levelsAt(ctx, l.tx, l.row.LevelsStamp); err != nil {
		return err
	}
	for _, row := range l.row.Clocks {
		c := clock{id: row.ID, crossed: row.Crossed}
		if c.Clock, err = l.levels.clock(row.Facts); err != nil {
			return err
		}
		c.written = mustJSON(c.Clock)
		l.clocks = append(l.clocks, c)
	}
	return nil
}

// clock reads a clock and attaches the calendar and lines that it was set to.
func (l *levels) clock(facts []byte) (c sla.Clock, err error) {
	if err := json.Unmarshal(facts, &c); err != nil {
		return c, err
	}
	c.Lines = l.promised[version{c.Policy, c.PolicyVersion}].Lines(c.Kind)
	c.Calendar, err = l.calendar(version{c.CalendarCode, c.CalendarVersion})
	return c, err
}

// tick takes the clocks over a fact that led from one state to another.
func (l *locked) tick(ctx context.Context, before, after incident.State, said incident.Said, at time.Time) error {
	if err := l.loadClocks(ctx); err != nil {
		return err
	}
	if len(l.clocks) == 0 && len(l.levels.policies) == 0 {
		return nil
	}
	f := incident.ClockFact{Before: before, After: after, Said: said, Created: l.row.CreatedAt, At: at}
	if err := l.promised(ctx, &f); err != nil {
		return err
	}
	l.ticked(incident.Clocks(l.ticking(), f))
	if f.Resets() {
		return l.tickTasks(ctx, true)
	}
	return nil
}

// ticking answers the record's clocks as rules see them.
func (l *locked) ticking() []sla.Clock {
	cs := make([]sla.Clock, len(l.clocks))
	for i, c := range l.clocks {
		cs[i] = c.Clock
	}
	return cs
}

// ticked takes over what rules made of the clocks: new ones stand behind those that were there.
func (l *locked) ticked(cs []sla.Clock) {
	for i, c := range cs {
		switch {
		case i == len(l.clocks):
			l.clocks = append(l.clocks, clock{Clock: c})
		case c.TargetVersion != l.clocks[i].TargetVersion:
			l.clocks[i].Clock, l.clocks[i].crossed = c, nil
		default:
			l.clocks[i].Clock = c
		}
	}
}

// promised tells the clocks what is promised now where that may be something else, and of what went before where one may begin.
func (l *locked) promised(ctx context.Context, f *incident.ClockFact) (err error) {
	if !f.Resets() && f.Said != incident.Customer {
		return nil
	}
	if f.Promise, err = l.promise(ctx, f.After); err != nil || !f.Resets() || f.Before.Status == "" || f.Promise.Calendar == nil {
		return err
	}
	if f.Preceding, err = l.preceding(ctx); !f.Reclassified() {
		f.Preceding.Unanswered = nil // what the requester says with this fact begins a clock by itself
	}
	return err
}

// preceding answers what of the record's past a clock must know that begins later.
func (l *locked) preceding(ctx context.Context) (incident.Preceding, error) {
	all, err := preceding(ctx, l.tx, map[int64]time.Time{l.row.ID: l.row.CreatedAt})
	return all[l.row.ID], err
}

// promise answers what is promised of the record in this state.
func (l *locked) promise(ctx context.Context, s incident.State) (incident.Promise, error) {
	if len(l.levels.policies) == 0 {
		return incident.Promise{}, nil
	}
	f, err := LevelFacts{s.Kind, s.Priority, l.row.Channel, s.CategoryID, s.ServiceID, l.row.CustomerID, s.QueueID, s.GroupID, l.row.UnitID}.read(ctx, l.tx)
	if err != nil {
		return incident.Promise{}, err
	}
	p, _ := sla.Choose(l.levels.policies, f)
	if p == nil {
		return incident.Promise{}, nil
	}
	c, err := l.calendarOf(ctx, *p, s.ServiceID)
	if err != nil {
		return incident.Promise{}, err
	}
	p.CalendarCode = c.Code()
	return incident.Promise{Policy: *p, Calendar: c}, nil
}

// calendarOf answers the calendar by which a policy counts for a service: its own, else the service's, else the desk's.
func (l *locked) calendarOf(ctx context.Context, p sla.Policy, serviceID int64) (*calendar.Calendar, error) {
	if p.CalendarCode != "" {
		return l.levels.current(p.CalendarCode), nil
	}
	id := l.row.CalendarID
	if serviceID != l.was.ServiceID {
		err := l.tx.GetContext(ctx, &id, `SELECT COALESCE((SELECT calendar_id FROM services WHERE id = $1), (SELECT calendar_id FROM desk_settings), 0)`, serviceID)
		if err != nil {
			return nil, err
		}
	}
	if c := l.levels.calendars[id]; c != nil {
		return c, nil
	}
	return keeping.office(l.row.Zone)
}

// saveClocks writes the clocks that changed, and what lists are sorted by.
func (l *locked) saveClocks(ctx context.Context) error {
	for i := range l.clocks {
		if err := l.saveClock(ctx, &l.clocks[i]); err != nil {
			return err
		}
	}
	due, kind := l.due()
	if instant(due) == instant(l.row.DueAt) && kind == l.row.DueKind {
		return nil
	}
	l.row.DueAt, l.row.DueKind = due, kind
	_, err := l.tx.ExecContext(ctx, `UPDATE records SET due_at = $2, due_kind = $3 WHERE id = $1`, l.row.ID, due, kind)
	return err
}

func (l *locked) saveClock(ctx context.Context, c *clock) error {
	facts := mustJSON(c.Clock)
	if bytes.Equal(facts, c.written) {
		return nil
	}
	var elapsed *int64
	if c.Ended() {
		seconds := int64(c.Elapsed(*c.StoppedAt) / time.Second)
		elapsed = &seconds
	}
	var due *time.Time
	if at := c.Deadline(); !at.IsZero() {
		due = &at
	}
	c.written = facts
	values := []any{l.row.ID, string(c.Kind), string(c.State), c.Policy, c.PolicyVersion, c.TargetVersion, c.StartedAt, c.StoppedAt, due, elapsed, facts}
	if c.id == 0 {
		return l.tx.GetContext(ctx, &c.id, `
			INSERT INTO clocks (record_id, kind, state, policy, policy_version, target_version, started_at, stopped_at, due_at, elapsed, facts)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`, values...)
	}
	_, err := l.tx.ExecContext(ctx, `
		UPDATE clocks SET state = $3, policy = $4, policy_version = $5, target_version = $6, started_at = $7, stopped_at = $8, due_at = $9, elapsed = $10, facts = $11
		WHERE id = $12 AND record_id = $1 AND kind = $2`, append(values, c.id)...)
	return err
}

// due answers the earliest deadline of the running clocks and whose it is.
func (l *locked) due() (at *time.Time, kind string) {
	for _, c := range l.clocks {
		if c.State != sla.Running {
			continue
		}
		if d := c.Deadline(); !d.IsZero() && (at == nil || d.Before(*at)) {
			at, kind = &d, string(c.Kind)
		}
	}
	return at, kind
}

// next answers the earliest instant at which the record's process has something to do by itself, and what.
func (l *locked) next() (at *time.Time, what string) {
	if l.row.RecordKind == KindIncident {
		at, what = incident.Next(l.row.State)
	}
	if l.document != nil {
		at, what = document.Next(l.document.state)
	}
	if due, name := l.nextOfPlan(); due != nil && (at == nil || due.Before(*at)) {
		at, what = due, name
	}
	if line, name := sla.Next(l.ticking(), l.now); !line.IsZero() && (at == nil || line.Before(*at)) {
		return &line, "level " + name
	}
	return at, what
}

// dueLine answers the line that was crossed first among those that are not done with; nil if there is none up to now.
func (l *locked) dueLine() (of *clock, first sla.Crossing) {
	for i := range l.clocks {
		c := &l.clocks[i]
		for _, x := range c.Thresholds(l.now) {
			if x.Passed && !slices.Contains(c.crossed, x.Name()) && (of == nil || x.At.Before(first.At)) {
				of, first = c, x
			}
		}
	}
	return of, first
}

// chain selects the codes of a row of a tree and of all above it, nearest first.
func chain(table, id string) string {
	return `(WITH RECURSIVE up AS (SELECT parent_id, code, 1 AS n FROM ` + table + ` WHERE id = ` + id + `
		UNION ALL SELECT t.parent_id, t.code, up.n + 1 FROM ` + table + ` t JOIN up ON t.id = up.parent_id WHERE up.n < 50) SELECT array_agg(code ORDER BY n) FROM up)`
}
