package store

import (
	"context"
	"database/sql"
	"errors"

	"steward/domain/access"
	"steward/domain/incident"
	"steward/domain/sla"
)

// crossLines applies every line of the clocks that was crossed up to now and is not done with, in the order in which they were
// crossed: each once, whoever looks first.
func (l *locked) crossLines(ctx context.Context) error {
	if err := l.loadClocks(ctx); err != nil {
		return err
	}
	for {
		c, x := l.dueLine()
		if c == nil {
			return nil
		}
		if err := l.cross(ctx, c, x); err != nil {
			return err
		}
	}
}

func (l *locked) cross(ctx context.Context, c *clock, x sla.Crossing) error {
	if c.id == 0 {
		if err := l.saveClock(ctx, c); err != nil {
			return err
		}
	}
	_, err := l.tx.ExecContext(ctx, `
		INSERT INTO clock_lines (clock_id, target_version, line, at, told) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		c.id, c.TargetVersion, x.Name(), x.At, x.Tell)
	if err != nil {
		return err
	}
	c.crossed = append(c.crossed, x.Name())
	l.touched = true
	if !x.Tell {
		return nil
	}
	return l.tellLine(ctx, c.Clock, x)
}

var signalOfLine = map[string]string{incident.LineWarned: "Warned", incident.LineBreached: "Breached", incident.LineReached: "LevelReached"}

// tellLine records that a line was crossed, does what it does to the record, and decides who is told.
func (l *locked) tellLine(ctx context.Context, c sla.Clock, x sla.Crossing) error {
	r, err := l.row.rules(ctx, l.tx)
	if err != nil {
		return err
	}
	before, verb := l.row.State, incident.LineVerb(x.Line)
	queue := func(code string) (id int64) {
		if e := l.tx.GetContext(ctx, &id, `SELECT id FROM queues WHERE code = $1`, code); e != nil && !errors.Is(e, sql.ErrNoRows) {
			err = e
		}
		return id
	}
	after := incident.Level(before, x.Line, queue, r, x.At)
	if err != nil {
		return err
	}
	at := x.At
	if at.Before(l.row.UpdatedAt) {
		at = l.row.UpdatedAt
	}
	l.row.State = after
	if err := l.movedQueue(ctx, before); err != nil {
		return err
	}
	f := fact{verb: verb, at: at, signal: signalOfLine[verb], body: map[string]any{"clock": c.Kind, "line": x.Name()},
		extra: map[string][2]any{"clock": {nil, c.Kind}, "line": {nil, x.Name()}}}
	if c.Task != nil {
		f.told = map[string][2]any{"task": {nil, map[string]string{"name": c.Task.Name.In("zh"), "name_en": c.Task.Name.In("en")}}}
	}
	if err := l.record(ctx, &f, before, after); err != nil {
		return err
	}
	l.changed.Late = append(l.changed.Late, l.now.Sub(x.At))
	if after != before {
		if err := l.tick(ctx, before, after, incident.Nobody, x.At); err != nil {
			return err
		}
	}
	if err := l.watchBy(ctx, x.Actions); err != nil {
		return err
	}
	return l.tell(ctx, access.Viewer{}, incident.LineTells(c, x.Line))
}

// movedQueue takes the group of the queue to which the record has moved, if it has: from now on that is told.
func (l *locked) movedQueue(ctx context.Context, before incident.State) error {
	if l.row.QueueID == before.QueueID {
		return nil
	}
	return l.tx.GetContext(ctx, &l.row.QueueGroupID, `SELECT COALESCE((SELECT group_id FROM queues WHERE id = $1), 0)`, l.row.QueueID)
}

// watchBy makes the people that a level names watch the record.
func (l *locked) watchBy(ctx context.Context, actions []sla.Action) error {
	for _, a := range actions {
		if a.Do != sla.AddWatcher {
			continue
		}
		_, err := l.tx.ExecContext(ctx, `
			INSERT INTO watchers (record_id, user_id) SELECT $1, id FROM users WHERE login = $2 AND disabled_at IS NULL ON CONFLICT DO NOTHING`, l.row.ID, a.Login)
		if err != nil {
			return err
		}
	}
	return nil
}

// saidBy answers whose words an act brings that both sides read.
func saidBy(a incident.Act, text string) incident.Said {
	switch {
	case a.Verb == incident.Note:
		return incident.Nobody
	case a.ByRequester && text != "":
		return incident.Customer
	case !a.ByRequester && text != "" && public(a) || a.Verb == incident.Resolve:
		return incident.Desk
	}
	return incident.Nobody
}

// public tells whether an act's words are for both sides. A note never is, not even of somebody at the desk about a ticket of their own.
func public(a incident.Act) bool {
	if a.Verb == incident.Note {
		return false
	}
	return a.ByRequester || a.Verb == incident.Reply || a.Verb == incident.AnswerEscalation || a.Verb == incident.Cancel ||
		a.Verb == incident.Hold && a.HoldReason == "customer"
}
