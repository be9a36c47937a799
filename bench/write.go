package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"steward/api"
	"steward/store"
)

// written is one operation at one number of clients beside its bare statements.
type written struct {
	what    string
	clients int
	all, in int // statements of a request, and those within its transaction
	rounds  []pair
}

// The pool is how many incidents wait for acts to be done on them, and the id of the first: each act needs one that is as it was when the
// act was recorded.
const (
	pool       = 60_000
	firstFresh = 5_000_001 // above what a statement might carry by accident
)

const (
	actNote    = `{"verb":"note","comment":"Rang the customer; the third floor **again**."}`
	actAssign  = `{"verb":"assign","group":"g8"}`
	actResolve = `{"verb":"resolve","resolution_code":"solved","resolution_text":"更换了搓纸轮。Replaced the pick-up roller."}`
)

// writes measures creations and acts. The engine is away, for the product as for the bare statements: facts are taken all the same,
// and what the engine costs is measured by itself.
func (b *bench) writes(ctx context.Context) (_ []written, err error) {
	b.say("writing: preparing a database of its own")
	address, err := b.database(ctx, "writes")
	if err != nil {
		return nil, err
	}
	w := &writer{bench: b}
	if w.store, err = store.Open(address, 4); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.store.DB.Close()) }()
	fresh := newGenerator(firstFresh, pool)
	fresh.fresh, fresh.names = true, "NEW-"
	if err := fresh.run(ctx, w.store.DB, func(string) {}); err != nil {
		return nil, err
	}
	if err := w.capture(ctx, address); err != nil {
		return nil, err
	}
	base, err := b.start(ctx, "api", address, false)
	if err != nil {
		return nil, err
	}
	defer b.end(base)
	w.contact.base, w.agent.base = base, base
	return w.measure(ctx, address)
}

type writer struct {
	*bench
	store          *store.Store
	contact, agent caller
	bare           map[string]bare
	used, keys     atomic.Int64
}

// capture notes what each operation sends to the database, by asking an API in this process twice: the first time warms it.
func (w *writer) capture(ctx context.Context, address string) error {
	c, err := store.NewConnector(address)
	if err != nil {
		return err
	}
	log := &recorder{Connector: c}
	db := sqlx.NewDb(sql.OpenDB(log), "postgres")
	db.SetMaxOpenConns(1)
	a, err := api.New(api.Deps{Store: &store.Store{DB: db}, Log: silent})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	w.contact.http, w.agent.http = web(), web()
	if w.contact.token, err = token(ctx, w.store, "contact7"); err != nil {
		return errors.Join(err, db.Close())
	}
	if w.agent.token, err = token(ctx, w.store, "agent1"); err != nil {
		return errors.Join(err, db.Close())
	}
	w.bare = map[string]bare{}
	for what, body := range operations {
		for range 2 {
			log.take()
			number, key := w.fresh(), w.key(what)
			q, err := w.who(what).request(ctx, http.MethodPost, path(what, number), key, []byte(body))
			if err != nil {
				return errors.Join(err, db.Close())
			}
			answer := httptest.NewRecorder()
			a.ServeHTTP(answer, q)
			if answer.Code >= 300 {
				return errors.Join(fmt.Errorf("%s: %d %s", what, answer.Code, answer.Body), db.Close())
			}
			if w.bare[what], err = bareOf(log.take(), map[string]string{number: "number", key: "key"}); err != nil {
				return errors.Join(err, db.Close())
			}
		}
	}
	return db.Close()
}

var operations = map[string]string{"create": newIncident, "note": actNote, "assign": actAssign, "resolve": actResolve}

func path(what, number string) string {
	if what == "create" {
		return "/incidents"
	}
	return "/records/" + number + "/acts"
}

func (w *writer) who(what string) caller {
	if what == "create" {
		return w.contact
	}
	return w.agent
}

func (w *writer) fresh() string { return fmt.Sprintf("NEW-%06d", firstFresh-1+w.used.Add(1)) }

func (w *writer) key(what string) string { return keyOf(what, int(w.keys.Add(1))) }

func (w *writer) measure(ctx context.Context, address string) ([]written, error) {
	var all []written
	for _, m := range []struct {
		what    string
		clients []int
		during  time.Duration
	}{{"create", []int{1, 8, 64}, 3 * time.Second}, {"note", []int{1, 16}, 2 * time.Second}, {"assign", []int{1, 16}, 2 * time.Second}, {"resolve", []int{1, 16}, 2 * time.Second}} {
		for _, clients := range m.clients {
			w.say(fmt.Sprintf("writing: %s, %d clients", m.what, clients))
			one := written{what: m.what, clients: clients}
			one.all, one.in = w.bare[m.what].count()
			var err error
			if one.rounds, err = w.beside(ctx, address, m.what, clients, m.during); err != nil {
				return nil, err
			}
			all = append(all, one)
		}
	}
	return all, w.check(ctx)
}

// check answers an error unless every act, the bare ones too, fell on an incident of its own.
func (w *writer) check(ctx context.Context) error {
	var twice int
	err := w.store.DB.GetContext(ctx, &twice, `SELECT count(*) FROM (SELECT FROM acts GROUP BY record_id HAVING count(*) > 1) x`)
	if err == nil && twice > 0 {
		err = fmt.Errorf("%d incidents were acted on twice: the bare statements are not what they seem", twice)
	}
	return err
}

// beside measures one operation, the product and the bare statements in turn.
func (w *writer) beside(ctx context.Context, address, what string, clients int, during time.Duration) ([]pair, error) {
	c, err := store.NewConnector(address)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(clients)
	db.SetMaxIdleConns(clients)
	ours := func(ctx context.Context, _ int) error {
		return w.who(what).do(ctx, http.MethodPost, path(what, w.fresh()), w.key(what), []byte(operations[what]), nil)
	}
	if what == "create" {
		ours = func(ctx context.Context, _ int) error {
			return w.contact.do(ctx, http.MethodPost, "/incidents", w.key(what), []byte(newIncident), nil)
		}
	}
	plain := func(ctx context.Context, _ int) error {
		named := map[string]string{"key": w.key(what)}
		if what != "create" {
			named["number"] = w.fresh()
		}
		return w.bare[what].do(ctx, db, named)
	}
	for _, do := range []operation{ours, plain} { // connections, statements and caches
		if _, err := load(ctx, clients, during/4, do); err != nil {
			return nil, err
		}
	}
	return rounds(
		func(int) (series, error) { return load(ctx, clients, during, ours) },
		func(int) (series, error) { return load(ctx, clients, during, plain) })
}
