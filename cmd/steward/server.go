package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"go.temporal.io/sdk/client"

	"steward/metrics"
	"steward/schema"
	"steward/store"
	"steward/worker"
)

// server is what the API and the worker have in common: the store, the way to Temporal, the relay that carries the outbox
// there, and the publisher that tells every process what was committed.
type server struct {
	cfg       config
	log       *slog.Logger
	metrics   *metrics.Metrics
	store     *store.Store
	temporal  client.Client
	relay     *worker.Relay
	publisher *store.Publisher
	running   sync.WaitGroup
}

// newServer connects to the database, whose schema must be this build's. Temporal may be away: facts are taken all the same.
func newServer(ctx context.Context, cfg config, log *slog.Logger) (*server, error) {
	if err := errors.Join(cfg.needDatabase(), cfg.needTemporal()); err != nil {
		return nil, err
	}
	s := &server{cfg: cfg, log: log}
	var err error
	if s.store, err = store.Open(cfg.DatabaseURL, 0); err != nil {
		return nil, err
	}
	if err := schema.Check(ctx, s.store.DB.DB); err != nil {
		return nil, err
	}
	options, err := cfg.Temporal.options(log)
	if err != nil {
		return nil, err
	}
	if s.metrics, err = metrics.New(s.store, version); err != nil {
		return nil, err
	}
	options.MetricsHandler = s.metrics.Temporal()
	if s.temporal, err = client.NewLazyClient(options); err != nil {
		return nil, fmt.Errorf("temporal: %w", err)
	}
	if s.publisher, err = store.NewPublisher(cfg.DatabaseURL); err != nil {
		return nil, err
	}
	s.relay = &worker.Relay{Store: s.store, Client: s.temporal, Log: log}
	s.store.Changed = func(c store.Change) {
		s.publisher.Mark(c)
		s.metrics.Late(c.Late)
		if c.Wake {
			s.relay.Poke()
		}
	}
	return s, nil
}

// start runs f beside the others until ctx ends.
func (s *server) start(ctx context.Context, f func(context.Context)) {
	s.running.Go(func() { f(ctx) })
}

// close waits for everything that was started and lets go of the connections.
func (s *server) close() {
	s.running.Wait()
	s.temporal.Close()
	if err := s.store.DB.Close(); err != nil {
		s.log.Warn("cannot close the database", "error", err)
	}
}
