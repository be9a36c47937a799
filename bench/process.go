package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// carried is what a process costs beside a bare workflow on the same server.
type carried struct {
	what   string
	rounds []pair
}

const processClients = 16

// advances tells who waits for it when a record's process has seen every fact: it asks the database fifty times a second.
type advances struct {
	db *sqlx.DB
	waiting
}

func (a *advances) watch(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		marks := a.marks()
		if len(marks) == 0 {
			continue
		}
		var seen []string
		err := a.db.SelectContext(ctx, &seen, `
			SELECT r.number FROM records r JOIN processes p ON p.record_id = r.id WHERE r.number = ANY ($1) AND p.advanced >= p.needs`, pq.Array(marks))
		if err != nil && ctx.Err() == nil {
			return err
		}
		for _, number := range seen {
			a.done(number)
		}
	}
}

// processes measures, at 16 clients, an act until its process has advanced and browsers know, and a creation until its process waits.
func (b *bench) processes(ctx context.Context, api string) (_ []carried, err error) {
	e, err := newEngine(b.cluster.Options())
	if err != nil {
		return nil, err
	}
	defer e.stop()
	ctx, cancel := context.WithCancelCause(ctx)
	adv := &advances{db: b.store.DB, waiting: waiting{open: map[string]chan struct{}{}}}
	var wg sync.WaitGroup
	wg.Go(func() { cancel(adv.watch(ctx)) })
	defer wg.Wait()
	defer cancel(nil)
	secret, err := token(ctx, b.store, "agent1")
	if err != nil {
		return nil, err
	}
	desk := caller{web(), api, secret}
	b.say("processes: creation")
	created, err := b.creations(ctx, desk, adv, e)
	if err != nil {
		return nil, err
	}
	b.say("processes: acts")
	acted, err := b.acts(ctx, desk, adv, e)
	return []carried{created, acted}, err
}

func (b *bench) creations(ctx context.Context, desk caller, adv *advances, e *engine) (carried, error) {
	c := carried{what: "creation → process waiting"}
	ours := func(ctx context.Context, count int) error {
		number, err := desk.create(ctx, "bench-process-"+rand.Text())
		if err != nil {
			return err
		}
		return within(ctx, adv.wait(number))
	}
	warm := func(do operation) error { _, err := load(ctx, processClients, 4*time.Second, do); return err }
	if err := warm(ours); err != nil {
		return c, err
	}
	if err := warm(e.start); err != nil {
		return c, err
	}
	var err error
	c.rounds, err = rounds(
		func(int) (series, error) { return b.calm(ctx, processClients, ours) },
		func(int) (series, error) { return b.calm(ctx, processClients, e.start) })
	return c, err
}

// calm measures for some seconds, and lets what is still under way come to its end before the next one begins.
func (b *bench) calm(ctx context.Context, clients int, do operation) (series, error) {
	s, err := load(ctx, clients, 8*time.Second, do)
	if err != nil {
		return s, err
	}
	return s, b.settled(ctx)
}

// settled waits until the outbox is empty, every process has seen every fact, and every effect is done.
func (b *bench) settled(ctx context.Context) error {
	for {
		var left int
		err := b.store.DB.GetContext(ctx, &left, `
			SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM processes WHERE needs > advanced AND ended_at IS NULL)
				+ (SELECT count(*) FROM effects WHERE done_at IS NULL)`)
		if err != nil || left == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// story is what each client does to its incident, over and over: every act moves the process.
var story = []string{
	`{"verb":"hold","hold_reason":"vendor","comment":"Waits for the part"}`, `{"verb":"resume"}`, `{"verb":"assign","group":"g8"}`,
	`{"verb":"hold","hold_reason":"customer","comment":"Which printer?"}`, `{"verb":"resume"}`, `{"verb":"assign","assignee":"tech8"}`,
}

// mine is a client's incident and how many acts it has done on it.
type mine struct {
	number string
	done   int
}

// acts measures from an act's request until its process has seen it and a browser's stream has named the record.
func (b *bench) acts(ctx context.Context, desk caller, adv *advances, e *engine) (carried, error) {
	c := carried{what: "act → process advanced, browsers know"}
	records, err := begun(ctx, desk)
	if err != nil {
		return c, err
	}
	told := &waiting{open: map[string]chan struct{}{}}
	if err := b.browser(ctx, desk, func(number string, _ time.Time) { told.done(number) }); err != nil {
		return c, err
	}
	ours := func(ctx context.Context, _ int) error {
		m := <-records
		defer func() { records <- m }()
		known := told.wait(m.number)
		if err := desk.act(ctx, m.number, keyOf(m.number, m.done), story[m.done%len(story)]); err != nil {
			return err
		}
		m.done++
		if err := within(ctx, adv.wait(m.number)); err != nil {
			return fmt.Errorf("process of %s: %w", m.number, err)
		}
		return within(ctx, known)
	}
	bare, end, err := e.signal(ctx, processClients)
	if err != nil {
		return c, err
	}
	defer end()
	for _, do := range []operation{ours, bare} {
		if _, err := load(ctx, processClients, 4*time.Second, do); err != nil {
			return c, err
		}
	}
	c.rounds, err = rounds(
		func(int) (series, error) { return b.calm(ctx, processClients, ours) },
		func(int) (series, error) { return b.calm(ctx, processClients, bare) })
	return c, err
}

// begun creates an incident for each client and starts work on it.
func begun(ctx context.Context, desk caller) (chan *mine, error) {
	records := make(chan *mine, processClients)
	for i := range processClients {
		number, err := desk.create(ctx, keyOf("story", i))
		if err != nil {
			return nil, err
		}
		if err := desk.act(ctx, number, keyOf("begin", i), `{"verb":"start"}`); err != nil {
			return nil, err
		}
		records <- &mine{number: number}
	}
	return records, nil
}
