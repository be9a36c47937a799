package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// held is how much memory the product's processes hold with so many open processes, in MB.
type held struct {
	open        int
	api, worker float64
}

// holding opens processes until there are enough, lets the engine come to rest, and looks at the product's two processes.
func (b *bench) holding(ctx context.Context, api string, enough int) (held, error) {
	secret, err := token(ctx, b.store, "agent1")
	if err != nil {
		return held{}, err
	}
	desk := caller{web(), api, secret}
	open, err := b.open(ctx)
	if err != nil {
		return held{}, err
	}
	b.say(fmt.Sprintf("memory: %d of %d processes are open", open, enough))
	var made atomic.Int64
	var errEnough = errors.New("enough")
	_, err = load(ctx, 8, time.Hour, func(ctx context.Context, _ int) error {
		n := int(made.Add(1))
		if n > enough-open {
			return errEnough
		}
		if n%500 == 0 { // the engine is slower than people: let it follow
			if err := b.settled(ctx); err != nil {
				return err
			}
		}
		_, err := desk.create(ctx, keyOf("memory", n))
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return held{}, err
	}
	if err := b.settled(ctx); err != nil {
		return held{}, err
	}
	return b.holds(ctx)
}

// open counts processes that wait in Temporal; generated incidents have none.
func (b *bench) open(ctx context.Context) (n int, err error) {
	err = b.store.DB.GetContext(ctx, &n, `SELECT count(*) FROM processes WHERE ended_at IS NULL AND record_id >= 10000000`)
	return n, err
}

// holds answers the highest of what is held over ten seconds.
func (b *bench) holds(ctx context.Context) (h held, err error) {
	if h.open, err = b.open(ctx); err != nil {
		return h, err
	}
	for range 10 {
		mb, err := b.memory()
		if err != nil {
			return h, err
		}
		if sum := mb["api"] + mb["worker"]; sum > h.api+h.worker {
			h.api, h.worker = mb["api"], mb["worker"]
		}
		select {
		case <-ctx.Done():
			return h, ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return h, nil
}
