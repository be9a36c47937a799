package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/calendar"
	"steward/domain/calendar/data"
	"steward/domain/incident"
	"steward/domain/process"
	"steward/store"
)

// clocked is how many open incidents with a running clock are set to another policy.
const clocked = 100_000

const levelPolicy = `
INSERT INTO calendars (code, name, definition) VALUES ('office', '办公', '{"zone": "Asia/Shanghai", "exceptions": [], "week": [[], [{"from":"09:00","to":"18:00"}], [{"from":"09:00","to":"18:00"}],
	[{"from":"09:00","to":"18:00"}], [{"from":"09:00","to":"18:00"}], [{"from":"09:00","to":"18:00"}], []]}');
INSERT INTO sla_policies (code, name, calendar_id, definition) SELECT 'all', '全部', id, jsonb_build_object('conditions', '{}'::jsonb, 'targets',
	(SELECT jsonb_agg(jsonb_build_object('priority', n, 'resolution', n * 36000)) FROM generate_series(1, 5) n)) FROM calendars;
INSERT INTO clocks (record_id, kind, state, policy, policy_version, started_at, due_at, facts)
	SELECT id, 'resolution', 'running', 'all', 1, created_at, created_at + interval '5 days', jsonb_build_object('kind', 'resolution', 'policy', 'all', 'policy_version', 1,
		'calendar', 'office', 'calendar_version', 1, 'target', priority * 36000, 'target_version', 1, 'started_at', created_at, 'stopped_at', NULL, 'holds', '[]'::jsonb, 'state', 'running')
	FROM records;
UPDATE sla_policies SET definition = jsonb_set(definition, '{targets}', (SELECT jsonb_agg(jsonb_build_object('priority', n, 'resolution', n * 43200)) FROM generate_series(1, 5) n));
ANALYZE clocks, records`

// measureLevels measures a deadline over a year of a calendar with holidays, and how long it takes to set all clocks anew.
func (b *bench) measureLevels(ctx context.Context, r *report) (err error) {
	per := deadlines()
	r.add(line{operation: "a deadline over a year", load: "holidays, make-up days", ours: fmt.Sprintf("%d ns", per.Nanoseconds()), bare: "–", ratio: "–", aim: "≤ 5 µs"}, per <= 5*time.Microsecond)
	b.say("levels: preparing a database of its own")
	address, err := b.database(ctx, "levels")
	if err != nil {
		return err
	}
	st, err := store.Open(address, 4)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.DB.Close()) }()
	g := newGenerator(firstFresh, clocked)
	g.fresh, g.names = true, "LVL-"
	if err := g.run(ctx, st.DB, func(string) {}); err != nil {
		return err
	}
	if _, err := st.DB.ExecContext(ctx, levelPolicy); err != nil {
		return err
	}
	v, err := st.ViewerOf(ctx, domain.ByCode("manager"))
	if err != nil {
		return err
	}
	for _, run := range []struct {
		what string
		dry  bool
	}{{"preview of setting all clocks", true}, {"setting all clocks", false}} {
		b.say("levels: " + run.what)
		j, err := st.StartLevelJob(ctx, v, run.dry)
		if err != nil {
			return err
		}
		began := time.Now()
		runner := &store.LevelRunner{Store: st}
		for worked := true; worked; {
			if worked, err = runner.Step(ctx); err != nil {
				return err
			}
		}
		took := time.Since(began)
		if j, err = st.LevelJob(ctx, j.ID); err != nil {
			return err
		}
		if j.Changed != clocked {
			return fmt.Errorf("%d of %d clocks changed", j.Changed, clocked)
		}
		r.add(line{operation: run.what, load: fmt.Sprintf("%d open", clocked), ours: fmt.Sprintf("%.1f s", took.Seconds()), bare: "–", ratio: "–", aim: "≤ 60 s"}, took <= time.Minute)
	}
	return amongClocks(ctx, r, st, v)
}

// amongClocks measures what a look of a process and the monitor's tick cost among so many running clocks.
func amongClocks(ctx context.Context, r *report, st *store.Store, v access.Viewer) error {
	var lives []process.Life
	err := st.DB.SelectContext(ctx, &lives, `SELECT r.number, r.uuid, p.epoch FROM records r JOIN processes p ON p.record_id = r.id WHERE r.closed_at IS NULL ORDER BY r.id DESC LIMIT 300`)
	if err != nil || len(lives) == 0 {
		return errors.Join(err, errors.New("no process to advance"))
	}
	began := time.Now()
	for _, life := range lives {
		if _, err := st.Advance(ctx, process.AdvanceIn{Life: life, Open: []process.StageRef{{Stage: incident.StageHandle, Round: 1}}}); err != nil {
			return err
		}
	}
	advance := time.Since(began) / time.Duration(len(lives))
	const ticks = 10
	began = time.Now()
	for range ticks {
		if _, err := (&store.Monitor{Store: st}).Loads(ctx, v); err != nil {
			return err
		}
	}
	tick := time.Since(began) / ticks
	load := fmt.Sprintf("among %d clocks", clocked)
	r.add(line{operation: "Advance", load: load, ours: fmt.Sprintf("%.1f ms", advance.Seconds()*1000), bare: "–", ratio: "–", aim: "≤ 20 ms"}, advance <= 20*time.Millisecond)
	r.add(line{operation: "the monitor's tick", load: load, ours: fmt.Sprintf("%.0f ms", tick.Seconds()*1000), bare: "–", ratio: "–", aim: "≤ 500 ms"}, tick <= 500*time.Millisecond)
	return nil
}

// deadlines answers how long one deadline takes that lies a year ahead.
func deadlines() time.Duration {
	const times = 200_000
	c := calendar.Must(data.ChinaOffice())
	from := time.Date(2024, 2, 9, 9, 0, 0, 0, time.UTC)
	c.Add(from, 1900*time.Hour) // makes ready what is kept
	began := time.Now()
	for i := range times {
		c.Add(from.Add(time.Duration(i)*time.Second), 1900*time.Hour)
	}
	return time.Since(began) / times
}
